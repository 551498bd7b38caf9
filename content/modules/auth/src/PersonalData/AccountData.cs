using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>What this module knows about a user, in words of its own: a column that is added later is not in the copy by itself, and no secret ever is.</summary>
internal sealed class AccountData(ModuleDb db) : IPersonalDataSource
{
    public string Title => "Account";

    public async Task<object?> ExportAsync(Guid userId, CancellationToken cancellationToken)
    {
        var context = db.Context;
        if (await context.Set<User>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == userId, cancellationToken) is not { } user)
        {
            return null;
        }

        var passkeys = await context.Set<UserPasskey>().AsNoTracking().Where(one => one.UserId == userId).ToListAsync(cancellationToken);
        var events = await context.Set<SecurityEvent>().AsNoTracking().Where(one => one.UserId == userId).OrderBy(one => one.At).ToListAsync(cancellationToken);
        return new
        {
            user.Id,
            user.Email,
            user.EmailVerifiedAt,
            user.Name,
            user.Locale,
            user.TimeZone,
            user.Theme,
            user.CreatedAt,
            user.IsPlatformAdmin,
            HasPassword = user.PasswordHash is not null,
            HasPicture = user.AvatarKey is not null,
            HasAuthenticatorApp = await context.Set<TwoFactor>().AnyAsync(one => one.UserId == userId && one.EnabledAt != null, cancellationToken),
            Passkeys = passkeys.Select(one => new { one.Data?.Name, one.Data?.CreatedAt, one.LastUsedAt }),
            ExternalLogins = await context.Set<ExternalLogin>().Where(one => one.UserId == userId)
                .Select(one => new { one.LoginProvider, one.ProviderKey, one.Email, one.CreatedAt, one.LastUsedAt }).ToListAsync(cancellationToken),
            Claims = await context.Set<UserClaim>().Where(one => one.UserId == userId).Select(one => new { one.ClaimType, one.ClaimValue }).ToListAsync(cancellationToken),
            Terms = await context.Set<TermsAcceptance>().Where(one => one.UserId == userId).OrderBy(one => one.AcceptedAt)
                .Select(one => new { one.Version, one.AcceptedAt, one.Ip }).ToListAsync(cancellationToken),
            EmailChanges = await context.Set<PendingEmailChange>().Where(one => one.UserId == userId).OrderBy(one => one.CreatedAt)
                .Select(one => new { one.OldEmail, one.NewEmail, one.CreatedAt, one.ConfirmedAt, one.UndoneAt }).ToListAsync(cancellationToken),
            Devices = await context.Set<KnownDevice>().Where(one => one.UserId == userId).OrderBy(one => one.CreatedAt)
                .Select(one => new { one.Device, one.CreatedAt, one.LastSeenAt, one.TrustedUntil }).ToListAsync(cancellationToken),
            Sessions = await context.Set<UserSession>().Where(one => one.UserId == userId).OrderBy(one => one.CreatedAt)
                .Select(one => new { one.Device, one.UserAgent, one.Ip, one.Method, one.CreatedAt, one.LastSeenAt, one.ExpiresAt, one.RevokedAt }).ToListAsync(cancellationToken),
            SecurityEvents = events.Select(one => new { one.Type, one.At, one.Ip, one.UserAgent, Details = one.DataJson is null ? (JsonElement?)null : JsonSerializer.Deserialize<JsonElement>(one.DataJson) }),
        };
    }

    /// <summary>All of it hangs on the account's row, which <see cref="EraseAccounts"/> deletes after all sources were asked.</summary>
    public Task EraseAsync(Guid userId, CancellationToken cancellationToken) => Task.CompletedTask;
}
