using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>Names of modules as they are typed in one word: <c>auth,teams,billing</c>.</summary>
internal static class ModuleNames
{
    /// <summary>Each name once, in the order in which they were typed.</summary>
    public static Result<IReadOnlyList<string>> Read(string typed)
    {
        var names = typed.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ToList();
        return names.Find(name => !ModuleName.IsValid(name)) is { } wrong
            ? new Failure(ExitCode.Usage, $"'{wrong}' is no module's name, which is of small letters, digits and dashes; write the names by commas, as in auth,teams.")
            : Result<IReadOnlyList<string>>.Of(names);
    }
}
