using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace QuickScale.Modules.Core.Tests;

/// <summary>A small application with core and the sample module in it.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestHost(WebApplication app, ConcurrentQueue<string> logs)
    {
        (_app, Logs) = (app, logs);
        Client = app.GetTestClient();
    }

    public static IReadOnlyList<IModule> Modules { get; } = [new CoreModule(), new SampleModule()];

    public HttpClient Client { get; }

    public ConcurrentQueue<string> Logs { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<TestHost> StartAsync(
        string environment = "Testing",
        Action<IServiceCollection>? services = null,
        Dictionary<string, string?>? settings = null,
        Dictionary<string, string?>? fixedOptions = null,
        TestDatabase? database = null)
    {
        var logs = new ConcurrentQueue<string>();
        var app = Build(environment, services, settings, fixedOptions, database, logs);
        if (database is not null)
        {
            await database.CreateTablesAsync(Modules);
        }

        await app.StartAsync();
        return new TestHost(app, logs);
    }

    /// <summary>The application, not started.</summary>
    public static WebApplication Build(
        string environment,
        Action<IServiceCollection>? services = null,
        Dictionary<string, string?>? settings = null,
        Dictionary<string, string?>? fixedOptions = null,
        TestDatabase? database = null,
        ConcurrentQueue<string>? logs = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(TestHost).Assembly.GetName().Name,
            EnvironmentName = environment,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddProvider(new LogCollector(logs ?? new()));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["App:Name"] = "Sample", ["App:BaseUrl"] = "https://www.example.com" });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Services.AddDbContext<SampleContext>(options =>
        {
            if (database is null)
            {
                options.UseSqlite("Data Source=:memory:");
            }
            else
            {
                database.Use(options);
            }
        });
        builder.Services.AddRazorPages();
        builder.AddModules<SampleContext>(Modules, fixedOptions);
        services?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseRouting();
        app.UseModules(Modules);
        app.UseAuthorization();
        app.MapRazorPages();
        app.MapModules(Modules);
        return app;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

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
