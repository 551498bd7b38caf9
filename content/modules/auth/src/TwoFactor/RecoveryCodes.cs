using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>
/// Codes that take the place of the authenticator app, each once. They have 120 random bits: a fast hash is enough for that
/// (ASVS 6.5.2), and no attempt costs the work of a password's.
/// </summary>
public sealed class RecoveryCodes(ModuleDb db, TimeProvider time)
{
    public const int Count = 10;

    private const int Length = 24;
    private const int GroupLength = 6;

    /// <summary>The digits of Base32 (RFC 4648): none is taken for another.</summary>
    private const string Digits = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>Makes new ones in place of all earlier ones; it belongs into a transaction, and the caller saves.</summary>
    /// <returns>To be shown once: only hashes are stored.</returns>
    public async Task<IReadOnlyList<string>> ReplaceAsync(Guid userId, CancellationToken cancellationToken)
    {
        await DeleteAsync(userId, cancellationToken);
        var codes = Enumerable.Range(0, Count).Select(_ => RandomNumberGenerator.GetString(Digits, Length)).ToList();
        db.Context.AddRange(codes.Select(code => new RecoveryCode { UserId = userId, Hash = Hash(userId, code) }));
        return [.. codes.Select(Grouped)];
    }

    public Task DeleteAsync(Guid userId, CancellationToken cancellationToken) =>
        db.Context.Set<RecoveryCode>().Where(one => one.UserId == userId).ExecuteDeleteAsync(cancellationToken);

    public Task<int> CountLeftAsync(Guid userId, CancellationToken cancellationToken) =>
        db.Context.Set<RecoveryCode>().CountAsync(one => one.UserId == userId && one.UsedAt == null, cancellationToken);

    /// <summary>Uses a code up, by one statement: of two requests at once only one gets true.</summary>
    /// <param name="code">In small letters, without dashes and spaces.</param>
    public async Task<bool> UseAsync(Guid userId, string code, CancellationToken cancellationToken)
    {
        if (code.Length != Length)
        {
            return false;
        }

        var (hash, now) = (Hash(userId, code), time.GetUtcNow().UtcDateTime);
        return await db.Context.Set<RecoveryCode>().Where(one => one.UserId == userId && one.Hash == hash && one.UsedAt == null)
            .ExecuteUpdateAsync(change => change.SetProperty(one => one.UsedAt, now), cancellationToken) == 1;
    }

    private static string Hash(Guid userId, string code) => Secrets.Hash($"{userId}:{code}");

    private static string Grouped(string code) => string.Join('-', code.Chunk(GroupLength).Select(group => new string(group)));
}
