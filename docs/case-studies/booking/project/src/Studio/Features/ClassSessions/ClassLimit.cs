using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Billing;
using QuickScale.Modules.Core;
using QuickScale.Modules.Teams;
using Studio.Data;
using Studio.Hosting;

namespace Studio.Features.ClassSessions;

/// <summary>Counts the coming classes, for the limit <c>classes</c> of billing.yml.</summary>
public sealed class ClassLimit(AppDbContext database, ICurrentTeam team, TenantRunner runner, TimeProvider clock) : ILimitCount
{
    public const string Name = "classes";

    public string Limit => Name;

    public async Task<long> CountAsync(AccountOwner owner, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (team.Id == owner.Id)
        {
            return await BookClass.Coming(database, now).LongCountAsync(cancellationToken);
        }

        long count = 0;
        await runner.RunAsync(owner.Id, async (services, token) => count = await BookClass.Coming(services.GetRequiredService<AppDbContext>(), now).LongCountAsync(token), cancellationToken);
        return count;
    }
}

/// <summary>
/// The pages of billing lie outside of /t/{team}, where the module teams takes everybody's personal workspace for the one who pays.
/// A studio pays here: the page /t/{team}/plan remembers in a cookie for which one, and this puts it in the workspace's place.
/// </summary>
public sealed class StudioPays(IAccountOwner inner, ICurrentTeam team, ICurrentUser user, IHttpContextAccessor accessor) : IAccountOwner
{
    public static void Remember(HttpContext context, Guid studio)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.Cookies.Append(NameOf(context), studio.ToString(), CookieOf(context).Build(context));
    }

    public async Task<AccountOwner?> CurrentAsync(CancellationToken cancellationToken)
    {
        // The cookie only chooses: who may not manage the studio's contract does not get it.
        if (team.Id is null && user.Id is { } userId && accessor.HttpContext is { } context
            && Guid.TryParse(context.Request.Cookies[NameOf(context)], out var studio)
            && new AccountOwner("team", studio) is var owner && await inner.MayManageAsync(owner, userId, cancellationToken))
        {
            return owner;
        }

        return await inner.CurrentAsync(cancellationToken);
    }

    public Task<bool> MayManageAsync(AccountOwner owner, Guid userId, CancellationToken cancellationToken) => inner.MayManageAsync(owner, userId, cancellationToken);

    public Task<int> CountMembersAsync(AccountOwner owner, CancellationToken cancellationToken) => inner.CountMembersAsync(owner, cancellationToken);

    public Task<int> CountInvitedAsync(AccountOwner owner, CancellationToken cancellationToken) => inner.CountInvitedAsync(owner, cancellationToken);

    public Task<AccountOwner?> PredecessorAsync(AccountOwner owner, CancellationToken cancellationToken) => inner.PredecessorAsync(owner, cancellationToken);

    private static string NameOf(HttpContext context) => CookieOf(context).Name!;

    private static CookieBuilder CookieOf(HttpContext context)
    {
        var cookie = new CookieBuilder();
        Cookies.Harden(cookie, "studio-pays", Studio.Hosting.Deployment.IsDeployed(context.RequestServices.GetRequiredService<IHostEnvironment>()));
        return cookie;
    }
}
