using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Auth;

/// <summary>What a front end has to know of the options before anybody is signed in: what is offered, and what forms ask for.</summary>
/// <param name="Terms">What has to be agreed to at sign-up; null when nothing has.</param>
/// <param name="LoginByCode">Whether users may log in by a code that is mailed.</param>
/// <param name="Passkeys">Whether users may log in by passkeys.</param>
/// <param name="Providers">By which users can log in, as in <c>GET /api/auth/providers</c>.</param>
/// <param name="TrustedBrowserDays">Days for which a browser may skip the second factor; 0 when none may.</param>
/// <param name="AvatarMaxKb">Kilobytes that a picture may have.</param>
public sealed record SettingsAnswer(
    RegistrationMode Registration, PasswordSettingsAnswer Password, TermsAnswer? Terms, bool LoginByCode, bool Passkeys, IReadOnlyList<ProviderAnswer> Providers,
    int TrustedBrowserDays, int AvatarMaxKb, int NameMaxLength, int PasskeyNameMaxLength);

public sealed record PasswordSettingsAnswer(int MinLength, int MaxLength);

/// <param name="Url">A path of the site or an https address.</param>
public sealed record TermsAnswer(string Version, string Url);

internal static class SettingsApi
{
    public static void MapSettings(this RouteGroupBuilder api) =>
        api.MapGet("/settings", (IOptionsSnapshot<AuthSettings> settings, ExternalProviders providers) => Results.Ok(Answer(settings.Value, providers)))
            .WithName("GetAuthSettings").WithSummary("What is offered to log in and sign up by, and what forms ask for.")
            .Produces<SettingsAnswer>();

    private static SettingsAnswer Answer(AuthSettings settings, ExternalProviders providers) => new(
        settings.Registration,
        new PasswordSettingsAnswer(settings.PasswordMinLength, PasswordRules.Longest),
        settings.TermsVersion.Length == 0 ? null : new TermsAnswer(settings.TermsVersion, settings.TermsUrl),
        settings.LoginByCode,
        settings.Passkeys,
        [.. providers.Configured.Select(ProviderAnswer.Of)],
        settings.TrustedBrowserDays,
        settings.AvatarMaxKb,
        User.LongestName,
        Auth.Passkeys.LongestName);
}
