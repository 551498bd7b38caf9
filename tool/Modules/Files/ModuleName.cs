using System.Text.RegularExpressions;

namespace QuickScale.Tool.Modules;

/// <summary>The name of a module, which is also a folder, a part of a branch and of a tag.</summary>
internal static partial class ModuleName
{
    /// <summary>The module that declares what a module is; every other one needs it.</summary>
    public const string Core = "core";

    /// <summary>Small letters, digits and single dashes; no name that Windows keeps for a device.</summary>
    [GeneratedRegex("^(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$)(?=.{1,40}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", RegexOptions.CultureInvariant)]
    public static partial Regex Pattern { get; }

    public static bool IsValid(string text) => Pattern.Match(text) is { Success: true } match && match.Length == text.Length;

    /// <summary>The name as C# writes it: <c>crm-export</c> becomes <c>CrmExport</c>.</summary>
    public static string Pascal(string name) => string.Concat(name.Split('-').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
}
