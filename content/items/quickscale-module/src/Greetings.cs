using Microsoft.Extensions.Options;

namespace QsNamespace;

/// <summary>What the module does: the page and the JSON endpoint both ask here, so that all themes say the same.</summary>
public sealed class Greetings(IOptionsSnapshot<QsModOptions> options)
{
    public const int LongestName = 60;

    /// <summary>Why a name is refused; null when it is not.</summary>
    public static string? Problem(string? name) => name?.Length > LongestName ? $"A name has at most {LongestName} characters." : null;

    /// <summary>The words for somebody, or for nobody in particular.</summary>
    public string For(string? name) => string.IsNullOrWhiteSpace(name) ? options.Value.Greeting : $"{options.Value.Greeting}, {name.Trim()}";
}
