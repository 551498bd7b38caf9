using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>What must be right before the first request: the options' bounds, keys of the right mode, and no stand-in where people pay.</summary>
internal sealed class BillingStartupChecks(IHostEnvironment environment, IConfiguration configuration, IEnumerable<Plan> plans) : IValidateOptions<BillingSettings>
{
    public ValidateOptionsResult Validate(string? name, BillingSettings options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string?[] answers =
        [
            Bounds("grace_days", options.GraceDays, 0, 60),
            Bounds("max_attempts", options.MaxAttempts, 1, 100),
            Bounds("workers", options.Workers, 1, 16),
            Bounds("poll_seconds", options.PollSeconds, 1, 300),
            Bounds("lease_seconds", options.LeaseSeconds, 30, 3600),
            Bounds("seat_delay_seconds", options.SeatDelaySeconds, 0, 3600),
            Bounds("pause_months", options.PauseMonths, 0, 12),
            Bounds("keep_days", options.KeepDays, 30, 3650),
            Bounds("webhook_tolerance_seconds", options.WebhookToleranceSeconds, 30, 3600),
            Currency(options),
            Provider(options),
            Api(options),
            .. options.AlertEmails.Where(address => !EmailMessage.IsAddress(address)).Select(address => $"Set Modules__billing__alert_emails to e-mail addresses; '{address}' is none."),
            .. Keys(options),
            // Made here and not asked for: it needs the options that are being checked.
            .. new PlanCatalogue(plans, Options.Create(options), environment).Violations,
        ];
        var violations = answers.OfType<string>().ToList();
        return violations.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(violations);
    }

    private static string? Bounds(string option, int value, int least, int most) =>
        value >= least && value <= most ? null : FormattableString.Invariant($"Set Modules__billing__{option} to a number from {least} to {most}.");

    private static string? Currency(BillingSettings options) =>
        options.Currency is { Length: 3 } currency && currency.All(char.IsAsciiLetterLower) ? null : "Set Modules__billing__currency to three small letters, such as usd or eur.";

    private string? Provider(BillingSettings options) =>
        !Enum.IsDefined(options.Provider) ? "Set Modules__billing__provider to stripe or fake."
        : options.Provider == BillingProviderKind.Fake && environment.IsDeployed()
            ? "Set Modules__billing__provider to stripe: with fake nobody pays, which is right in development only."
        : null;

    /// <summary>A key goes to Stripe alone, but for a stand-in on the same machine.</summary>
    private string? Api(BillingSettings options)
    {
        if (!Uri.TryCreate(options.ApiUrl, UriKind.Absolute, out var url) || url is not { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" } || url.Scheme is not ("https" or "http"))
        {
            return "Set Modules__billing__api_url to an address without a path, such as https://api.stripe.com.";
        }

        return options.ApiUrl.TrimEnd('/') == "https://api.stripe.com" || (url.IsLoopback && !environment.IsDeployed())
            ? null
            : "Set Modules__billing__api_url to https://api.stripe.com: any other address gets the key to your money.";
    }

    private IEnumerable<string> Keys(BillingSettings options)
    {
        if (options.Provider != BillingProviderKind.Stripe || configuration[options.SecretKey] is not { Length: > 0 } key)
        {
            yield break;
        }

        if (!StripeKeys.IsKey(key))
        {
            yield return $"Set {options.SecretKey} to the secret or restricted key alone, which begins with sk_ or rk_.";
        }
        else if (StripeKeys.IsLiveKey(key) && !environment.IsProduction())
        {
            yield return $"Set {options.SecretKey} to a test key: this is {environment.EnvironmentName}, and the key moves real money.";
        }
        else if (!StripeKeys.IsLiveKey(key) && environment.IsProduction())
        {
            yield return $"Set {options.SecretKey} to the live key: this is Production, and with a test key nobody pays.";
        }

        if (configuration[options.WebhookSecret] is not { Length: > 0 } secret)
        {
            yield return $"Set {options.WebhookSecret} to the signing secret of the webhook: without it nothing that happens at Stripe is learnt.";
        }
        else if (secret.Split(',').Any(one => !one.Trim().StartsWith("whsec_", StringComparison.Ordinal)))
        {
            yield return $"Set {options.WebhookSecret} to the signing secret that Stripe shows for the webhook: it begins with whsec_.";
        }
    }
}
