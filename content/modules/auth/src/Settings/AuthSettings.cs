using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;

namespace QuickScale.Modules.Auth;

/// <summary>The module's options, in the section <c>Modules:auth</c>; <c>module.yml</c> says what each means.</summary>
public sealed class AuthSettings
{
    public const string Section = "Modules:auth";

    public RegistrationMode Registration { get; set; } = RegistrationMode.Open;

    [ConfigurationKeyName("verification_required")]
    public bool VerificationRequired { get; set; } = true;

    [ConfigurationKeyName("password_min_length")]
    public int PasswordMinLength { get; set; } = 10;

    [ConfigurationKeyName("breached_password_check")]
    public bool BreachedPasswordCheck { get; set; }

    /// <summary>Words that no password may consist of, beside the site's name and what the user is called.</summary>
    [ConfigurationKeyName("context_words")]
    public IList<string> ContextWords { get; } = [];

    [ConfigurationKeyName("session_idle_hours")]
    public int SessionIdleHours { get; set; } = 336;

    [ConfigurationKeyName("session_absolute_days")]
    public int SessionAbsoluteDays { get; set; } = 30;

    [ConfigurationKeyName("reauthentication_minutes")]
    public int ReauthenticationMinutes { get; set; } = 10;

    /// <summary>For how long a browser may skip the second factor; 0 never.</summary>
    [ConfigurationKeyName("trusted_browser_days")]
    public int TrustedBrowserDays { get; set; } = 30;

    [ConfigurationKeyName("access_token_minutes")]
    public int AccessTokenMinutes { get; set; } = 10;

    /// <summary>Empty: no agreement is asked for.</summary>
    [ConfigurationKeyName("terms_version")]
    public string TermsVersion { get; set; } = "";

    /// <summary>A path of the site or an https address.</summary>
    [ConfigurationKeyName("terms_url")]
    public string TermsUrl { get; set; } = "/terms";

    [ConfigurationKeyName("login_by_code")]
    public bool LoginByCode { get; set; }

    [ConfigurationKeyName("email_change_undo_days")]
    public int EmailChangeUndoDays { get; set; } = 7;

    [ConfigurationKeyName("deletion_grace_days")]
    public int DeletionGraceDays { get; set; } = 30;

    [ConfigurationKeyName("avatar_max_kb")]
    public int AvatarMaxKb { get; set; } = 2048;

    /// <summary>The name of the environment variable with the id; so with all that follow. Where one is empty, the provider is not offered.</summary>
    [ConfigurationKeyName("google_client_id")]
    public string GoogleClientId { get; set; } = "GOOGLE_CLIENT_ID";

    [ConfigurationKeyName("google_client_secret")]
    public string GoogleClientSecret { get; set; } = "GOOGLE_CLIENT_SECRET";

    [ConfigurationKeyName("github_client_id")]
    public string GitHubClientId { get; set; } = "GITHUB_CLIENT_ID";

    [ConfigurationKeyName("github_client_secret")]
    public string GitHubClientSecret { get; set; } = "GITHUB_CLIENT_SECRET";

    [ConfigurationKeyName("microsoft_client_id")]
    public string MicrosoftClientId { get; set; } = "MICROSOFT_CLIENT_ID";

    [ConfigurationKeyName("microsoft_client_secret")]
    public string MicrosoftClientSecret { get; set; } = "MICROSOFT_CLIENT_SECRET";

    /// <summary>"common", "organizations", "consumers", or the id of one organisation.</summary>
    [ConfigurationKeyName("microsoft_tenant")]
    public string MicrosoftTenant { get; set; } = "common";

    public bool Passkeys { get; set; } = true;

    /// <summary>The relying party's id (WebAuthn, 5.1.3). Empty: the host of the site's address.</summary>
    [ConfigurationKeyName("passkey_domain")]
    public string PasskeyDomain { get; set; } = "";

    public TimeSpan SessionIdle => TimeSpan.FromHours(SessionIdleHours);

    public TimeSpan SessionAbsolute => TimeSpan.FromDays(SessionAbsoluteDays);

    public TimeSpan AccessToken => TimeSpan.FromMinutes(AccessTokenMinutes);

    public TimeSpan Reauthentication => TimeSpan.FromMinutes(ReauthenticationMinutes);

    /// <summary>Whether nobody can have used an account so far: it was never confirmed, and cannot be used without.</summary>
    public bool IsUnused(User user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return VerificationRequired && user is { EmailVerifiedAt: null, IsActive: true };
    }
}

[JsonConverter(typeof(JsonStringEnumConverter<RegistrationMode>))]
public enum RegistrationMode
{
    [JsonStringEnumMemberName("open")]
    Open,

    [JsonStringEnumMemberName("invite")]
    Invite,

    [JsonStringEnumMemberName("closed")]
    Closed,
}
