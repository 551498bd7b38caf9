using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Yaml;

/// <summary>The mistakes found while one file is read. The user hears of the first of them by its place.</summary>
internal sealed class YamlReading(string shownPath)
{
    private (YamlMark Place, string Words)? _first;

    public bool Failed => _first is not null;

    /// <param name="place">Where the mistake is.</param>
    /// <param name="words">What is wrong and what to do, without the full stop; a question keeps its mark.</param>
    public void Report(YamlMark place, string words)
    {
        if (_first is null || place.Index < _first.Value.Place.Index)
        {
            _first = (place, words);
        }
    }

    /// <summary>The first mistake; only to be asked for when there is one.</summary>
    public Failure Failure => FailureAt(shownPath, _first!.Value.Place, _first.Value.Words);

    public static Failure FailureAt(string shownPath, YamlMark place, string words, string? detail = null) =>
        new(ExitCode.Precondition, $"{shownPath}:{place.Line}:{place.Column}: {words}{(words.EndsWith('?') ? "" : ".")}", detail);
}
