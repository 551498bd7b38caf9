using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>An application that would take no money, or that of the wrong mode, does not start, and says what to set.</summary>
public class OptionsAreChecked
{
    [TestCase("grace_days", "61", "Set Modules__billing__grace_days to a number from 0 to 60.")]
    [TestCase("max_attempts", "0", "Set Modules__billing__max_attempts to a number from 1 to 100.")]
    [TestCase("workers", "17", "Set Modules__billing__workers to a number from 1 to 16.")]
    [TestCase("poll_seconds", "0", "Set Modules__billing__poll_seconds to a number from 1 to 300.")]
    [TestCase("lease_seconds", "29", "Set Modules__billing__lease_seconds to a number from 30 to 3600.")]
    [TestCase("seat_delay_seconds", "3601", "Set Modules__billing__seat_delay_seconds to a number from 0 to 3600.")]
    [TestCase("pause_months", "13", "Set Modules__billing__pause_months to a number from 0 to 12.")]
    [TestCase("keep_days", "29", "Set Modules__billing__keep_days to a number from 30 to 3650.")]
    [TestCase("webhook_tolerance_seconds", "29", "Set Modules__billing__webhook_tolerance_seconds to a number from 30 to 3600.")]
    [TestCase("currency", "Dollar", "Set Modules__billing__currency to three small letters, such as usd or eur.")]
    [TestCase("provider", "99", "Set Modules__billing__provider to stripe or fake.")]
    [TestCase("api_url", "http://localhost:1/path", "Set Modules__billing__api_url to an address without a path, such as https://api.stripe.com.")]
    [TestCase("api_url", "https://api.example.com", "Set Modules__billing__api_url to https://api.stripe.com: any other address gets the key to your money.")]
    public Task Each_has_its_bounds(string option, string value, string sentence) => RefusedAsync(new() { [$"Modules:billing:{option}"] = value }, sentence);

    [Test]
    public Task B17_A_live_key_is_refused_outside_Production() => RefusedAsync(
        new() { ["Modules:billing:provider"] = "stripe", ["STRIPE_SECRET_KEY"] = "sk_live_1", ["STRIPE_WEBHOOK_SECRET"] = "whsec_1" }, "Set STRIPE_SECRET_KEY to a test key: this is Testing, and the key moves real money.");

    [Test]
    public Task B17_A_test_key_is_refused_in_Production() => RefusedAsync(
        new() { ["Modules:billing:provider"] = "stripe", ["STRIPE_SECRET_KEY"] = "rk_test_1", ["STRIPE_WEBHOOK_SECRET"] = "whsec_1" },
        "Set STRIPE_SECRET_KEY to the live key: this is Production, and with a test key nobody pays.", environment: "Production");

    [TestCase("pk_test_1", "whsec_1", "Set STRIPE_SECRET_KEY to the secret or restricted key alone, which begins with sk_ or rk_.")]
    [TestCase("sk_test_1", "", "Set STRIPE_WEBHOOK_SECRET to the signing secret of the webhook: without it nothing that happens at Stripe is learnt.")]
    [TestCase("sk_test_1", "whsec_1,secret", "Set STRIPE_WEBHOOK_SECRET to the signing secret that Stripe shows for the webhook: it begins with whsec_.")]
    public Task B17_Keys_that_are_none_are_refused(string key, string secret, string sentence) =>
        RefusedAsync(new() { ["Modules:billing:provider"] = "stripe", ["STRIPE_SECRET_KEY"] = key, ["STRIPE_WEBHOOK_SECRET"] = secret }, sentence);

    [Test]
    public Task The_stand_in_is_refused_where_people_pay() => RefusedAsync([], "Set Modules__billing__provider to stripe: with fake nobody pays, which is right in development only.", environment: "Production");

    [Test]
    public Task A_catalogue_that_is_wrong_is_refused() => RefusedAsync(
        [], "Give the plan team prices above zero in currencies such as usd; a plan without prices is free.",
        services => services.AddSingleton(new Plan("team", "Team") { Prices = [new(BillingInterval.Month, "usd", 0)] }));

    [Test]
    public async Task B18_Without_Stripe_the_application_starts()
    {
        await using var host = await BillingHost.StartAsync(DatabaseKind.Sqlite, new() { ["Modules:billing:provider"] = "stripe" });

        host.Services.GetRequiredService<StripeKeys>().IsConfigured.ShouldBeFalse();
    }

    private static async Task RefusedAsync(Dictionary<string, string?> settings, string sentence, Action<IServiceCollection>? services = null, string environment = "Testing")
    {
        // In Production core and the keys of the framework ask for settings of their own, too.
        var refusal = await Should.ThrowAsync<Exception>(() => BillingHost.StartAsync(DatabaseKind.Sqlite, settings, services, environment: environment));

        var all = refusal is AggregateException many ? many.InnerExceptions : (IReadOnlyCollection<Exception>)[refusal];
        all.OfType<OptionsValidationException>().SelectMany(one => one.Failures).ShouldContain(sentence);
    }
}
