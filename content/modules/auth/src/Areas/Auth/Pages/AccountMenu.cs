namespace QuickScale.Modules.Auth.Pages;

/// <summary>The pages of the signed-in user's account, in the order of their menu.</summary>
internal static class AccountMenu
{
    public static IReadOnlyList<(string Title, string Path)> Entries { get; } =
    [
        ("Overview", AuthPaths.Account),
        ("Password", AuthPaths.Password),
        ("Passkeys", AuthPaths.Passkeys),
        ("Providers", AuthPaths.Logins),
        ("Sessions", AuthPaths.Sessions),
        ("Security events", AuthPaths.Events),
    ];
}
