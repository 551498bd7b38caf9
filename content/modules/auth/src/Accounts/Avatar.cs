using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>A user's picture in the file store. It is known by its first bytes, never by what its sender calls it.</summary>
public sealed class Avatar(ModuleDb db, IFileStore files, IOptionsMonitor<AuthSettings> settings)
{
    /// <summary>Where a user's picture is; a new picture has a new path, so that browsers may keep the old one.</summary>
    public static string? PathOf(User user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return user.AvatarKey is { } key ? $"/api/auth/avatars/{user.Id}/{key}" : null;
    }

    /// <param name="content">What the user sends; null or empty when nothing was chosen.</param>
    public async Task<AuthResult> SetAsync(ClaimsPrincipal principal, Stream? content, CancellationToken cancellationToken)
    {
        if (await UserAsync(principal, cancellationToken) is not { } user)
        {
            return Refusals.NotSignedIn;
        }

        if (content is null)
        {
            return Refusals.AvatarUnknown;
        }

        var limit = settings.CurrentValue.AvatarMaxKb;
        var (file, refusal) = await PictureFile.ReadAsync(content, cancellationToken, limit * 1024);
        if (file is null)
        {
            return refusal == PictureRefusal.TooLarge ? Refusals.AvatarTooLarge(limit) : Refusals.AvatarUnknown;
        }

        var key = await files.SaveAsync(file, cancellationToken);
        await ReplaceAsync(user, key, cancellationToken);
        return AuthResult.Done;
    }

    public async Task<AuthResult> RemoveAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        if (await UserAsync(principal, cancellationToken) is not { } user)
        {
            return Refusals.NotSignedIn;
        }

        await ReplaceAsync(user, null, cancellationToken);
        return AuthResult.Done;
    }

    /// <summary>Opens a user's picture for showing it; null when it is not theirs, so that no other file can be fetched here.</summary>
    public async Task<StoredFile?> OpenAsync(Guid userId, string key, CancellationToken cancellationToken) =>
        await db.Context.Set<User>().AnyAsync(one => one.Id == userId && one.AvatarKey == key && one.DeletedAt == null, cancellationToken)
            ? await files.OpenAsync(key, cancellationToken)
            : null;

    private async Task ReplaceAsync(User user, string? key, CancellationToken cancellationToken)
    {
        var old = user.AvatarKey;
        user.AvatarKey = key;
        try
        {
            await db.Context.SaveChangesAsync(cancellationToken);
        }
        catch when (key is not null)
        {
            // No row names it.
            await files.DeleteAsync(key, CancellationToken.None);
            throw;
        }

        if (old is not null)
        {
            await files.DeleteAsync(old, cancellationToken);
        }
    }

    private Task<User?> UserAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        var id = AuthClaims.UserOf(principal);
        return db.Context.Set<User>().SingleOrDefaultAsync(one => one.Id == id, cancellationToken);
    }
}
