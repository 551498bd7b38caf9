using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

/// <summary>A small application with this module in it, on a database of its own and with a clock that the tests move.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    /// <summary>Stands in for what trusted proxies say of the client's address.</summary>
    public const string ClientAddress = "X-Test-Client";

    public const string Password = "a quiet river bends";

    public static readonly Uri Address = new("https://localhost");

    private readonly WebApplication _app;
    private readonly TestDatabase _database;

    private TestHost(WebApplication app, TestDatabase database, ManualClock clock) => (_app, _database, Clock) = (app, database, clock);

    public static IReadOnlyList<IModule> Modules { get; } = [new CoreModule(), new AuthModule()];

    public ManualClock Clock { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<TestHost> StartAsync(
        DatabaseKind kind, Dictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null, string environment = "Testing",
        params IReadOnlyList<IModule> others)
    {
        IReadOnlyList<IModule> modules = [.. Modules, .. others];
        var database = TestDatabase.Create(kind);
        var clock = new ManualClock();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(TestHost).Assembly.GetName().Name,
            EnvironmentName = environment,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseTestServer(server => server.BaseAddress = Address);
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["App:Name"] = "Acme Notes", ["App:BaseUrl"] = Address.AbsoluteUri });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddDbContext<AccountsContext>(database.Use);
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddRazorPages();
        builder.Services.AddOpenApi();
        builder.AddModules<AccountsContext>(modules);
        // As slow as it should be elsewhere; the number of rounds is nothing that these tests are about.
        builder.Services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1000);
        services?.Invoke(builder.Services);

        var app = builder.Build();
        // First of all, as generated projects do: every violation is told at once.
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        app.Use((context, next) =>
        {
            context.Connection.RemoteIpAddress = IPAddress.TryParse(context.Request.Headers[ClientAddress], out var address) ? address : IPAddress.Loopback;
            return next(context);
        });
        app.UseRouting();
        app.UseModules(modules);
        app.UseAuthorization();
        app.MapRazorPages();
        app.MapModules(modules);
        app.MapOpenApi();
        app.MapGet("/sensitive", () => "done").RequireAuthorization(AuthPolicies.SignedIn).RequireReauthentication();
        app.MapGet("/administration", () => "done").RequireAuthorization(PlatformAdmin.Policy);
        foreach (var context in Modules.MigrationContexts(kind, database.ConnectionString))
        {
            await using (context)
            {
                await context.Database.MigrateAsync();
            }
        }

        await app.StartAsync();
        return new TestHost(app, database, clock);
    }

    public static EmailAddress Email(string typed) => EmailAddress.TryParse(typed, out var address) ? address : throw new ArgumentException("This is no address.", nameof(typed));

    /// <summary>A browser with an address of its own and no cookies.</summary>
    public Browser Browser(string? client = null) => new(_app.GetTestServer(), client);

    /// <summary>Runs something with the services of one request.</summary>
    public async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    public Task<T> InDatabaseAsync<T>(Func<DbContext, Task<T>> work) => InScopeAsync(services => work(services.GetRequiredService<ModuleDb>().Context));

    public Task<User> UserAsync(string email)
    {
        var normalized = EmailAddress.Normalize(email);
        return InDatabaseAsync(context => context.Set<User>().AsNoTracking().SingleAsync(user => user.NormalizedEmail == normalized));
    }

    /// <summary>Everything that was mailed to an address so far, the oldest first.</summary>
    public async Task<IReadOnlyList<OutboxMail>> MailsToAsync(string email)
    {
        await Services.GetRequiredService<MailDelivery>().IdleAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return [.. Services.GetRequiredService<MailOutbox>().Messages.Where(message => message.Mail.To == email)];
    }

    /// <summary>The path and query of the link in the newest message of a kind.</summary>
    public async Task<string> LinkToAsync(string email, string kind)
    {
        var text = (await MailsToAsync(email)).Last(message => message.Kind == kind).Mail.Text;
        return new Uri(text.Split('\n').First(line => line.StartsWith(Address.AbsoluteUri, StringComparison.Ordinal))).PathAndQuery;
    }

    /// <summary>An account that can be used, made by the pages.</summary>
    public async Task<string> AccountAsync(string? email = null)
    {
        email ??= $"user-{Guid.CreateVersion7():N}@example.com";
        var browser = Browser();
        (await browser.PostAsync(AuthPaths.SignUp, new() { ["email"] = email, ["password"] = Password })).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await browser.PostAsync(await LinkToAsync(email, "auth.verify-email"), [])).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return email;
    }

    /// <summary>A browser in which the account is logged in.</summary>
    public async Task<Browser> SignedInAsync(string email, string? client = null)
    {
        var browser = Browser(client);
        (await browser.LoginAsync(email, Password)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return browser;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _database.Dispose();
    }
}

internal sealed class AccountsContext(DbContextOptions<AccountsContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.ApplyModules(TestHost.Modules, typeof(string).Assembly);
}

/// <summary>Stands still until it is moved.</summary>
internal sealed class ManualClock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public void Advance(TimeSpan time) => _now += time;

    public override DateTimeOffset GetUtcNow() => _now;
}
