using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>
/// Mailed secrets: stored as hashes, good once and for a while, and only the newest of a purpose and address (A2). Codes to type
/// (purpose <see cref="CodePurpose.SignIn"/>) use the same table with their own rules for attempts.
/// </summary>
public sealed class OneTimeCodes(ModuleDb db, TimeProvider time)
{
    public static readonly TimeSpan VerifyLifetime = TimeSpan.FromDays(3);
    public static readonly TimeSpan ResetLifetime = TimeSpan.FromHours(1);

    /// <summary>Makes a link's token in place of the earlier one; it counts when the caller saves.</summary>
    /// <param name="userId">Null for an address that nobody has, so that asking costs the same.</param>
    public async Task<string> IssueLinkAsync(CodePurpose purpose, string normalizedEmail, Guid? userId, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var token = Secrets.NewToken();
        var now = time.GetUtcNow().UtcDateTime;
        var code = await db.Context.Set<OneTimeCode>().SingleOrDefaultAsync(one => one.Purpose == purpose && one.NormalizedEmail == normalizedEmail, cancellationToken);
        if (code is null)
        {
            code = new OneTimeCode { NormalizedEmail = normalizedEmail, Purpose = purpose, Hash = "" };
            db.Context.Add(code);
        }

        (code.UserId, code.Hash, code.CreatedAt, code.ExpiresAt, code.ConsumedAt) = (userId, Secrets.Hash(token), now, now + lifetime, null);
        (code.Attempts, code.Resends) = (0, 0);
        return token;
    }

    /// <summary>Saves what was issued together with all else; where the same was asked for twice at once, the other request's message is on its way.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await db.Context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException) when (db.Context.ChangeTracker.Entries<OneTimeCode>().Any(entry => entry.State == EntityState.Added))
        {
            // There is one row for each purpose and address, and it came into being meanwhile.
            db.Context.ChangeTracker.Clear();
        }
    }

    /// <summary>The live row of a link's token, with its user; null when there is none.</summary>
    public async Task<OneTimeCode?> FindAsync(CodePurpose purpose, string? token, CancellationToken cancellationToken)
    {
        if (token is not { Length: Secrets.TokenLength })
        {
            return null;
        }

        var (hash, now) = (Secrets.Hash(token), time.GetUtcNow().UtcDateTime);
        return await db.Context.Set<OneTimeCode>().AsNoTracking()
            .SingleOrDefaultAsync(one => one.Hash == hash && one.Purpose == purpose && one.UserId != null && one.ConsumedAt == null && one.ExpiresAt > now, cancellationToken);
    }

    /// <summary>Uses the secret up, by one statement: of two requests at once only one gets true. It belongs into the transaction of what it allows.</summary>
    public async Task<bool> ConsumeAsync(OneTimeCode code, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(code);
        var now = time.GetUtcNow().UtcDateTime;
        return await db.Context.Set<OneTimeCode>().Where(one => one.Id == code.Id && one.Hash == code.Hash && one.ConsumedAt == null && one.ExpiresAt > now)
            .ExecuteUpdateAsync(change => change.SetProperty(one => one.ConsumedAt, now), cancellationToken) == 1;
    }

    /// <summary>Voids what was mailed to an address for a purpose.</summary>
    public Task VoidAsync(CodePurpose purpose, string normalizedEmail, CancellationToken cancellationToken) =>
        db.Context.Set<OneTimeCode>().Where(one => one.Purpose == purpose && one.NormalizedEmail == normalizedEmail).ExecuteDeleteAsync(cancellationToken);

    /// <summary>Voids everything that was mailed to a user, and what waits for the user's address: when the address changes, or the account closes.</summary>
    public Task VoidAllAsync(User user, CancellationToken cancellationToken) =>
        db.Context.Set<OneTimeCode>().Where(one => one.UserId == user.Id || one.NormalizedEmail == user.NormalizedEmail).ExecuteDeleteAsync(cancellationToken);
}
