using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>What must be right before the first request: the options' bounds, and keys that outlive the process.</summary>
internal sealed class AuthStartupChecks(IHostEnvironment environment, IServiceProvider services, IConfiguration configuration) : IValidateOptions<AuthSettings>
{
    public ValidateOptionsResult Validate(string? name, AuthSettings options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string?[] answers =
        [
            Bounds("password_min_length", options.PasswordMinLength, 8, 64),
            Bounds("session_idle_hours", options.SessionIdleHours, 1, 8760),
            Bounds("session_absolute_days", options.SessionAbsoluteDays, 1, 365),
            Bounds("reauthentication_minutes", options.ReauthenticationMinutes, 1, 120),
            Bounds("trusted_browser_days", options.TrustedBrowserDays, 0, 365),
            Bounds("access_token_minutes", options.AccessTokenMinutes, 1, 60),
            Bounds("email_change_undo_days", options.EmailChangeUndoDays, 1, 30),
            Bounds("deletion_grace_days", options.DeletionGraceDays, 1, 90),
            Bounds("avatar_max_kb", options.AvatarMaxKb, 16, 8192),
            options.TermsVersion.Length > 50 ? "Set Modules__auth__terms_version to 50 characters or less." : null,
            KeysAreLost() ? "Keep the data-protection keys (KeyManagementOptions.XmlRepository): without that every start signs everybody out." : null,
            PasskeySetup.Violation(options, configuration),
            .. ExternalProviders.Violations(options, configuration),
        ];
        var violations = answers.OfType<string>().ToList();
        return violations.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(violations);
    }

    private static string? Bounds(string option, int value, int least, int most) =>
        value >= least && value <= most ? null : $"Set Modules__auth__{option} to a number from {least} to {most}.";

    private bool KeysAreLost()
    {
        try
        {
            return environment.IsDeployed() && services.GetRequiredService<IOptions<KeyManagementOptions>>().Value.XmlRepository is null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Somebody keeps them and lacks a setting: the application's own guard says which, together with all others.
            return false;
        }
    }
}
