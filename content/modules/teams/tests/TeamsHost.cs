using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;
using QuickScale.Modules.Notifications;
using Refusal = QuickScale.Modules.Auth.Refusal;

namespace QuickScale.Modules.Teams.Tests;

/// <summary>A small application with accounts and teams in it, on a database of its own and with a clock that the tests move.</summary>
internal sealed class TeamsHost : IAsyncDisposable
{
    /// <summary>Stands in for what trusted proxies say of the client's address.</summary>
    public const string ClientAddress = "X-Test-Client";

    public const string Password = "a quiet river bends";

    public static readonly Uri Address = new("https://localhost");

    private readonly WebApplication _app;
    private readonly TestDatabase _database;

    private TeamsHost(WebApplication app, TestDatabase database, MovedClock clock) => (_app, _database, Clock) = (app, database, clock);

    public static IReadOnlyList<IModule> Modules { get; } = [new CoreModule(), new AuthModule(), new NotificationsModule(), new TeamsModule()];

    public MovedClock Clock { get; }

    public DateTime Now => Clock.GetUtcNow().UtcDateTime;

    public IServiceProvider Services => _app.Services;

    public static async Task<TeamsHost> StartAsync(DatabaseKind kind, Dictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null)
    {
        var database = TestDatabase.Create(kind);
        var clock = new MovedClock();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(TeamsHost).Assembly.GetName().Name,
            EnvironmentName = "Testing",
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseTestServer(server => server.BaseAddress = Address);
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["App:Name"] = "Acme Notes", ["App:BaseUrl"] = Address.AbsoluteUri, ["Modules:notifications:provider"] = "development" });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddDbContext<TeamsContext>(database.Use);
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddRazorPages();
        builder.Services.AddOpenApi();
        builder.AddModules<TeamsContext>(Modules);
        // As slow as it should be elsewhere; the number of rounds is nothing that these tests are about.
        builder.Services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1000);
        services?.Invoke(builder.Services);

        var app = builder.Build();
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        app.Use((context, next) =>
        {
            context.Connection.RemoteIpAddress = IPAddress.TryParse(context.Request.Headers[ClientAddress], out var address) ? address : IPAddress.Loopback;
            return next(context);
        });
        app.UseRouting();
        app.UseModules(Modules);
        app.UseAuthorization();
        app.MapRazorPages();
        app.MapModules(Modules);
        app.MapOpenApi();
        foreach (var context in Modules.MigrationContexts(kind, database.ConnectionString))
        {
            await using (context)
            {
                await context.Database.MigrateAsync();
            }
        }

        await using (var scope = app.Services.CreateAsyncScope())
        {
            var context = scope.ServiceProvider.GetRequiredService<TeamsContext>();
            await context.Database.ExecuteSqlRawAsync(context.Database.IsNpgsql()
                ? """CREATE TABLE notes ("Id" uuid PRIMARY KEY, "TenantId" uuid NOT NULL REFERENCES teams_teams ("Id"), "Text" text NOT NULL)"""
                : """CREATE TABLE notes ("Id" TEXT PRIMARY KEY, "TenantId" TEXT NOT NULL REFERENCES teams_teams ("Id"), "Text" TEXT NOT NULL)""");
        }

        await app.StartAsync();
        return new TeamsHost(app, database, clock);
    }

    /// <summary>A browser with an address of its own and no cookies.</summary>
    public Browser Browser(string? client = null) => new(_app.GetTestServer(), client);

    /// <summary>Runs something with the services of one request.</summary>
    public async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    public Task<T> WithAsync<TService, T>(Func<TService, Task<T>> work)
        where TService : notnull => InScopeAsync(services => work(services.GetRequiredService<TService>()));

    public Task<T> RowsAsync<T>(Func<TeamRows, Task<T>> work) => WithAsync(work);

    /// <summary>Somebody with a confirmed account; the name stands before the @, too.</summary>
    public Task<Person> PersonAsync(string name, string? email = null, Action<User>? change = null) => InScopeAsync(async services =>
    {
        var address = email ?? $"{name.ToLowerInvariant().Replace(' ', '.')}-{Guid.CreateVersion7():N}@example.com";
        var user = new User { Name = name, CreatedAt = Now, EmailVerifiedAt = Now };
        EmailAddress.TryParse(address, out var parsed).ShouldBeTrue();
        user.SetEmail(parsed!);
        user.PasswordHash = services.GetRequiredService<Passwords>().Hash(user, Password);
        change?.Invoke(user);
        var context = services.GetRequiredService<ModuleDb>().Context;
        context.Add(user);
        await context.SaveChangesAsync();
        return new Person(user.Id, address, name);
    });

    public async Task<Team> TeamAsync(Person owner, string name = "Acme", string? slug = null)
    {
        var result = await WithAsync<CreateTeam, AuthResult<Team>>(create => create.RunAsync(owner.Id, new CreateTeamRequest(name, slug), CancellationToken.None));
        return result.Value.ShouldNotBeNull(string.Join(' ', result.Refusals.Select(one => one.Message)));
    }

    /// <summary>Makes somebody a member by an invitation, as people do.</summary>
    public async Task<Guid> JoinAsync(Team team, Person inviter, Person person, Guid role)
    {
        await InviteAsync(team, inviter, person.Email, role);
        (await AcceptAsync(await TokenOfAsync(person.Email), person)).Succeeded.ShouldBeTrue();
        return await MembershipAsync(team, person);
    }

    public Task<AuthResult<InviteAnswer>> InviteAsync(Team team, Person inviter, string emails, Guid? role = null) =>
        WithAsync<Invitations, AuthResult<InviteAnswer>>(invitations => invitations.InviteAsync(team.Id, inviter.Id, new InviteRequest(emails, role ?? BuiltInRoles.Member), CancellationToken.None));

    public Task<AuthResult<JoinedAnswer>> AcceptAsync(string token, Person person, bool asOther = false) =>
        WithAsync<AcceptInvitation, AuthResult<JoinedAnswer>>(accept => accept.AcceptAsync(token, person.Id, asOther, CancellationToken.None));

    public Task<Guid> MembershipAsync(Team team, Person person) => RowsAsync(rows => rows.MembersOf(team.Id).Where(one => one.UserId == person.Id).Select(one => one.Id).SingleAsync());

    public Task<AuthResult> MembersAsync(Func<Members, Task<AuthResult>> work) => WithAsync(work);

    /// <summary>The secret in the newest invitation to an address.</summary>
    public async Task<string> TokenOfAsync(string email)
    {
        var text = (await MailsToAsync(email)).Last(message => message.Kind == "teams.invitation").Mail.Text;
        return new Uri(text.Split('\n').First(line => line.StartsWith(Address.AbsoluteUri, StringComparison.Ordinal))).AbsolutePath.Split('/')[^1];
    }

    /// <summary>Everything that was mailed to an address so far, the oldest first.</summary>
    public async Task<IReadOnlyList<OutboxMail>> MailsToAsync(string email)
    {
        await Services.GetRequiredService<OutboxWorker>().SendDueAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        return [.. Services.GetRequiredService<MailOutbox>().Messages.Where(message => message.Mail.To == email)];
    }

    /// <summary>A browser in which the person is logged in.</summary>
    public async Task<Browser> SignedInAsync(Person person)
    {
        var browser = Browser();
        (await browser.PostAsync(AuthPaths.Login, new() { ["email"] = person.Email, ["password"] = Password })).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return browser;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _database.Dispose();
    }
}

internal sealed record Person(Guid Id, string Email, string Name);

/// <summary>The application's context, with an entity of its own.</summary>
internal sealed class TeamsContext(DbContextOptions<TeamsContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Note>().ToTable("notes").HasOne<Team>().WithMany().HasForeignKey(one => one.TenantId);
        modelBuilder.ApplyModules(TeamsHost.Modules, typeof(TeamsContext).Assembly);
    }
}

/// <summary>Something that a team of the application has.</summary>
internal sealed class Note : ITenantEntity
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid TenantId { get; set; }

    public required string Text { get; set; }
}

internal static class RefusalChecks
{
    public static void ShouldBeRefused(this AuthResult result, Refusal refusal) => result.Refusals.Select(one => one.Code).ShouldBe([refusal.Code]);

    public static void ShouldBeDone(this AuthResult result) => result.Refusals.Select(one => one.Message).ShouldBeEmpty();

    public static async Task<JsonObject> JsonAsync(this HttpResponseMessage answer) => JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
}
