using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>
/// A small application with this module in it, on a database of its own, with a clock that the tests move and a provider that does as it is told. Nothing is
/// sent in the background unless a test asks for it: <see cref="SendDueAsync"/> sends.
/// </summary>
internal sealed class TestHost : IAsyncDisposable
{
    public static readonly Uri Address = new("https://localhost");

    private readonly WebApplication _app;
    private readonly TestDatabase? _database;

    private TestHost(WebApplication app, TestDatabase? database, ManualClock clock, ScriptedProvider provider, ConcurrentQueue<string> logs) =>
        (_app, _database, Clock, Provider, Logs) = (app, database, clock, provider, logs);

    public static IReadOnlyList<IModule> Modules { get; } = [new CoreModule(), new NotificationsModule()];

    public ManualClock Clock { get; }

    /// <summary>Stands for the mail server and for all providers' APIs.</summary>
    public ScriptedProvider Provider { get; }

    public ConcurrentQueue<string> Logs { get; }

    public IServiceProvider Services => _app.Services;

    public DateTime Now => Clock.GetUtcNow().UtcDateTime;

    /// <param name="shared">Another host's database, for a second instance of the application.</param>
    /// <param name="background">Whether the worker runs by itself.</param>
    public static async Task<TestHost> StartAsync(
        DatabaseKind kind, Dictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null, string environment = "Testing",
        bool background = false, TestHost? shared = null, ScriptedProvider? provider = null, ManualClock? clock = null, params IReadOnlyList<IModule> others)
    {
        IReadOnlyList<IModule> modules = [.. Modules, .. others];
        var database = shared?._database ?? TestDatabase.Create(kind);
        clock ??= shared?.Clock ?? new ManualClock();
        provider ??= shared?.Provider ?? new ScriptedProvider();
        var logs = new ConcurrentQueue<string>();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(TestHost).Assembly.GetName().Name,
            EnvironmentName = environment,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseTestServer(server => server.BaseAddress = Address);
        builder.Logging.ClearProviders().AddProvider(new LogCollector(logs)).SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["App:Name"] = "Acme Notes", ["App:BaseUrl"] = Address.AbsoluteUri });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddDbContext<MailContext>(database.Use);
        if (shared is null)
        {
            builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        }
        else
        {
            builder.Services.AddSingleton(shared.Services.GetRequiredService<IDataProtectionProvider>());
        }

        builder.Services.AddRazorPages();
        builder.Services.AddOpenApi();
        builder.AddModules<MailContext>(modules);
        builder.Services.AddKeyedSingleton<IMailProvider>("smtp", provider);
        builder.Services.AddSingleton(new EmailSample(new Greeting()));
        builder.Services.AddSingleton(new EmailSample(new News()));
        builder.Services.AddSingleton(new EmailSample(new Digestible()));
        services?.Invoke(builder.Services);
        if (!background)
        {
            foreach (var worker in builder.Services.Where(one => one.ServiceType == typeof(IHostedService) && one.ImplementationFactory?.Method.ReturnType == typeof(OutboxWorker)).ToList())
            {
                builder.Services.Remove(worker);
            }
        }

        var app = builder.Build();
        // First of all, as generated projects do: every violation is told at once.
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        app.UseRouting();
        app.UseModules(modules);
        app.UseAuthorization();
        app.MapRazorPages();
        app.MapModules(modules);
        app.MapOpenApi();
        if (shared is null)
        {
            foreach (var context in modules.MigrationContexts(kind, database.ConnectionString))
            {
                await using (context)
                {
                    await context.Database.MigrateAsync();
                }
            }
        }

        await app.StartAsync();
        return new TestHost(app, shared is null ? database : null, clock, provider, logs);
    }

    public HttpClient Client() => _app.GetTestClient();

    /// <summary>Runs something with the services of one request.</summary>
    public async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    public Task<T> InDatabaseAsync<T>(Func<DbContext, Task<T>> work) => InScopeAsync(services => work(services.GetRequiredService<ModuleDb>().Context));

    /// <summary>Queues mails in one unit of work and commits it.</summary>
    public Task QueueAsync(params IEnumerable<EmailMessage> messages) => InScopeAsync(async services =>
    {
        foreach (var message in messages)
        {
            await services.GetRequiredService<IEmailSender>().QueueAsync(message, CancellationToken.None);
        }

        return await services.GetRequiredService<ModuleDb>().Context.SaveChangesAsync();
    });

    public Task QueueAsync(string to, EmailContent? content = null) => QueueAsync(new EmailMessage(to, content ?? new Greeting()));

    /// <summary>Sends what is due.</summary>
    public Task<int> SendDueAsync() => Services.GetRequiredService<OutboxWorker>().SendDueAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>All mails in the order in which they were queued.</summary>
    public Task<List<EmailRecord>> EmailsAsync() => InDatabaseAsync(context => context.Set<EmailRecord>().AsNoTracking().OrderBy(email => email.QueuedAt).ThenBy(email => email.Id).ToListAsync());

    public async Task<EmailRecord> EmailAsync() => (await EmailsAsync()).ShouldHaveSingleItem();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _database?.Dispose();
    }

    private sealed class LogCollector(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel}: {formatter(state, exception)}{exception}");

        public void Dispose()
        {
        }
    }
}

internal sealed class MailContext(DbContextOptions<MailContext> options) : DbContext(options)
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
