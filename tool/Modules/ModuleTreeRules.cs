using QuickScale.Tool.Git;

namespace QuickScale.Tool.Modules;

internal static class ModuleTreeRules
{
    public static string? Check(IEnumerable<TreeEntry> entries) => entries.Any(entry => entry.Mode is "160000" or "120000") ? "it holds a link" : null;
}
