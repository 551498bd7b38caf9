using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>What the pricing page says of a plan beside its price.</summary>
public class PlansAreShown
{
    [Test]
    public async Task Each_point_is_a_line_of_its_own_and_a_plan_without_points_has_no_list()
    {
        await using var host = await BillingHost.StartAsync(DatabaseKind.Sqlite, services: services =>
        {
            services.AddSingleton(new Plan("bare", "Bare") { Prices = [new(BillingInterval.Month, "usd", 500)] });
            services.AddSingleton(new Plan("team", "Team") { Prices = [new(BillingInterval.Month, "usd", 1900)], Points = ["50 projects", "Access for <programs>"] });
            services.AddSingleton(new Plan("book", "Book") { Prices = [new(BillingInterval.Once, "usd", 900)], Points = ["200 pages"] });
        });
        using var client = host.Client();

        var page = await client.GetStringAsync("/pricing");

        Part(page, "Bare", ">Team</h2>").ShouldNotContain("<ul");
        Points(page, "Team", ">Book</h2>").ShouldBe(["50 projects", "Access for &lt;programs&gt;"]);
        Points(page, "Book", "</section>").ShouldBe(["200 pages"]);
    }

    private static string[] Points(string page, string name, string next) =>
        [.. Part(page, name, next).Split("<li>").Skip(1).Select(line => line[..line.IndexOf("</li>", StringComparison.Ordinal)])];

    /// <summary>What stands between the heading of one plan and that of the next.</summary>
    private static string Part(string page, string name, string next)
    {
        var begin = page.IndexOf($">{name}</h2>", StringComparison.Ordinal);
        begin.ShouldBeGreaterThan(0, $"{name} is sold");
        var end = page.IndexOf(next, begin + name.Length + 1, StringComparison.Ordinal);
        return page[begin..end];
    }
}
