using System.Text.RegularExpressions;
using QuickScale.Tool.Terminal;
using QuickScale.Tool.Yaml;

namespace QuickScale.Tool.Git;

internal enum RemoteKind
{
    /// <summary>The bundle that the tool carries.</summary>
    BuiltIn,
    Https,
    Ssh,

    /// <summary>A folder or a bundle on this machine.</summary>
    Path,
}

/// <summary>Where modules come from: the one rule for every address, typed or read, before git sees it.</summary>
internal sealed partial record RemoteAddress
{
    public const string BuiltInWord = "builtin";

    private const string Forms = "write builtin, https://…, ssh://…, user@host:path or an absolute path";

    private RemoteAddress(string text, RemoteKind kind) => (Text, Kind) = (text, kind);

    public static RemoteAddress BuiltIn { get; } = new(BuiltInWord, RemoteKind.BuiltIn);

    /// <summary>The address as it was written.</summary>
    public string Text { get; }

    public RemoteKind Kind { get; }

    /// <summary>The remote as a sentence names it.</summary>
    public string Shown => Kind == RemoteKind.BuiltIn ? "the built-in remote" : Text;

    /// <summary>The forms that an address may have; <see cref="Parse"/> also knows what each of them may not hold.</summary>
    [GeneratedRegex(@"^(?!.*::)(?:builtin|https://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?/[^ @\\]+|ssh://(?:[A-Za-z0-9_][A-Za-z0-9._-]*@)?[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?/[^ \\]+|[A-Za-z0-9_][A-Za-z0-9._-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[^ \\-][^ \\]*|/[^/\\].*|[A-Za-z]:[\\/][^\\/].*)$", RegexOptions.CultureInvariant)]
    public static partial Regex Pattern { get; }

    public static Result<RemoteAddress> Parse(string text) =>
        Problem(text) is { } problem ? new Failure(ExitCode.Usage, $"{char.ToUpperInvariant(problem[0])}{problem[1..]}.") : new RemoteAddress(text, KindOf(text));

    /// <summary>What is wrong with an address and what to do, as a sentence without its capital and full stop; null when nothing is.</summary>
    public static string? Problem(string text) => text switch
    {
        "" => $"an address is missing; {Forms}",
        { Length: > 2000 } => "the address is longer than 2000 characters; use a shorter one",
        _ when YamlText.HasForbidden(text) => $"the address {YamlText.Shown(text)} has a control character in it; remove it",
        ['-', ..] => $"the address {YamlText.Shown(text)} begins with '-', which git would take for an option; {Forms}",
        _ when text.Contains("::", StringComparison.Ordinal) => $"the address {YamlText.Shown(text)} has '::' in it, with which git starts other programs; {Forms}",
        _ when UserInUrl.IsMatch(text) => "the address has a name or a password in it; leave out what stands before '@' and let git's credential helper hold it",
        _ when text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) => $"the address {YamlText.Shown(text)} is not encrypted; use https://",
        _ when text.StartsWith("file:", StringComparison.OrdinalIgnoreCase) => $"the address {YamlText.Shown(text)} names a path as a URL; write the absolute path itself",
        _ when text.StartsWith("//", StringComparison.Ordinal) || text.StartsWith(@"\\", StringComparison.Ordinal) => $"the address {YamlText.Shown(text)} is a network share; use https://, ssh:// or a path on this machine",
        _ => Pattern.Match(text) is { Success: true } match && match.Length == text.Length ? null : $"the address {YamlText.Shown(text)} has no form that git is given; {Forms}",
    };

    private static RemoteKind KindOf(string text) => text switch
    {
        BuiltInWord => RemoteKind.BuiltIn,
        ['/', ..] or [_, ':', ..] => RemoteKind.Path,
        _ => text.StartsWith("https://", StringComparison.Ordinal) ? RemoteKind.Https : RemoteKind.Ssh,
    };

    // https takes no user at all, since tokens are written there alone; ssh takes one without a password. The text is not
    // shown: it may hold the password.
    [GeneratedRegex("^(?:https?://[^/]*@|ssh://[^/@]*:[^/@]*@)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex UserInUrl { get; }
}
