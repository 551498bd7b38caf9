using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using QsApp.Data;

namespace QsApp.Tests;

/// <summary>
/// The whole application in this process, on a database of its own. "Testing" is Production over plain http and without the guard;
/// "Production" has everything, so its clients speak https.
/// </summary>
public class AppFactory : WebApplicationFactory<AppDbContext>
{
    /// <summary>A contact, a public address and a secret that the production guard accepts.</summary>
    public static readonly IReadOnlyDictionary<string, string> ValidSettings = new Dictionary<string, string>
    {
        ["App:Secret"] = "kYh3v0tQ8mZr5Xw1Jc7Lb2Np6Ds9Gf4A",
        ["App:BaseUrl"] = "https://localhost",
        ["App:SecurityContact"] = "mailto:security@example.com",
        ["AllowedHosts"] = "localhost;127.0.0.1",
        ["Health:DrainSeconds"] = "0",
        // For the module core, where it is embedded; no test sends to it.
        ["Mail:Url"] = "smtp://localhost:1?tls=off",
        ["Mail:From"] = "hello@example.com",
    };

    private readonly string _environment;
    private readonly string _connectionString;
    private readonly bool _ownsDatabase;
    private readonly Dictionary<string, string> _settings;
    private readonly Dictionary<string, Endpoint> _endpoints = [];

    private AppFactory(string environment, string connectionString, bool ownsDatabase, IEnumerable<KeyValuePair<string, string>> settings)
    {
        _environment = environment;
        _connectionString = connectionString;
        _ownsDatabase = ownsDatabase;
        _settings = new Dictionary<string, string>(ValidSettings)
        {
            ["ConnectionStrings:Default"] = connectionString,
            ["DATABASE_URL"] = "",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "",
            // Files as a published application serves them: kept for ever under a fingerprint, and compressed.
            ["ReloadStaticAssetsAtRuntime"] = "false",
            ["EnableStaticAssetsDevelopmentCaching"] = "true",
        };
        foreach (var (name, value) in settings)
        {
            _settings[name] = value;
        }

        ClientOptions.AllowAutoRedirect = false;
        ClientOptions.BaseAddress = new Uri(environment == "Production" ? "https://localhost" : "http://localhost");
    }

    public string ConnectionString => _connectionString;

    /// <summary>The address that the application sees its clients, or its proxy, at.</summary>
    public IPAddress PeerAddress { get; set; } = IPAddress.Loopback;

    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>What the application logged, at Information and above.</summary>
    public ConcurrentQueue<string> Logs { get; } = new();

    /// <summary>The application on a fresh, migrated database.</summary>
    public static async Task<AppFactory> StartAsync(string environment = "Testing", Dictionary<string, string>? settings = null)
    {
        var app = await CreateAsync(environment, settings);
        await DatabaseMigrator.MigrateAsync(app.ConnectionString);
        return app;
    }

    /// <summary>The application on a fresh database whose migrations are still pending.</summary>
    public static async Task<AppFactory> CreateAsync(string environment = "Testing", Dictionary<string, string>? settings = null) =>
        new(environment, await TestDatabase.CreateAsync(), ownsDatabase: true, settings ?? []);

    /// <summary>One more application on the database of this one: a second instance, or one with other settings.</summary>
    public AppFactory Again(string environment = "Testing", Dictionary<string, string>? settings = null) =>
        new(environment, _connectionString, ownsDatabase: false, settings ?? []);

    /// <summary>Adds an endpoint for a test, with all middleware in front of it; before the first client is made.</summary>
    public void Map(string path, RequestDelegate handler, params object[] metadata) =>
        _endpoints[path] = new RouteEndpoint(handler, RoutePatternFactory.Parse(path), 0, new EndpointMetadataCollection(metadata), path);

    public HttpClient ClientAt(string baseAddress) => CreateClient(new WebApplicationFactoryClientOptions
    {
        BaseAddress = new Uri(baseAddress),
        AllowAutoRedirect = false,
    });

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_ownsDatabase)
        {
            await TestDatabase.DropAsync(_connectionString);
        }

        GC.SuppressFinalize(this);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.UseEnvironment(_environment);
        // Nothing is published here: stylesheets and their compressed forms lie in the source and build folders.
        builder.UseStaticWebAssets();
        foreach (var (name, value) in _settings)
        {
            builder.UseSetting(name, value);
        }

        // The logger provider holds no resources, so that nobody needs to dispose it.
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(new LogCollector(Logs)));
        builder.ConfigureTestServices(services => services.AddSingleton(Clock).AddSingleton<IStartupFilter>(new BeforeThePipeline(this)));
    }

    private sealed class BeforeThePipeline(AppFactory factory) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, pipeline) =>
            {
                context.Connection.RemoteIpAddress ??= factory.PeerAddress;
                if (factory._endpoints.TryGetValue(context.Request.Path, out var endpoint))
                {
                    context.SetEndpoint(endpoint);
                }

                return pipeline(context);
            });
            next(app);
        };
    }

    private sealed class LogCollector(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel}: {formatter(state, exception)}");

        public void Dispose()
        {
        }
    }
}
