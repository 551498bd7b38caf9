using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>
/// Who has an account at a provider, by its key (A13). A sign-up that nobody confirmed has none: else the second attempt would tell
/// whether the address that was typed at the first one was free (A1), and whoever mistyped it could never use the provider here.
/// </summary>
public sealed class ExternalLoginRows(
    ModuleDb db, ExternalProviders providers, SecurityEvents events, AuthMails mails, IOptionsMonitor<AuthSettings> settings, TimeProvider time)
{
    /// <summary>Null when nobody has it, or nobody who can have used the account so far.</summary>
    public async Task<User?> OwnerAsync(ExternalIdentity identity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(identity);
        var owner = await (
            from login in db.Context.Set<ExternalLogin>()
            join user in db.Context.Set<User>() on login.UserId equals user.Id
            where login.LoginProvider == identity.Provider && login.ProviderKey == identity.Subject
            select user).SingleOrDefaultAsync(cancellationToken);
        return owner is null || settings.CurrentValue.IsUnused(owner) ? null : owner;
    }

    /// <summary>Gives it to a user, where <see cref="OwnerAsync"/> finds nobody; whoever calls saves it.</summary>
    public async Task AddAsync(User user, ExternalIdentity identity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(identity);
        if (await FindAsync(identity, cancellationToken) is { } row)
        {
            // Perhaps on its way out already, with the rest of an earlier sign-up.
            db.Context.Update(row);
        }
        else
        {
            row = new ExternalLogin { LoginProvider = identity.Provider, ProviderKey = identity.Subject };
            db.Context.Add(row);
        }

        var now = time.GetUtcNow().UtcDateTime;
        row.UserId = user.Id;
        row.ProviderDisplayName = providers.DisplayNameOf(identity.Provider);
        row.Email = EmailAddress.TryParse(identity.Email, out var address) ? address.Written : null;
        (row.CreatedAt, row.LastUsedAt) = (now, now);
    }

    /// <summary>Notes that it was used; whoever calls saves it.</summary>
    public async Task UseAsync(ExternalIdentity identity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(identity);
        if (await FindAsync(identity, cancellationToken) is { } row)
        {
            row.LastUsedAt = time.GetUtcNow().UtcDateTime;
        }
    }

    /// <summary>Takes a user's logins away, whether or not they are the last way in, and tells the user; whoever calls saves it.</summary>
    /// <param name="since">Leaves those that were added before; null leaves none.</param>
    public async Task RemoveAsync(User user, DateTime? since, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        var all = await db.Context.Set<ExternalLogin>().Where(one => one.UserId == user.Id).ToListAsync(cancellationToken);
        foreach (var row in all.Where(one => since is null || one.CreatedAt >= since))
        {
            db.Context.Remove(row);
            events.Record(user.Id, SecurityEventTypes.ExternalUnlinked, new { provider = row.LoginProvider });
            await mails.ExternalUnlinkedAsync(user, providers.DisplayNameOf(row.LoginProvider), cancellationToken);
        }
    }

    private Task<ExternalLogin?> FindAsync(ExternalIdentity identity, CancellationToken cancellationToken) =>
        db.Context.Set<ExternalLogin>().SingleOrDefaultAsync(one => one.LoginProvider == identity.Provider && one.ProviderKey == identity.Subject, cancellationToken);
}
