using System.CommandLine;
using System.Text.Json.Nodes;
using QuickScale.Tool.Terminal;
using QuickScale.Tool.Workflow.Doctor;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs doctor [--fix]</c>: what stands in the project's way on this machine, each thing with what to do about it.</summary>
internal static class DoctorCommand
{
    public static Command Create(SharedOptions shared)
    {
        var fix = new Option<bool>("--fix") { Description = "Do what can be done without taking anything away" };
        var command = new CommandWithExamples("doctor", "Look at all that the project needs here, and say what to do; exit code 1 when there is something")
        {
            Examples =
            [
                "qs doctor           look at everything, and build the project for it",
                "qs doctor --fix     and do what is safe",
                "qs doctor --json    for a script",
            ],
        };
        command.Add(fix);
        command.SetAction((parse, cancellation) => shared.RunAsync(parse, output => DailyCommands.InProject(output, (project, programs) =>
        {
            var findings = new ProjectDoctor(project, programs, output).Examine(cancellation);
            var mended = findings.Where(finding => parse.GetValue(fix) && IsMended(finding, cancellation)).ToHashSet(ReferenceEqualityComparer.Instance);
            return Report(output, findings, mended);
        })));
        return command;
    }

    /// <summary>What could not be mended stays a finding, with what a person does about it.</summary>
    private static bool IsMended(Finding finding, CancellationToken cancellation)
    {
        try
        {
            return finding.Mend is { } mend && mend(cancellation);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static int Report(Output output, IReadOnlyList<Finding> findings, HashSet<object?> mended)
    {
        var open = findings.Where(finding => !finding.IsWell && !mended.Contains(finding)).ToList();
        if (output.Json)
        {
            output.Write(new JsonObject { ["ok"] = open.Count == 0, ["findings"] = new JsonArray([.. findings.Select(JsonNode (finding) => Json(finding, mended.Contains(finding)))]) });
        }
        else
        {
            output.Say(findings.SelectMany(finding => Lines(finding, mended.Contains(finding))));
        }

        return open.Count == 0
            ? ExitCode.Done
            : output.Warn(new Failure(ExitCode.CheckFailed, $"{Phrase.Count(open.Count, "thing")} to be settled{(open.Exists(finding => finding.Mend is not null) ? "; 'qs doctor --fix' does what is safe" : string.Empty)}."));
    }

    private static IEnumerable<string> Lines(Finding finding, bool isMended)
    {
        var sign = isMended ? "[green]fixed[/]" : finding.IsWell ? "[green]ok[/]   " : "[red]wrong[/]";
        yield return $"{sign}  {finding.Check,-9} {Output.Plain(finding.Sentence)}";
        if (!finding.IsWell && !isMended)
        {
            yield return $"                 {Output.Plain(finding.Fix!)}";
        }
    }

    private static JsonObject Json(Finding finding, bool isMended) => new()
    {
        ["check"] = finding.Check,
        ["ok"] = finding.IsWell || isMended,
        ["finding"] = finding.Sentence,
        ["fix"] = finding.Fix,
        ["fixed"] = isMended,
    };
}
