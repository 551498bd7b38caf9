using System.Text.RegularExpressions;
using QuickScale.Tool.Terminal;
using QuickScale.Tool.Yaml;

namespace QuickScale.Tool.Modules;

internal enum OptionType
{
    String,
    Bool,
    Int,
    Enum,
    List,

    /// <summary>The name of the environment variable that holds the secret, never the secret itself.</summary>
    Secret,
}

/// <summary>
/// What a module lets its user choose.
/// <paramref name="Values"/>: the words of an enum; of a list those that it may hold, or none when any will do.
/// <paramref name="Min"/>: the least number of an int.
/// <paramref name="Max"/>: the greatest number of an int.
/// <paramref name="Default"/>: the value in force when the user gives none; null when there is none.
/// <paramref name="Mutable"/>: whether it may change after the module was embedded.
/// </summary>
internal sealed partial record ModuleOption(
    string Name, OptionType Type, IReadOnlyList<string> Values, int? Min, int? Max, OptionValue? Default, bool Mutable, string Summary)
{
    [GeneratedRegex("^(?=.{1,60}$)[a-z][a-z0-9_]*$", RegexOptions.CultureInvariant)]
    public static partial Regex NamePattern { get; }

    [GeneratedRegex("^(?=.{1,100}$)[A-Z][A-Z0-9_]*$", RegexOptions.CultureInvariant)]
    public static partial Regex VariablePattern { get; }

    /// <summary>The value that a person typed behind the equals sign; a list is typed with commas.</summary>
    public Result<OptionValue> Parse(string typed)
    {
        OptionValue value = Type switch
        {
            OptionType.Bool when typed is "true" or "false" => new BoolValue(typed == "true"),
            OptionType.Int when new YamlScalar(typed, IsPlain: true, default, default).AsInt is { } number => new IntValue(number),
            OptionType.List => new ListValue(typed.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
            _ => new TextValue(typed),
        };
        return Problem(ref value) is { } problem ? new Failure(ExitCode.Usage, $"{Name}: {problem}.") : value;
    }

    /// <summary>
    /// The value from a file in the option's own type.
    /// <paramref name="where"/>: what the sentence begins with: a file and the option's name.
    /// </summary>
    public Result<OptionValue> Check(OptionValue value, string where) =>
        Problem(ref value) is { } problem ? new Failure(ExitCode.Precondition, $"{where}: {problem}.") : value;

    /// <summary>What is wrong with a value and what to do; a number where text is wanted becomes text.</summary>
    internal string? Problem(ref OptionValue value)
    {
        if (Type is OptionType.String or OptionType.Enum && value is IntValue number)
        {
            value = new TextValue(number.ToString());
        }

        return (Type, value) switch
        {
            (OptionType.String, TextValue text) => YamlText.HasForbidden(text.Value) ? "the value has a line end or a control character in it; write it on one line" : null,
            (OptionType.Bool, BoolValue) => null,
            (OptionType.Int, IntValue whole) when (Min is not { } min || whole.Value >= min) && (Max is not { } max || whole.Value <= max) => null,
            (OptionType.Enum, TextValue text) when Values.Contains(text.Value) => null,
            (OptionType.List, ListValue list) => list.Values.Select(ItemProblem).FirstOrDefault(problem => problem is not null),
            (OptionType.Secret, TextValue text) when VariablePattern.Match(text.Value) is { Success: true } match && match.Length == text.Value.Length => null,
            // What stands there may be the secret itself: it is not repeated.
            (OptionType.Secret, _) => "a secret is never written down; write the name of the environment variable that holds it, in capitals",
            _ => $"{YamlText.Shown(value.ToString())} is not possible; write {Wanted}",
        };
    }

    private string? ItemProblem(string item) => item switch
    {
        _ when YamlText.HasForbidden(item) => "a value has a line end or a control character in it; write it on one line",
        _ when Values.Count == 0 || Values.Contains(item) => null,
        _ => $"{YamlText.Shown(item)} is not possible; write {Wanted}",
    };

    private string Wanted => Type switch
    {
        OptionType.Bool => "true or false",
        OptionType.Int => (Min, Max) switch
        {
            ({ } min, { } max) => $"a whole number from {min} to {max}",
            ({ } min, _) => $"a whole number from {min} on",
            (_, { } max) => $"a whole number up to {max}",
            _ => "a whole number",
        },
        OptionType.Enum => $"one of {string.Join(", ", Values)}",
        OptionType.List when Values.Count > 0 => $"a list of {string.Join(", ", Values)}",
        OptionType.List => "a list of texts",
        _ => "a text",
    };
}
