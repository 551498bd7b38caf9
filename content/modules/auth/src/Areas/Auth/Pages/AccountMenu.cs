namespace QuickScale.Modules.Auth.Pages;

/// <summary>The pages of the signed-in user's account, in the order of their menu.</summary>
internal static class AccountMenu
{
    public static IReadOnlyList<(string Title, string Path)> Entries { get; } =
    [
        ("Overview", AuthPaths.Account),
        ("Profile", AuthPaths.Profile),
        ("E-mail address", AuthPaths.Email),
        ("Password", AuthPaths.Password),
        ("Two-factor login", AuthPaths.AccountTwoFactor),
        ("Passkeys", AuthPaths.Passkeys),
        ("Providers", AuthPaths.Logins),
        ("Sessions", AuthPaths.Sessions),
        ("Security events", AuthPaths.Events),
        ("Your data", AuthPaths.Data),
        ("Delete the account", AuthPaths.Delete),
    ];
}
