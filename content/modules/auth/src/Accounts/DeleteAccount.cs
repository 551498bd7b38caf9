using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>
/// Deleting one's account (A15): it is closed at once and erased when the days of grace are over; logging in until then keeps it.
/// Other modules say by <see cref="IAccountDeletionCheck"/> what has to be done first.
/// </summary>
public sealed class DeleteAccount(
    ModuleDb db, IEnumerable<IAccountDeletionCheck> checks, Sessions sessions, SessionCookie cookie, SessionCheck check, OneTimeCodes codes, Addresses addresses, AuthMails mails, SecurityEvents events,
    IOptionsMonitor<AuthSettings> settings, TimeProvider time)
{
    public int GraceDays => settings.CurrentValue.DeletionGraceDays;

    /// <summary>What stands in the way, one sentence each.</summary>
    public async Task<IReadOnlyList<string>> ObstaclesAsync(Guid userId, CancellationToken cancellationToken)
    {
        var obstacles = new List<string>();
        foreach (var one in checks)
        {
            obstacles.AddRange(await one.ObstaclesAsync(userId, cancellationToken));
        }

        return obstacles;
    }

    /// <summary>Closes the account. The caller has made sure that the user has proved recently who they are.</summary>
    public async Task<AuthResult> RunAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        var user = AuthClaims.UserOf(principal) is { } id ? await db.Context.Set<User>().SingleOrDefaultAsync(one => one.Id == id, cancellationToken) : null;
        if (user is null)
        {
            return Refusals.NotSignedIn;
        }

        await using (var transaction = await db.Context.Database.BeginTransactionAsync(cancellationToken))
        {
            if (await ObstaclesAsync(user.Id, cancellationToken) is { Count: > 0 } obstacles)
            {
                return Refusals.DeletionBlocked(obstacles);
            }

            var now = time.GetUtcNow().UtcDateTime;
            user.DeletedAt = now;
            user.RenewStamp();
            await sessions.RevokeAllAsync(user.Id, except: null, RevocationReasons.AccountClosed, cancellationToken);
            await codes.VoidAllAsync(user, cancellationToken);
            await addresses.StopChangeAsync(user, cancellationToken);
            events.Record(user.Id, SecurityEventTypes.DeletionRequested);
            await mails.DeletionRequestedAsync(user, now.AddDays(GraceDays), cancellationToken);
            try
            {
                await db.Context.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateConcurrencyException)
            {
                // The button was pressed twice; or the password was reset meanwhile, and the session has ended.
                return await db.Context.Set<User>().AnyAsync(one => one.Id == user.Id && one.DeletedAt != null, cancellationToken) ? AuthResult.Done : Refusals.NotSignedIn;
            }

            await transaction.CommitAsync(cancellationToken);
        }

        check.ForgetUser(user.Id);
        await cookie.DeleteAsync();
        return AuthResult.Done;
    }
}

/// <summary>Somebody has to be able to run the installation.</summary>
internal sealed class LastAdministratorStays(ModuleDb db) : IAccountDeletionCheck
{
    public async Task<IReadOnlyList<string>> ObstaclesAsync(Guid userId, CancellationToken cancellationToken)
    {
        var administrators = await db.Context.Set<User>().Where(one => one.IsPlatformAdmin && one.DisabledAt == null && one.DeletedAt == null).Select(one => one.Id).Take(2).ToListAsync(cancellationToken);
        return administrators is [var only] && only == userId ? ["You are the only administrator. Make somebody else one first."] : [];
    }
}
