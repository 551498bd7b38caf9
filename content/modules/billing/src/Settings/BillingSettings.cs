using Microsoft.Extensions.Configuration;

namespace QuickScale.Modules.Billing;

/// <summary>The module's options, in the section <c>Modules:billing</c>; <c>module.yml</c> says what each means.</summary>
public sealed class BillingSettings
{
    public const string Section = "Modules:billing";

    public BillingProviderKind Provider { get; set; } = BillingProviderKind.Stripe;

    public string Catalogue { get; set; } = "billing.yml";

    /// <summary>ISO 4217 in small letters.</summary>
    public string Currency { get; set; } = "usd";

    [ConfigurationKeyName("grace_days")]
    public int GraceDays { get; set; } = 7;

    [ConfigurationKeyName("max_attempts")]
    public int MaxAttempts { get; set; } = 12;

    public int Workers { get; set; } = 2;

    [ConfigurationKeyName("poll_seconds")]
    public int PollSeconds { get; set; } = 5;

    [ConfigurationKeyName("lease_seconds")]
    public int LeaseSeconds { get; set; } = 120;

    [ConfigurationKeyName("seat_delay_seconds")]
    public int SeatDelaySeconds { get; set; } = 60;

    [ConfigurationKeyName("keep_days")]
    public int KeepDays { get; set; } = 400;

    [ConfigurationKeyName("webhook_tolerance_seconds")]
    public int WebhookToleranceSeconds { get; set; } = 300;

    /// <summary>Who is told about disputes, refunds that failed and what was given up.</summary>
    [ConfigurationKeyName("alert_emails")]
    public IList<string> AlertEmails { get; } = [];

    [ConfigurationKeyName("api_url")]
    public string ApiUrl { get; set; } = "https://api.stripe.com";

    /// <summary>The name of the environment variable with the key; so with the secret that follows.</summary>
    [ConfigurationKeyName("secret_key")]
    public string SecretKey { get; set; } = "STRIPE_SECRET_KEY";

    [ConfigurationKeyName("webhook_secret")]
    public string WebhookSecret { get; set; } = "STRIPE_WEBHOOK_SECRET";

    [ConfigurationKeyName("automatic_tax")]
    public bool AutomaticTax { get; set; }

    [ConfigurationKeyName("tax_ids")]
    public bool TaxIds { get; set; }

    [ConfigurationKeyName("trial_per_domain")]
    public bool TrialPerDomain { get; set; }

    [ConfigurationKeyName("promotion_codes")]
    public bool PromotionCodes { get; set; }

    [ConfigurationKeyName("pause_months")]
    public int PauseMonths { get; set; }

    public TimeSpan Grace => TimeSpan.FromDays(GraceDays);

    public TimeSpan Poll => TimeSpan.FromSeconds(PollSeconds);

    public TimeSpan SeatDelay => TimeSpan.FromSeconds(SeatDelaySeconds);

    public TimeSpan Lease => TimeSpan.FromSeconds(LeaseSeconds);
}

public enum BillingProviderKind
{
    Stripe,

    /// <summary>A stand-in in this process.</summary>
    Fake,
}
