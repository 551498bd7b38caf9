namespace QuickScale.Modules.Auth;

/// <summary>Where a user comes back to: a path of this site or nothing, whatever was asked for (A17).</summary>
public static class LocalUrl
{
    private const int Longest = 2000;

    /// <summary>The path, or null when it could lead anywhere else.</summary>
    public static string? Check(string? url) =>
        url is ['/', ..] and not ['/', '/' or '\\', ..] && url.Length <= Longest && !url.Any(char.IsControl) ? url : null;

    /// <summary>Adds it to a path, where there is one.</summary>
    public static string Append(string path, string? returnUrl) =>
        Check(returnUrl) is { } local ? $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}returnUrl={Uri.EscapeDataString(local)}" : path;
}
