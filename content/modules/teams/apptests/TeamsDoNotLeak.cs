using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;

namespace QuickScale.Modules.Teams.AppTests;

/// <summary>
/// The application's own endpoints and entities, new ones too, keep teams apart (T1, T2, T3). The module's README says how to help the
/// sweep where it cannot make a row or reach an endpoint by itself.
/// </summary>
public class TeamsDoNotLeak
{
    private static readonly Dictionary<string, string> Unlimited = new()
    {
        ["RateLimits:Global:PermitsPerMinute"] = "1000000",
        ["RateLimits:Sensitive:PermitsPerMinute"] = "1000000",
    };

    private AppFactory _app = null!;

    [OneTimeSetUp]
    public async Task Start() => _app = await AppFactory.StartAsync(settings: Unlimited);

    [OneTimeTearDown]
    public async Task Stop() => await _app.DisposeAsync();

    [Test]
    public void Every_entity_says_whose_its_rows_are() => TenantEntities.Findings(_app.Services).ShouldBeEmpty();

    [Test]
    public void Nothing_goes_around_the_isolation_without_saying_why() =>
        WaysAround.Find(_app.Services).ShouldBeEmpty("put [AcrossTeams(\"…\")] with the reason on what may, or do without it");

    [Test]
    public async Task No_team_sees_lists_changes_deletes_or_infers_anything_of_another()
    {
        await using var cold = _app.Again(settings: Unlimited);
        await using var first = cold.WithWebHostBuilder(host => host.ConfigureTestServices(SweepServices.Add));
        await using var second = _app.WithWebHostBuilder(host => host.ConfigureTestServices(SweepServices.Add));
        var report = await new LeakageSweep(Swept(first), Swept(second), typeof(TeamsDoNotLeak).Assembly).RunAsync();

        await TestContext.Out.WriteLineAsync($"{report.Calls} calls of {report.Endpoints.Count} endpoints, {report.Entities.Count} entities of teams.");
        report.Leaks.ShouldBeEmpty();
        report.Endpoints.ShouldNotBeEmpty();
        if (report.Unreached.Count > 0)
        {
            TestContext.Out.WriteLine($"Even a member got nothing from these, so that nothing is proved of them: {string.Join(", ", report.Unreached)}.");
        }
    }

    private static SweptApplication Swept<T>(WebApplicationFactory<T> application)
        where T : class => new(application.Services, () => application.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = false }));
}
