using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Billing;
using QuickScale.Modules.Core;
using QuickScale.Modules.Teams;
using Studio.Data;

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
        await runner.RunAsync(owner.Id, evenInactive: true, async (services, token) => count = await BookClass.Coming(services.GetRequiredService<AppDbContext>(), now).LongCountAsync(token), cancellationToken);
        return count;
    }
}
