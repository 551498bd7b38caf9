namespace QuickScale.Modules.Auth.Pages;

/// <summary>The pages of the signed-in user's account, in the order of their menu.</summary>
internal static class AccountMenu
{
    private static readonly IReadOnlyList<(string Title, string Path)> All =
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

    /// <summary>Without the pages of ways to log in that the site does not offer.</summary>
    public static IEnumerable<(string Title, string Path)> Entries(AuthSettings settings, ExternalProviders providers) => All.Where(entry =>
        (entry.Path != AuthPaths.Passkeys || settings.Passkeys) && (entry.Path != AuthPaths.Logins || providers.Configured.Count > 0));
}
