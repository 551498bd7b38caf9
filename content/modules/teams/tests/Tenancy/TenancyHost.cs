using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams.Tests;

/// <summary>A small application with entities of teams in it. Who makes a request, a header says.</summary>
internal sealed class TenancyHost : IAsyncDisposable
{
    public const string UserHeader = "X-Test-User";

    public static readonly Uri Address = new("https://example.com");

    private readonly TestDatabase _database;
    private readonly bool _ownsDatabase;

    private TenancyHost(WebApplication app, TestDatabase database, bool ownsDatabase, MovedClock clock) => (App, _database, _ownsDatabase, Clock) = (app, database, ownsDatabase, clock);

    public WebApplication App { get; }

    public MovedClock Clock { get; }

    public IServiceProvider Services => App.Services;

    public static async Task<TenancyHost> StartAsync(
        TestDatabase database, Dictionary<string, string?>? settings = null, Action<WebApplication>? map = null, Action<IServiceCollection>? services = null, bool isPooled = false, bool ownsDatabase = true, string? connectionString = null)
    {
        var (app, clock) = Build(options =>
        {
            if (connectionString is null)
            {
                database.Use(options);
            }
            else
            {
                options.UseNpgsql(connectionString);
            }
        }, settings, map, services, isPooled);
        if (ownsDatabase)
        {
            await MigrateAsync(database);
        }

        await app.StartAsync();
        return new TenancyHost(app, database, ownsDatabase, clock);
    }

    /// <summary>The tables of the modules, and those of the sample.</summary>
    public static async Task MigrateAsync(TestDatabase database)
    {
        foreach (var context in SampleContext.Modules.MigrationContexts(database.Kind, database.ConnectionString))
        {
            await using (context)
            {
                await context.Database.MigrateAsync();
            }
        }

        var options = new DbContextOptionsBuilder<SampleContext>();
        database.Use(options);
        await using var sample = new SampleContext(options.Options);
        await ((RelationalDatabaseCreator)sample.GetService<IDatabaseCreator>()).CreateTablesAsync();
    }

    public static (WebApplication App, MovedClock Clock) Build(
        Action<DbContextOptionsBuilder> use, Dictionary<string, string?>? settings = null, Action<WebApplication>? map = null, Action<IServiceCollection>? services = null, bool isPooled = false,
        string environment = "Testing")
    {
        var clock = new MovedClock();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(TenancyHost).Assembly.GetName().Name,
            EnvironmentName = environment,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseTestServer(server => server.BaseAddress = Address);
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["App:Name"] = "Acme Notes", ["App:BaseUrl"] = Address.AbsoluteUri });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Services.AddSingleton<TimeProvider>(clock);
        if (isPooled)
        {
            builder.Services.AddDbContextPool<SampleContext>(use, poolSize: 1);
        }
        else
        {
            builder.Services.AddDbContext<SampleContext>(use);
        }

        builder.Services.AddRazorPages();
        builder.AddModules<SampleContext>(SampleContext.Modules);
        builder.Services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, UserOfHeader>("test", null);
        builder.Services.PostConfigure<AuthenticationOptions>(options => (options.DefaultScheme, options.DefaultAuthenticateScheme, options.DefaultChallengeScheme) = ("test", "test", "test"));
        services?.Invoke(builder.Services);

        var app = builder.Build();
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        app.UseRouting();
        app.UseModules(SampleContext.Modules);
        app.UseAuthorization();
        app.MapRazorPages();
        app.MapModules(SampleContext.Modules);
        map?.Invoke(app);
        return (app, clock);
    }

    /// <summary>A context as migrations have it, which keeps to no team.</summary>
    public SampleContext Unfiltered()
    {
        var options = new DbContextOptionsBuilder<SampleContext>();
        _database.Use(options);
        return new SampleContext(options.Options);
    }

    public HttpClient Client(Guid? user = null, string? host = null)
    {
        var client = new HttpClient(App.GetTestServer().CreateHandler()) { BaseAddress = host is null ? Address : new Uri($"https://{host}") };
        if (user is { } id)
        {
            client.DefaultRequestHeaders.Add(UserHeader, id.ToString());
        }

        return client;
    }

    public async Task<T> InScopeAsync<T>(Guid? team, Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        using var entered = team is { } id ? scope.ServiceProvider.GetRequiredService<CurrentTeam>().Enter(id) : null;
        return await work(scope.ServiceProvider);
    }

    public Task<T> InDatabaseAsync<T>(Guid? team, Func<SampleContext, Task<T>> work) => InScopeAsync(team, services => work(services.GetRequiredService<SampleContext>()));

    public Task InDatabaseAsync(Guid? team, Func<SampleContext, Task> work) => InDatabaseAsync(team, async context =>
    {
        await work(context);
        return true;
    });

    public Task<Guid> UserAsync() => InDatabaseAsync(null, async context =>
    {
        var id = Guid.CreateVersion7();
        var email = $"user-{id:N}@example.com";
        context.Add(new User { Id = id, Email = email, NormalizedEmail = email.ToUpperInvariant(), SecurityStamp = "1", EmailVerifiedAt = Clock.GetUtcNow().UtcDateTime });
        await context.SaveChangesAsync();
        return id;
    });

    /// <summary>A team with one owner.</summary>
    public async Task<(Guid Team, Guid Owner)> TeamAsync(string slug)
    {
        var owner = await UserAsync();
        var team = await InDatabaseAsync(null, async context =>
        {
            var now = Clock.GetUtcNow().UtcDateTime;
            var made = new Team { Slug = slug, Name = $"Team {slug}", CreatedBy = owner, CreatedAt = now };
            context.AddRange(made, new TeamSlug { Slug = slug, TeamId = made.Id });
            await context.SaveChangesAsync();
            return made.Id;
        });
        await JoinAsync(team, owner, BuiltInRoles.Owner);
        return (team, owner);
    }

    public Task JoinAsync(Guid team, Guid user, Guid role) => InDatabaseAsync(team, async context =>
    {
        context.Add(new Membership { UserId = user, RoleId = role, JoinedAt = Clock.GetUtcNow().UtcDateTime });
        await context.SaveChangesAsync();
    });

    public Task ChangeAsync(Guid team, Action<Team> change) => InDatabaseAsync(null, async context =>
    {
        change(await context.Set<Team>().SingleAsync(one => one.Id == team));
        await context.SaveChangesAsync();
    });

    public Task<Guid> ProjectAsync(Guid team, string name) => InDatabaseAsync(team, async context =>
    {
        var project = new Project { Name = name };
        project.Todos.Add(new Todo { Text = $"{name} to do" });
        context.Add(project);
        await context.SaveChangesAsync();
        return project.Id;
    });

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        if (_ownsDatabase)
        {
            _database.Dispose();
        }
    }

    private sealed class UserOfHeader(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
            Request.Headers[UserHeader] is [{ } id]
                ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, id)], "test")), "test"))
                : AuthenticateResult.NoResult());

        protected override Task HandleChallengeAsync(AuthenticationProperties properties)
        {
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }
    }
}

/// <summary>Stands still until it is moved.</summary>
internal sealed class MovedClock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public void Advance(TimeSpan time) => _now += time;

    public override DateTimeOffset GetUtcNow() => _now;
}
