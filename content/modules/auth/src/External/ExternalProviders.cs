using Microsoft.Extensions.Configuration;

namespace QuickScale.Modules.Auth;

/// <summary>A provider by which users can sign in, as its documentation describes it.</summary>
/// <param name="Name">Stored as the first part of a login's key, and part of the address that providers call back: it never changes.</param>
/// <param name="Scopes">What is asked for: who the user is, the name and the address, and nothing else.</param>
/// <param name="UserEndpoint">Tells who an access token belongs to.</param>
public sealed record ExternalProvider(string Name, string DisplayName, string AuthorizationEndpoint, string TokenEndpoint, string UserEndpoint, IReadOnlyList<string> Scopes)
{
    /// <summary>The path that is registered with the provider, behind the site's address.</summary>
    public string CallbackPath => $"{AuthPaths.External}/{Name}/callback";
}

/// <summary>The providers that this application has credentials for: the others are not offered.</summary>
public sealed class ExternalProviders(IReadOnlyList<ExternalProvider> configured)
{
    public const string Google = "google";
    public const string GitHub = "github";
    public const string Microsoft = "microsoft";

    private static readonly string[] OpenIdScopes = ["openid", "profile", "email"];

    public IReadOnlyList<ExternalProvider> Configured => configured;

    public ExternalProvider? Find(string? name) => configured.FirstOrDefault(provider => provider.Name == name);

    /// <summary>How a provider is called; one that is no longer configured by its bare name.</summary>
    public string DisplayNameOf(string name) => Find(name)?.DisplayName ?? name;

    /// <summary>All that are known, with the names of the variables that hold their credentials.</summary>
    internal static IReadOnlyList<(ExternalProvider Provider, string IdVariable, string SecretVariable)> All(AuthSettings settings) =>
    [
        (new(Google, "Google", "https://accounts.google.com/o/oauth2/v2/auth", "https://oauth2.googleapis.com/token", "https://openidconnect.googleapis.com/v1/userinfo", OpenIdScopes),
            settings.GoogleClientId, settings.GoogleClientSecret),
        (new(GitHub, "GitHub", "https://github.com/login/oauth/authorize", "https://github.com/login/oauth/access_token", "https://api.github.com/user", ["read:user", "user:email"]),
            settings.GitHubClientId, settings.GitHubClientSecret),
        (new(Microsoft, "Microsoft", MicrosoftEndpoint(settings, "authorize"), MicrosoftEndpoint(settings, "token"), "https://graph.microsoft.com/oidc/userinfo", OpenIdScopes),
            settings.MicrosoftClientId, settings.MicrosoftClientSecret),
    ];

    /// <summary>What is wrong with the credentials: an id without its secret, or the other way round.</summary>
    internal static IEnumerable<string> Violations(AuthSettings settings, IConfiguration configuration) =>
        from one in All(settings)
        let hasId = Value(configuration, one.IdVariable) is not null
        let hasSecret = Value(configuration, one.SecretVariable) is not null
        where hasId != hasSecret
        select $"Set {(hasId ? one.SecretVariable : one.IdVariable)} too, or remove {(hasId ? one.IdVariable : one.SecretVariable)}: logging in with {one.Provider.DisplayName} needs both.";

    /// <summary>The value of an environment variable, which is part of the configuration; null when it is empty or not there.</summary>
    internal static string? Value(IConfiguration configuration, string variable) => variable.Length > 0 && configuration[variable] is { Length: > 0 } value ? value : null;

    private static string MicrosoftEndpoint(AuthSettings settings, string name) => $"https://login.microsoftonline.com/{Uri.EscapeDataString(settings.MicrosoftTenant)}/oauth2/v2.0/{name}";
}
