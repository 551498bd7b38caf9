using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using QsApp.Hosting;

namespace QsApp.Tests;

/// <summary>Production starts with safe settings only; every violation is one sentence.</summary>
public class GuardTests
{
    private AppFactory _database = null!;

    [OneTimeSetUp]
    public async Task CreateDatabase() => _database = await AppFactory.CreateAsync();

    [OneTimeTearDown]
    public async Task DropDatabase() => await _database.DisposeAsync();

    [TestCase("App:Secret", "", "Set App__Secret to a random secret")]
    [TestCase("App:Secret", "too-short", "Set App__Secret to a longer secret")]
    [TestCase("App:Secret", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "this one can be guessed")]
    [TestCase("App:BaseUrl", "", "Set App__BaseUrl")]
    [TestCase("App:BaseUrl", "http://www.example.com", "Set App__BaseUrl")]
    [TestCase("App:BaseUrl", "https://www.example.com/app", "Set App__BaseUrl")]
    [TestCase("App:SecurityContact", "", "Set App__SecurityContact")]
    [TestCase("App:SecurityContact", "security@example.com", "Set App__SecurityContact")]
    [TestCase("AllowedHosts", "", "Set AllowedHosts")]
    [TestCase("AllowedHosts", "www.example.com;*", "Set AllowedHosts")]
    [TestCase("ConnectionStrings:Default", "", "No database is configured: set DATABASE_URL=")]
    [TestCase("DetailedErrors", "TRUE", "Remove ASPNETCORE_DETAILEDERRORS")]
    [TestCase("urls", "https://*:8443", "Set Kestrel__Certificates__Default__Path")]
    [TestCase("RateLimits:Global:PermitsPerMinute", "0", "Set RateLimits__Global__PermitsPerMinute")]
    [TestCase("Limits:RequestSeconds", "0", "Set Limits__RequestSeconds")]
    [TestCase("Health:DrainSeconds", "-1", "Set Health__DrainSeconds")]
    [TestCase("Hsts:MaxAgeDays", "-1", "Set Hsts__MaxAgeDays")]
    [TestCase("Proxy:KnownProxies", "proxy.internal", "Set Proxy__KnownProxies")]
    [TestCase("Proxy:KnownNetworks", "10.0.0.0", "Set Proxy__KnownNetworks")]
    public async Task A_violation_keeps_production_from_starting(string setting, string value, string sentence)
    {
        await using var app = _database.Again("Production", new() { [setting] = value });

        var refused = Should.Throw<OptionsValidationException>(() => app.CreateClient());

        refused.Failures.ShouldHaveSingleItem().ShouldContain(sentence);
    }

    [Test]
    public async Task The_secret_of_development_is_refused()
    {
        var contentRoot = ((IWebHostEnvironment)_database.Services.GetService(typeof(IWebHostEnvironment))!).ContentRootPath;
        var secret = new ConfigurationBuilder().AddJsonFile(Path.Combine(contentRoot, "appsettings.Development.json")).Build()["App:Secret"]!;
        secret.Length.ShouldBeGreaterThan(ProductionGuard.DevelopmentPrefix.Length + 32);
        await using var app = _database.Again("Production", new() { ["App:Secret"] = secret });

        var refused = Should.Throw<OptionsValidationException>(() => app.CreateClient());

        refused.Failures.ShouldHaveSingleItem().ShouldContain("the one of development is in the repository");
    }

    [Test]
    public async Task A_misspelt_environment_is_guarded_too()
    {
        await using var app = _database.Again("Prodution", new() { ["App:Secret"] = "" });

        // Modules may have more to say.
        Should.Throw<Exception>(() => app.CreateClient()).ToString().ShouldContain("Set App__Secret to a random secret");
    }

    [TestCase("Production")]
    [TestCase("Testing")]
    public async Task All_violations_are_told_at_once_with_exit_code_4_and_no_stack_trace(string environment)
    {
        var settings = new Dictionary<string, string>
        {
            ["App:Secret"] = "my-too-short-secret",
            ["RateLimits:Global:PermitsPerMinute"] = "0",
            ["Mail:Url"] = AppFactory.ValidSettings["Mail:Url"],
            ["Mail:From"] = AppFactory.ValidSettings["Mail:From"],
        };
        using var app = AppProcess.Start(environment, settings, "--urls", $"http://127.0.0.1:{AppProcess.FreePort()}");

        (await app.ExitCodeAsync()).ShouldBe(ExitCode.Precondition);
        app.Errors.Count.ShouldBeGreaterThanOrEqualTo(6);
        app.Errors.ShouldAllBe(line => line.EndsWith('.'));
        string.Join('\n', app.Errors.Concat(app.Output)).ShouldNotContain("   at ");
        string.Join('\n', app.Errors.Concat(app.Output)).ShouldNotContain("my-too-short-secret");
        app.Output.ShouldBeEmpty();
    }

    [Test]
    public async Task A_value_of_the_wrong_type_is_one_sentence_without_the_value()
    {
        var settings = new Dictionary<string, string>(AppFactory.ValidSettings) { ["Limits:RequestSeconds"] = "thirty" };
        using var app = AppProcess.Start("Production", settings);

        (await app.ExitCodeAsync()).ShouldBe(ExitCode.Precondition);
        app.Errors.ShouldBe(["The value of Limits:RequestSeconds is not of the type Int32: correct it."]);
    }
}
