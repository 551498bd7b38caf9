using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>
/// A small application with this module in it and the stand-in beside it, on a database of its own, with a clock that the tests move. Nothing happens in the
/// background: a test delivers events and has them handled.
/// </summary>
internal sealed class BillingHost : IAsyncDisposable
{
    public static readonly Uri Address = new("https://localhost");

    private readonly WebApplication _app;
    private readonly TestDatabase _database;
    private readonly bool _isOwner;

    private BillingHost(WebApplication app, TestDatabase database, bool isOwner, Clock clock, ConcurrentQueue<string> logs) =>
        (_app, _database, _isOwner, Clock, Logs) = (app, database, isOwner, clock, logs);

    public static IReadOnlyList<IModule> Modules { get; } = [new CoreModule(), new BillingModule()];

    public Clock Clock { get; }

    public ConcurrentQueue<string> Logs { get; }

    public IServiceProvider Services => _app.Services;

    public FakeStripe Fake => Services.GetRequiredService<FakeStripe>();

    public DateTime Now => Clock.GetUtcNow().UtcDateTime;

    /// <param name="first">The host whose second instance this one is: on the same database, with the same stand-in.</param>
    public static async Task<BillingHost> StartAsync(
        DatabaseKind kind, Dictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null, BillingHost? first = null, string environment = "Testing")
    {
        var database = first?._database ?? TestDatabase.Create(kind);
        var clock = first?.Clock ?? new Clock();
        var logs = new ConcurrentQueue<string>();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(BillingHost).Assembly.GetName().Name,
            EnvironmentName = environment,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseTestServer(server => server.BaseAddress = Address);
        builder.Logging.ClearProviders().AddProvider(new LogCollector(logs)).SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["App:Name"] = "Acme Notes", ["App:BaseUrl"] = Address.AbsoluteUri, ["Modules:billing:provider"] = "fake" });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddDbContext<BillingContext>(database.Use);
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddAntiforgery(options => options.HeaderName = "X-CSRF-TOKEN");
        builder.Services.AddRazorPages();
        builder.Services.AddOpenApi();
        TestPeople.Add(builder.Services, first?.Services.GetRequiredService<TestPeople>());
        builder.AddModules<BillingContext>(Modules);
        if (first is not null)
        {
            builder.Services.AddSingleton(first.Fake);
        }

        services?.Invoke(builder.Services);
        foreach (var worker in builder.Services.Where(one => one.ServiceType == typeof(IHostedService) && one.ImplementationFactory?.Method.ReturnType.Namespace == typeof(BillingModule).Namespace).ToList())
        {
            builder.Services.Remove(worker);
        }

        var app = builder.Build();
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        app.UseRouting();
        app.UseModules(Modules);
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapRazorPages();
        app.MapModules(Modules);
        app.MapOpenApi();
        TestPeople.MapAntiforgery(app);
        app.MapMethods("/test/api", ["GET", "POST"], () => "there").WithMetadata(new RequiresFeatureAttribute("api")).ExcludeFromDescription();
        if (first is null)
        {
            foreach (var context in Modules.MigrationContexts(kind, database.ConnectionString))
            {
                await using (context)
                {
                    await context.Database.MigrateAsync();
                }
            }
        }

        await app.StartAsync();
        return new BillingHost(app, database, first is null, clock, logs);
    }

    public HttpClient Client() => _app.GetTestClient();

    public TestPeople People => Services.GetRequiredService<TestPeople>();

    /// <summary>A browser in which somebody is signed in; nobody without one.</summary>
    public Visitor Visitor(Guid? user = null) => new(this, user);

    public HttpMessageHandler Handler() => _app.GetTestServer().CreateHandler();

    /// <summary>Runs something with the services of one request.</summary>
    public async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    public Task<T> InDatabaseAsync<T>(Func<DbContext, Task<T>> work) => InScopeAsync(services => work(services.GetRequiredService<ModuleDb>().Context));

    public Task AddAsync(params object[] rows) => InDatabaseAsync(async context =>
    {
        context.AddRange(rows);
        return await context.SaveChangesAsync();
    });

    /// <summary>A request to the stand-in.</summary>
    public JsonObject Stripe(string method, string path, string form = "")
    {
        var answer = Fake.Handle(new FakeRequest(method, path, form, FakeStripe.Key));
        answer.Status.ShouldBe(200, answer.Body);
        return JsonNode.Parse(answer.Body)!.AsObject();
    }

    /// <summary>A price in the stand-in that stands for a plan here.</summary>
    public async Task<string> PriceAsync(string plan, long amount, BillingInterval interval = BillingInterval.Month)
    {
        var product = Stripe("POST", "/v1/products", $"name={plan}");
        var id = (string)Stripe("POST", "/v1/prices", $"product={product["id"]}&currency=usd&unit_amount={amount}&recurring[interval]={(interval == BillingInterval.Year ? "year" : "month")}")["id"]!;
        await AddAsync(new ProviderPrice { Provider = StripeProvider.Id, ExternalId = id, PlanKey = plan, Interval = interval, Currency = "usd", UnitAmount = amount, IsCurrent = true });
        return id;
    }

    /// <summary>An account of a new customer with a card.</summary>
    public async Task<BillingAccount> CustomerAsync(string card = "pm_card_visa")
    {
        var customer = (string)Stripe("POST", "/v1/customers", $"email=ann@example.com&payment_method={card}")["id"]!;
        var account = new BillingAccount { OwnerKind = "user", OwnerId = Guid.CreateVersion7(), Provider = StripeProvider.Id, CustomerId = customer, CreatedAt = Now };
        await AddAsync(account);
        return account;
    }

    public string Subscribe(BillingAccount account, string price, string more = "") =>
        (string)Stripe("POST", "/v1/subscriptions", $"customer={account.CustomerId}&items[0][price]={price}{more}")["id"]!;

    /// <summary>What the stand-in has told so far, as it would be delivered, the oldest first.</summary>
    public List<(string Type, byte[] Body)> Told() => Fake.Act(state => state.Events.ConvertAll(one => (one.Text("type"), Encoding.UTF8.GetBytes(Fake.Show(one)))));

    /// <summary>Delivers a body to the webhook.</summary>
    public async Task<HttpResponseMessage> DeliverAsync(byte[] body, string? signature = null)
    {
        using var client = Client();
        using var request = new HttpRequestMessage(HttpMethod.Post, StripeWebhook.Path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TryAddWithoutValidation(StripeSignature.Header, signature ?? StripeSignature.Sign(body, FakeStripe.WebhookSecret, Clock.GetUtcNow()));
        return await client.SendAsync(request);
    }

    /// <summary>Delivers everything that the stand-in has told, in its order.</summary>
    public async Task DeliverAllAsync()
    {
        foreach (var (_, body) in Told())
        {
            using var answer = await DeliverAsync(body);
            answer.IsSuccessStatusCode.ShouldBeTrue();
        }
    }

    public Task<int> HandleAsync() => Services.GetRequiredService<EventWorker>().HandleDueAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));

    public Task<List<ProviderEvent>> EventsAsync() => InDatabaseAsync(context => context.Set<ProviderEvent>().AsNoTracking().OrderBy(one => one.EventId).ToListAsync());

    public Task<Subscription?> SubscriptionAsync(string externalId) =>
        InDatabaseAsync(context => context.Set<Subscription>().AsNoTracking().SingleOrDefaultAsync(one => one.ExternalId == externalId));

    public Task<BillingAccount> AccountAsync(Guid id) => InDatabaseAsync(context => context.Set<BillingAccount>().AsNoTracking().SingleAsync(one => one.Id == id));

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (_isOwner)
        {
            _database.Dispose();
        }
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

internal sealed class BillingContext(DbContextOptions<BillingContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.ApplyModules(BillingHost.Modules, typeof(string).Assembly);
}
