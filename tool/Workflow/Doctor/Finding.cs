using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Workflow.Doctor;

/// <summary>What one look at a project has shown.</summary>
/// <param name="Check">What was looked at, in a word.</param>
/// <param name="Sentence">What is so, without a full stop. It never holds a value of a setting.</param>
/// <param name="Fix">What a person does about it; null when all is well.</param>
/// <param name="Mend">What <c>--fix</c> does about it: only what takes nothing away; null when that is for a person to decide.</param>
internal sealed record Finding(string Check, string Sentence, string? Fix = null, Func<CancellationToken, bool>? Mend = null)
{
    public bool IsWell => Fix is null;

    /// <summary>A refusal as a finding: its sentence says what is wrong, a semicolon, and what to do.</summary>
    public static Finding Of(string check, Failure failure)
    {
        var parts = failure.Sentence.TrimEnd('.').Split("; ", 2);
        return new Finding(check, parts[0], parts.Length > 1 ? parts[1] : "run the command again with --verbose");
    }
}
