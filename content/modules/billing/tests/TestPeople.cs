using System.Collections.Concurrent;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>Who there is and who is signed in: each person owns a contract alone, or with others as a team, as the modules auth and teams tell it.</summary>
internal sealed class TestPeople : IUserDirectory
{
    private readonly ConcurrentDictionary<Guid, UserContact> _all = new();

    public ConcurrentDictionary<string, Guid> Sessions { get; } = new();

    public ConcurrentDictionary<Guid, bool> Administrators { get; } = new();

    /// <summary>The team for which a person acts; without one, for themselves.</summary>
    public ConcurrentDictionary<Guid, Guid> Teams { get; } = new();

    /// <summary>How many each team has invited.</summary>
    public ConcurrentDictionary<Guid, int> Invited { get; } = new();

    /// <summary>The person whose place a team has taken.</summary>
    public ConcurrentDictionary<Guid, Guid> Personal { get; } = new();

    /// <summary>Who may not manage the contract of the team.</summary>
    public ConcurrentDictionary<Guid, bool> PlainMembers { get; } = new();

    /// <summary>Teams by the key that names them in an address, beside the one for which a person acts anyway.</summary>
    public ConcurrentDictionary<string, Guid> Keys { get; } = new();

    /// <summary>Who is in such a team, and whether they may manage its contract.</summary>
    public ConcurrentDictionary<(Guid Team, Guid User), bool> Members { get; } = new();

    /// <summary>People who act for nobody while an address names nobody.</summary>
    public ConcurrentDictionary<Guid, bool> WithoutOwn { get; } = new();

    /// <summary>Makes a team of which somebody may manage the contract.</summary>
    public AccountOwner Team(string key, Guid manager)
    {
        var id = Keys.GetOrAdd(key, _ => Guid.CreateVersion7());
        Members[(id, manager)] = true;
        return new AccountOwner("team", id);
    }

    public static void Add(IServiceCollection services, TestPeople? shared)
    {
        services.AddSingleton(shared ?? new TestPeople());
        services.AddAuthentication(CookieOfTests.Name).AddScheme<AuthenticationSchemeOptions, CookieOfTests>(CookieOfTests.Name, null);
        services.AddSingleton<IAuthorizationHandler, AdministratorsOfTests>();
        services.AddScoped<IAccountOwner, OwnersOfTests>();
        services.AddSingleton<IUserDirectory>(provider => provider.GetRequiredService<TestPeople>());
    }

    public static void MapAntiforgery(WebApplication app) =>
        app.MapGet("/api/antiforgery", (HttpContext context, IAntiforgery antiforgery) => antiforgery.GetAndStoreTokens(context).RequestToken).ExcludeFromDescription();

    public UserContact Add(string name = "Ann", string? email = null)
    {
        var id = Guid.CreateVersion7();
        return _all[id] = new UserContact(id, name, email ?? $"{name.ToLowerInvariant()}-{id:N}@example.com");
    }

    public Task<UserContact?> FindAsync(Guid userId, CancellationToken cancellationToken) => Task.FromResult(_all.GetValueOrDefault(userId));
}

internal sealed class OwnersOfTests(ICurrentUser current, TestPeople people) : IAccountOwner
{
    public Task<AccountOwner?> CurrentAsync(CancellationToken cancellationToken) => Task.FromResult<AccountOwner?>(current.Id is not { } id || people.WithoutOwn.ContainsKey(id) ? null : Of(id));

    public Task<NamedOwner?> FindAsync(string key, CancellationToken cancellationToken) =>
        Task.FromResult(people.Keys.TryGetValue(key, out var team) && current.Id is { } user && people.Members.ContainsKey((team, user)) ? Named(key, team) : null);

    public Task<NamedOwner?> NameAsync(AccountOwner owner, CancellationToken cancellationToken) =>
        Task.FromResult(people.Keys.Where(one => one.Value == owner.Id).Select(one => Named(one.Key, one.Value)).SingleOrDefault());

    public Task<IReadOnlyList<NamedOwner>> ChoicesAsync(Guid userId, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<NamedOwner>>(
        [.. people.Keys.Where(one => people.Members.GetValueOrDefault((one.Value, userId))).OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => Named(one.Key, one.Value))]);

    public Task<bool> MayManageAsync(AccountOwner owner, Guid userId, CancellationToken cancellationToken) =>
        Task.FromResult((Of(userId) == owner && !people.PlainMembers.ContainsKey(userId)) || people.Members.GetValueOrDefault((owner.Id, userId)));

    public Task<int> CountInvitedAsync(AccountOwner owner, CancellationToken cancellationToken) => Task.FromResult(people.Invited.GetValueOrDefault(owner.Id));

    public Task<int> CountMembersAsync(AccountOwner owner, CancellationToken cancellationToken) => Task.FromResult(owner.Kind == "team" ? people.Teams.Count(one => one.Value == owner.Id) : 1);

    public Task<AccountOwner?> PredecessorAsync(AccountOwner owner, CancellationToken cancellationToken) =>
        Task.FromResult<AccountOwner?>(people.Personal.TryGetValue(owner.Id, out var person) ? new AccountOwner("user", person) : null);

    private static NamedOwner Named(string key, Guid team) => new(new AccountOwner("team", team), key, $"{char.ToUpperInvariant(key[0])}{key[1..]}");

    private AccountOwner Of(Guid userId) => people.Teams.TryGetValue(userId, out var team) ? new AccountOwner("team", team) : new AccountOwner("user", userId);
}

/// <summary>Signs in by the cookie <c>test-session</c>.</summary>
internal sealed class CookieOfTests(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, TestPeople people)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "Tests";
    public const string Cookie = "test-session";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Cookies[Cookie] is not { } session || !people.Sessions.TryGetValue(session, out var user))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user.ToString())], Name);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name)));
    }
}

internal sealed class AdministratorsOfTests(TestPeople people) : AuthorizationHandler<PlatformAdmin>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PlatformAdmin requirement)
    {
        if (Guid.TryParse(context.User.FindFirstValue(ClaimTypes.NameIdentifier), out var id) && people.Administrators.ContainsKey(id))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
