using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>What must be right before the first request: the options' bounds, a guard that guards, and keys that outlive the process.</summary>
internal sealed class NotificationsStartupChecks(IHostEnvironment environment, IServiceProvider services, IConfiguration configuration, EmailKinds kinds) : IValidateOptions<NotificationsSettings>
{
    public ValidateOptionsResult Validate(string? name, NotificationsSettings options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string?[] answers =
        [
            Bounds("max_age_hours", options.MaxAgeHours, 1, 336),
            Bounds("senders", options.Senders, 1, 32),
            Bounds("poll_seconds", options.PollSeconds, 1, 300),
            Bounds("lease_seconds", options.LeaseSeconds, 30, 3600),
            Bounds("keep_days", options.KeepDays, 1, 3650),
            Bounds("webhook_tolerance_minutes", options.WebhookToleranceMinutes, 1, 60),
            Bounds("digest_hour", options.DigestHour, 0, 23),
            Provider(options),
            Redirect(options),
            Guard(options),
            .. kinds.Violations(),
            AllowList(options),
            .. ProviderSecrets.Violations(options, configuration),
            KeysAreLost() ? "Keep the data-protection keys (KeyManagementOptions.XmlRepository): without that no mail that waits in the queue can be read after a start." : null,
        ];
        var violations = answers.OfType<string>().ToList();
        return violations.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(violations);
    }

    private static string? Bounds(string option, int value, int least, int most) =>
        value >= least && value <= most ? null : FormattableString.Invariant($"Set Modules__notifications__{option} to a number from {least} to {most}.");

    private static string? Redirect(NotificationsSettings options) =>
        options.RedirectTo.Length == 0 || EmailMessage.IsAddress(options.RedirectTo)
            ? null
            : "Set Modules__notifications__redirect_to to one bare e-mail address, or leave it empty.";

    private static string? AllowList(NotificationsSettings options) =>
        options.AllowList.All(entry => entry == EnvironmentGuard.Everybody || EmailMessage.IsAddress(entry is ['@', ..] ? "x" + entry : entry))
            ? null
            : "Set Modules__notifications__allow_list to addresses such as ann@example.com and domains such as @example.com, or to * for everybody.";

    /// <summary>An instance that people reach and that is not Production holds copies of their addresses, and must not write to them (N8).</summary>
    private string? Guard(NotificationsSettings options) =>
        environment.IsDeployed() && !environment.IsProduction() && options is { RedirectTo: "", AllowList: [] }
            ? $"Set Modules__notifications__redirect_to to your own address, or Modules__notifications__allow_list to those that {environment.EnvironmentName} may write to (* for everybody)."
            : null;

    private string? Provider(NotificationsSettings options) =>
        !Enum.IsDefined(options.Provider) ? "Set Modules__notifications__provider to smtp, resend, postmark, sendgrid, mailgun, ses or development."
        : options.Provider == MailProviderKind.Development && environment.IsDeployed()
            ? "Set Modules__notifications__provider to a provider that sends: development keeps mail in memory, which is right in development only."
        : services.GetRequiredService<IServiceProviderIsKeyedService>().IsKeyedService(typeof(IMailProvider), MailProviders.NameOf(options.Provider)) ? null
        : $"Register an IMailProvider under the key '{MailProviders.NameOf(options.Provider)}', or set Modules__notifications__provider to another one.";

    /// <summary>A queue whose rows nobody can read is lost mail: a deployed instance keeps its keys where the next one finds them.</summary>
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
