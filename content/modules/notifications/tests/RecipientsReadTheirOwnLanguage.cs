using System.Globalization;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class RecipientsReadTheirOwnLanguage(DatabaseKind database)
{
    [Test]
    public async Task N7_In_their_time_zone_though_the_worker_has_another()
    {
        await using var host = await TestHost.StartAsync(database);
        var at = new DateTime(2026, 7, 1, 22, 30, 0, DateTimeKind.Utc);
        await host.QueueAsync(
            new EmailMessage("ann@example.com", new Digestible(at)) { Culture = CultureInfo.GetCultureInfo("de-DE"), TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin") },
            new EmailMessage("bob@example.com", new Digestible(at)) { Culture = CultureInfo.GetCultureInfo("en-US"), TimeZone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York") },
            new EmailMessage("eve@example.com", new Digestible(at)));

        await host.SendDueAsync();

        Text(host, "ann").ShouldContain("Donnerstag, 2. Juli 2026");
        Text(host, "ann").ShouldContain("(UTC+02:00)");
        Text(host, "bob").ShouldContain("Wednesday, July 1, 2026");
        Text(host, "bob").ShouldContain("(UTC-04:00)");
        Text(host, "eve").ShouldContain("(UTC)");
        host.Provider.Taken.Single(mail => mail.To.StartsWith("ann", StringComparison.Ordinal)).Html.ShouldContain("<html lang=\"de-DE\">");
    }

    [Test]
    public async Task N7_A_language_or_zone_that_this_machine_lacks_stops_no_mail()
    {
        await using var host = await TestHost.StartAsync(database);
        await host.QueueAsync("ann@example.com", new Digestible());
        await host.InDatabaseAsync(async context =>
        {
            var row = context.Set<EmailRecord>().Single();
            (row.Locale, row.TimeZone) = ("xx-nowhere", "Mars/Olympus");
            return await context.SaveChangesAsync();
        });

        await host.SendDueAsync();

        host.Provider.Recipients.ShouldBe(["ann"]);
    }

    [Test]
    public async Task N7_Links_begin_with_the_sites_own_address()
    {
        await using var host = await TestHost.StartAsync(database);
        await host.QueueAsync("ann@example.com");

        await host.SendDueAsync();

        host.Provider.Taken.ShouldHaveSingleItem().Text.ShouldEndWith("Acme Notes\nhttps://localhost/\n");
    }

    private static string Text(TestHost host, string name) => host.Provider.Taken.Single(mail => mail.To.StartsWith(name, StringComparison.Ordinal)).Text;
}
