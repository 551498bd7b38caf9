using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>A small application with this module and people in it: they sign in by a cookie, and are known by their ids.</summary>
internal sealed class InboxHost : IAsyncDisposable
{
    public static readonly Uri Address = new("https://localhost");

    /// <summary>What a module registers: one that is told in all ways, one that is about the account itself.</summary>
    public static readonly NotificationKind Joined = new("sample.joined", "New members") { Description = "Somebody joins a team of yours." };
    public static readonly NotificationKind Export = new("sample.export", "Exports");
    public static readonly NotificationKind Locked = new("sample.locked", "Locked account", IsTransactional: true);

    private readonly WebApplication _app;
    private readonly TestDatabase? _own;

    private InboxHost(WebApplication app, TestDatabase database, TestDatabase? own, InboxClock clock) => (_app, Database, _own, Clock) = (app, database, own, clock);

    public static IReadOnlyList<IModule> Modules { get; } = [new CoreModule(), new NotificationsModule()];

    public InboxClock Clock { get; }

    public TestDatabase Database { get; }

    public IServiceProvider Services => _app.Services;

    public People People => Services.GetRequiredService<People>();

    public UnreadCounts Counts => Services.GetRequiredService<UnreadCounts>();

    /// <param name="first">The host whose second instance this one is: on the same database, with the same keys and people.</param>
    public static async Task<InboxHost> StartAsync(
        DatabaseKind kind, Dictionary<string, string?>? settings = null, InboxHost? first = null, Action<IServiceCollection>? services = null)
    {
        var own = first is null ? TestDatabase.Create(kind) : null;
        var database = own ?? first!.Database;
        var clock = first?.Clock ?? new InboxClock();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(InboxHost).Assembly.GetName().Name,
            EnvironmentName = "Testing",
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseTestServer(server => server.BaseAddress = Address);
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["App:Name"] = "Acme Notes", ["App:BaseUrl"] = Address.AbsoluteUri, ["Modules:notifications:provider"] = "development" });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddDbContext<InboxContext>(database.Use);
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        if (first is not null)
        {
            builder.Services.AddSingleton(first.Services.GetRequiredService<IDataProtectionProvider>());
        }

        builder.Services.AddAntiforgery(options => options.HeaderName = "X-CSRF-TOKEN");
        builder.Services.AddRazorPages();
        builder.Services.AddOpenApi();
        builder.Services.AddSingleton(first?.People ?? new People());
        builder.Services.AddAuthentication(CookieOfTests.Scheme).AddScheme<AuthenticationSchemeOptions, CookieOfTests>(CookieOfTests.Scheme, null);
        builder.Services.AddSingleton<IAuthorizationHandler, Administrators>();
        builder.AddModules<InboxContext>(Modules);
        builder.Services.AddSingleton<IUserDirectory>(provider => provider.GetRequiredService<People>());
        foreach (var one in new[] { Joined, Export, Locked })
        {
            builder.Services.AddSingleton(one);
        }

        // Nothing is sent by itself: a test sends when it looks.
        foreach (var worker in builder.Services.Where(one => one.ServiceType == typeof(IHostedService) && one.ImplementationFactory?.Method.ReturnType == typeof(OutboxWorker)).ToList())
        {
            builder.Services.Remove(worker);
        }

        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        app.UseRouting();
        app.UseModules(Modules);
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapRazorPages();
        app.MapModules(Modules);
        app.MapOpenApi();
        app.MapGet("/api/antiforgery", (HttpContext context, IAntiforgery antiforgery) =>
            antiforgery.GetAndStoreTokens(context).RequestToken).ExcludeFromDescription();
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
        return new InboxHost(app, database, own, clock);
    }

    public HttpMessageHandler Handler() => _app.GetTestServer().CreateHandler();

    /// <summary>A browser in which somebody is signed in; nobody without one.</summary>
    public Visitor Visitor(Guid? user = null) => new(this, user);

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

    /// <summary>Tells a user something, and commits it.</summary>
    public Task NotifyAsync(NotificationContent content, Guid userId) => InScopeAsync(async services =>
    {
        await services.GetRequiredService<INotifier>().NotifyAsync(content, userId);
        return await services.GetRequiredService<ModuleDb>().Context.SaveChangesAsync();
    });

    public Task<List<Notification>> NotificationsAsync(Guid userId) =>
        InDatabaseAsync(context => context.Set<Notification>().AsNoTracking().Where(one => one.UserId == userId).OrderBy(one => one.CreatedAt).ToListAsync());

    public Task<NotificationModes> ModesAsync(Guid userId, string kind) =>
        InScopeAsync(services => services.GetRequiredService<Preferences>().OfAsync(userId, kind, CancellationToken.None));

    public Task PreferAsync(Guid userId, NotificationKind kind, NotificationMode? email, NotificationMode? inApp = null) => InScopeAsync(async services =>
    {
        (await services.GetRequiredService<Preferences>().SaveAsync(userId, [new PreferenceChange(kind.Name, email, inApp)], CancellationToken.None)).ShouldBeNull();
        return true;
    });

    /// <summary>Everything that was mailed to an address so far, by this instance, the oldest first; what is due is sent.</summary>
    public async Task<IReadOnlyList<OutboxMail>> MailsToAsync(string address)
    {
        await Services.GetRequiredService<OutboxWorker>().SendDueAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        return [.. Services.GetRequiredService<MailOutbox>().Messages.Where(message => message.Mail.To == address)];
    }

    public string UnsubscribeToken(Guid userId, string kind) => Services.GetRequiredService<UnsubscribeLinks>().TokenFor(userId, kind);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _own?.Dispose();
    }
}

/// <summary>Something that the tests tell: in English, or in German to those who read that.</summary>
internal sealed record JoinedContent(string Name, string? Path = "/teams/1") : NotificationContent
{
    public override string Kind => InboxHost.Joined.Name;

    public override string Title => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "de" ? $"{Name} ist dabei" : $"{Name} has joined";

    public override string Body => (1234.5).ToString("N1", CultureInfo.CurrentCulture);

    public override string? Link => Path;
}

internal sealed record LockedContent : NotificationContent
{
    public override string Kind => InboxHost.Locked.Name;

    public override string Title => "Your account is locked";
}

/// <summary>Who there is, and who is signed in.</summary>
internal sealed class People : IUserDirectory
{
    private readonly ConcurrentDictionary<Guid, UserContact> _all = new();

    public ConcurrentDictionary<string, Guid> Sessions { get; } = new();

    public HashSet<Guid> Administrators { get; } = [];

    public UserContact Add(string? culture = null, string? zone = null)
    {
        var id = Guid.CreateVersion7();
        return _all[id] = new UserContact(
            id, "Ann", $"ann-{id:N}@example.com", culture is null ? null : CultureInfo.GetCultureInfo(culture), zone is null ? null : TimeZoneInfo.FindSystemTimeZoneById(zone));
    }

    public UserContact AddAdministrator()
    {
        var contact = Add();
        lock (Administrators)
        {
            Administrators.Add(contact.Id);
        }

        return contact;
    }

    public void Close(Guid id) => _all.TryRemove(id, out _);

    public Task<UserContact?> FindAsync(Guid userId, CancellationToken cancellationToken) => Task.FromResult(_all.GetValueOrDefault(userId));
}

/// <summary>Signs in by the cookie <c>test-session</c>, for as long as the session lives.</summary>
internal sealed class CookieOfTests(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, People people)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "Tests";
    public const string Cookie = "test-session";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Cookies[Cookie] is not { } session || !people.Sessions.TryGetValue(session, out var user))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user.ToString()), new Claim("zoneinfo", "Europe/Zurich")], Scheme);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme)));
    }
}

internal sealed class Administrators(People people) : AuthorizationHandler<PlatformAdmin>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PlatformAdmin requirement)
    {
        lock (people.Administrators)
        {
            if (Guid.TryParse(context.User.FindFirstValue(ClaimTypes.NameIdentifier), out var id) && people.Administrators.Contains(id))
            {
                context.Succeed(requirement);
            }
        }

        return Task.CompletedTask;
    }
}

internal sealed class InboxContext(DbContextOptions<InboxContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.ApplyModules(InboxHost.Modules, typeof(string).Assembly);
}
