using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace QuickScale.Modules.Tests;

/// <summary>
/// Billing without teams: a contract belongs to the user who bought it. Teams are embedded later: it goes over to that person's own team, and neither module
/// knows the other. The stand-in for the payment provider is a process of its own, which stays the same.
/// </summary>
[Category("Slow")]
[TestFixtureSource(typeof(Databases), nameof(Databases.Fewer))]
public partial class TeamsComeToAProjectThatSells(string database)
{
    private const string Email = "ann@example.com";
    private const string Password = "a quiet river bends";

    private const string Plans = """
        plans:
          - { key: free, name: Free }
          - { key: small, name: Small, prices: { month: { usd: 19 } } }
        """;

    // Names of the application that modules have, too: a file that imports both means those of the application.
    private const string Names = """
        using MyApp.Hosting;
        using QuickScale.Modules.Billing;
        using QuickScale.Modules.Core;

        namespace MyApp.Features;

        public static class Names
        {
            public static string? Policy(IHostEnvironment environment, Entitlement entitlement) =>
                environment.IsDeployed() && entitlement.Plan.Key == nameof(IModule) ? Access.Members : null;
        }

        """;

    private static readonly string[] WithoutTeams = [.. ProjectWithModules.All.Where(folder => Path.GetFileName(folder) != "teams")];

    private readonly string _address = string.Create(CultureInfo.InvariantCulture, $"http://localhost:{Loopback.FreePort()}");
    private readonly int _stripe = Loopback.FreePort();
    private GeneratedProject _project = null!;
    private Dictionary<string, string?> _environment = null!;
    private DatabaseRows _rows = null!;

    [Test]
    public async Task A_contract_of_a_user_becomes_that_of_their_own_team()
    {
        WithoutTeams.Length.ShouldBe(ProjectWithModules.All.Count - 1);
        _project = await ProjectWithModules.CreateAsync(new Combination("html", database), WithoutTeams);
        await File.WriteAllTextAsync(_project.PathOf("src", "MyApp", "billing.yml"), Plans);
        Directory.CreateDirectory(_project.PathOf("src", "MyApp", "Features"));
        await File.WriteAllTextAsync(_project.PathOf("src", "MyApp", "Features", "Names.cs"), Names);
        await PrepareAsync();
        await BuildAsync();
        await using var stripe = await StripeAsync();
        (await MigratorAsync("migrate")).ShouldSucceed();
        (await MigratorAsync("billing", "sync")).ShouldSucceed().Output.ShouldContain("+ price small_month_usd (19.00 USD)");
        (await MigratorAsync("billing", "sync")).ShouldSucceed().Output.Trim().ShouldBe("Stripe sells what the catalogue says.");

        using var ann = new Visitor(_address);
        await RunAsync(() => BuyAsync(ann));
        var bought = await AccountAsync();
        ((string?)bought["OwnerKind"]).ShouldBe("user");
        ((string?)bought["CustomerId"]).ShouldStartWith("cus_");

        await ProjectWithModules.CopyAsync(Repository.PathOf("content", "modules", "teams"), _project);
        await ProjectWithModules.WireAsync(_project, ProjectWithModules.All.Count);
        await BuildAsync();
        (await MigratorAsync("migrate")).ShouldSucceed().Output.ShouldContain("Applied teams/");
        await RunAsync(async () =>
        {
            await ShouldShowAsync(ann, "/billing", "Your plan is Small.");
            await ShouldShowAsync(ann, "/billing", "Cancel the contract");
        });
        var kept = await AccountAsync();
        ((string?)kept["OwnerKind"], (string?)kept["Id"], (string?)kept["CustomerId"]).ShouldBe(("team", (string?)bought["Id"], (string?)bought["CustomerId"]));
        ((string?)kept["OwnerId"]).ShouldNotBe((string?)bought["OwnerId"]);
    }

    private static async Task BuyAsync(Visitor ann)
    {
        (await ann.SubmitAsync("/auth/sign-up", ("email", Email), ("password", Password))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await ann.SubmitAsync("/auth/login", ("email", Email), ("password", Password))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var begun = await ann.SubmitAsync("/pricing", ("plan", "small"), ("interval", "month"));
        begun.StatusCode.ShouldBe(HttpStatusCode.OK);
        var checkout = begun.Headers.GetValues("Refresh").Single().Split("url=")[1];
        using var customer = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var card = new FormUrlEncodedContent([new("card", "pays")]);
        using var paid = await customer.PostAsync(checkout, card);
        await ShouldShowAsync(ann, paid.Headers.Location!.PathAndQuery, "Thank you. Your plan is Small.");
    }

    private static async Task ShouldShowAsync(Visitor visitor, string path, string sentence)
    {
        using var answer = await visitor.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(sentence);
    }

    private async Task PrepareAsync()
    {
        _environment = new(await Databases.EnvironmentAsync(database, $"selling_{Guid.CreateVersion7():N}"))
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["App__BaseUrl"] = _address,
            ["Modules__auth__verification_required"] = "false",
            ["Modules__billing__api_url"] = string.Create(CultureInfo.InvariantCulture, $"http://localhost:{_stripe}"),
            ["STRIPE_SECRET_KEY"] = "sk_test_fake",
            ["STRIPE_WEBHOOK_SECRET"] = "whsec_fake",
        };
        _rows = await DatabaseRows.CreateAsync(Path.Combine(TemporaryFolder.ForTheRun(), "rows"), _environment["DATABASE_URL"]!);
    }

    /// <summary>The stand-in, from a copy of the migrator: the project is built anew while it runs.</summary>
    private async Task<TestProcess> StripeAsync()
    {
        var copy = TemporaryFolder.ForTheRun();
        var built = _project.PathOf("src", "MyApp.Migrator", "bin", "Debug", "net10.0");
        foreach (var file in GeneratedProject.FilesOf(built))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(copy, file))!);
            File.Copy(Path.Combine(built, file), Path.Combine(copy, file));
        }

        var stripe = TestProcess.Start(
            "dotnet", [Path.Combine(copy, "MyApp.Migrator.dll"), "billing", "fake", _stripe.ToString(CultureInfo.InvariantCulture), $"{_address}/api/billing/webhooks/stripe"], _project.WebProject, _environment);
        await stripe.WaitForTextAsync(StandIn(), TimeSpan.FromMinutes(1));
        return stripe;
    }

    private async Task<JsonObject> AccountAsync() => (await _rows.ReadAsync())["billing_accounts"].ShouldHaveSingleItem();

    private async Task RunAsync(Func<Task> visit)
    {
        await using var server = TestProcess.Start("dotnet", [_project.PathOf("src", "MyApp", "bin", "Debug", "net10.0", "MyApp.dll"), "--urls", _address], _project.WebProject, _environment);
        await server.WaitForTextAsync(Listening(), TimeSpan.FromMinutes(1));
        await visit();
        (await server.StopAsync()).ShouldSucceed();
    }

    private async Task BuildAsync() =>
        (await _project.DotnetAsync(["build", "src/MyApp.Migrator"], limit: TimeSpan.FromMinutes(8))).ShouldSucceed().Text.ShouldContain("0 Warning(s)");

    private Task<ProcessResult> MigratorAsync(params string[] arguments) =>
        _project.DotnetAsync([_project.PathOf("src", "MyApp.Migrator", "bin", "Debug", "net10.0", "MyApp.Migrator.dll"), .. arguments], _environment);

    [GeneratedRegex("Now listening on: http://localhost:[0-9]+")]
    private static partial Regex Listening();

    [GeneratedRegex("A stand-in for Stripe listens on")]
    private static partial Regex StandIn();
}
