using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>By how many ways a user can sign in: the last one is never taken away (A12, A13).</summary>
public sealed class WaysToSignIn(ModuleDb db, ExternalProviders providers, IOptionsMonitor<AuthSettings> settings)
{
    /// <summary>
    /// Counts the password, each passkey while they are offered, and each login at a provider that is configured. Call it within the transaction of the
    /// removal: it holds the user's row until the end, so that of two removals at once the second sees the first.
    /// </summary>
    public async Task<int> CountAsync(User user, CancellationToken cancellationToken)
    {
        var stamp = Guid.NewGuid().ToString();
        await db.Context.Set<User>().Where(one => one.Id == user.Id).ExecuteUpdateAsync(change => change.SetProperty(one => one.ConcurrencyStamp, stamp), cancellationToken);
        await db.Context.Entry(user).ReloadAsync(cancellationToken);
        var names = providers.Configured.Select(provider => provider.Name).ToList();
        var logins = await db.Context.Set<ExternalLogin>().CountAsync(one => one.UserId == user.Id && names.Contains(one.LoginProvider), cancellationToken);
        var passkeys = !settings.CurrentValue.Passkeys ? 0 : await db.Context.Set<UserPasskey>().CountAsync(one => one.UserId == user.Id, cancellationToken);
        return (user.PasswordHash is null ? 0 : 1) + logins + passkeys;
    }
}
