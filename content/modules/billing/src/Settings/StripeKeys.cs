using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Billing;

/// <summary>
/// The credentials at Stripe: options name the environment variables, which are part of the configuration. The stand-in has its own, which are no secret.
/// </summary>
public sealed class StripeKeys(IConfiguration configuration, IOptions<BillingSettings> settings)
{
    /// <summary>The prefixes of keys (Stripe's documentation, "API keys"): secret and restricted ones, for real money and for tests.</summary>
    private static readonly string[] LivePrefixes = ["sk_live_", "rk_live_"];
    private static readonly string[] TestPrefixes = ["sk_test_", "rk_test_"];

    private readonly BillingSettings _settings = settings.Value;

    /// <summary>Null while Stripe is not configured: everything but paying works then.</summary>
    public string? Secret => _settings.Provider == BillingProviderKind.Fake ? FakeStripe.Key : Value(_settings.SecretKey);

    /// <summary>Several while one takes the place of the other; empty without any, and then no webhook is taken.</summary>
    public IReadOnlyList<string> WebhookSecrets => _settings.Provider == BillingProviderKind.Fake
        ? [FakeStripe.WebhookSecret]
        : Value(_settings.WebhookSecret)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    public bool IsConfigured => Secret is not null;

    /// <summary>Whether the key moves real money; events and objects of the other mode are refused.</summary>
    public bool IsLive => Secret is { } key && IsLiveKey(key);

    /// <summary>
    /// Whether what is known of an account's customer is of the mode of the key. In a copy of a live database a test key finds no customer, which must not be taken
    /// for one that was deleted.
    /// </summary>
    internal bool Fits(BillingAccount account) => account.CustomerId is null || account.LiveMode is null || account.LiveMode == IsLive;

    internal static bool IsLiveKey(string key) => LivePrefixes.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal));

    internal static bool IsKey(string key) => (IsLiveKey(key) || TestPrefixes.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal))) && key.All(character => char.IsAsciiLetterOrDigit(character) || character == '_');

    private string? Value(string variable) => variable.Length > 0 && configuration[variable] is { Length: > 0 } value ? value : null;
}
