using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>An application with settings that would lose mail does not start, and says what to set.</summary>
public class OptionsAreChecked
{
    [TestCase("max_age_hours", "0", "Set Modules__notifications__max_age_hours to a number from 1 to 336.")]
    [TestCase("senders", "33", "Set Modules__notifications__senders to a number from 1 to 32.")]
    [TestCase("poll_seconds", "0", "Set Modules__notifications__poll_seconds to a number from 1 to 300.")]
    [TestCase("lease_seconds", "29", "Set Modules__notifications__lease_seconds to a number from 30 to 3600.")]
    [TestCase("keep_days", "0", "Set Modules__notifications__keep_days to a number from 1 to 3650.")]
    [TestCase("redirect_to", "not an address", "Set Modules__notifications__redirect_to to one bare e-mail address, or leave it empty.")]
    [TestCase("redirect_to", "Ann <ann@example.com>", "Set Modules__notifications__redirect_to to one bare e-mail address, or leave it empty.")]
    [TestCase("allow_list:0", "example.com", "Set Modules__notifications__allow_list to addresses such as ann@example.com and domains such as @example.com, or to * for everybody.")]
    public Task Each_has_its_bounds(string option, string value, string sentence) =>
        RefusedAsync(new() { [$"Modules:notifications:{option}"] = value }, sentence);

    [Test]
    public Task A_provider_that_is_not_there_is_named() =>
        RefusedAsync(new() { ["Modules:notifications:provider"] = "99" }, "Set Modules__notifications__provider to smtp, resend, postmark, sendgrid, mailgun, ses or development.");

    [Test]
    public Task Production_needs_a_provider_that_sends_and_keys_that_last() => RefusedAsync(
        new() { ["Modules:notifications:provider"] = "development", ["Mail:From"] = "acme@example.com" },
        "Set Modules__notifications__provider to a provider that sends: development keeps mail in memory, which is right in development only.; "
            + "Keep the data-protection keys (KeyManagementOptions.XmlRepository): without that no mail that waits in the queue can be read after a start.",
        environment: "Production");

    [Test]
    public Task With_SMTP_Production_needs_a_mail_server() => RefusedAsync(
        new() { ["Mail:From"] = "acme@example.com", ["Modules:notifications:provider"] = "smtp" },
        "Set Mail__Url to the mail server, such as smtp://user:password@mail.example.com: without it nothing is sent, which is right in development only.",
        environment: "Production");

    [Test]
    public Task Two_kinds_of_one_name_are_refused() => RefusedAsync(
        [], "Give Twin a kind of its own: Greeting has sample.greeting.", services => services.AddSingleton(new EmailSample(new Twin())));

    [Test]
    public Task An_e_mail_that_does_not_come_back_from_the_queue_as_it_was_is_refused() => RefusedAsync(
        [], "Make what Forgetful says follow from its parameters, and these of types that JSON can hold: read back from the queue it is another.",
        services => services.AddSingleton(new EmailSample(new Forgetful { Hidden = { "secret" } })));

    [Test]
    public Task A_kind_that_fits_no_column_is_refused() => RefusedAsync(
        [], "Name the kind of Odd in no more than 100 characters of ASCII without spaces.", services => services.AddSingleton(new EmailSample(new Odd("two words"))));

    private static async Task RefusedAsync(Dictionary<string, string?> settings, string sentence, Action<IServiceCollection>? services = null, string environment = "Testing")
    {
        var refusal = await Should.ThrowAsync<Exception>(() => TestHost.StartAsync(DatabaseKind.Sqlite, settings, services, environment));

        refusal.ShouldBeAssignableTo<Exception>(refusal.ToString());
        (refusal is AggregateException many ? many.InnerExceptions : [refusal]).Select(one => one.Message).ShouldContain(sentence);
    }

    private sealed record Twin : EmailContent
    {
        public override string Kind => "sample.greeting";

        public override string Subject => "Twin";

        public override IReadOnlyList<EmailBlock> Body => [];
    }

    private sealed record Forgetful : EmailContent
    {
        public List<string> Hidden { get; } = [];

        public override string Kind => "sample.forgetful";

        public override string Subject => Hidden[0];

        public override IReadOnlyList<EmailBlock> Body => [];
    }

    private sealed record Odd(string Name) : EmailContent
    {
        public override string Kind => Name;

        public override string Subject => "Odd";

        public override IReadOnlyList<EmailBlock> Body => [];
    }
}
