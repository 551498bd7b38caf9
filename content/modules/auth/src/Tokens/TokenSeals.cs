using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace QuickScale.Modules.Auth;

/// <summary>Seals the tokens of API clients by Data Protection: only this site reads and makes them.</summary>
public sealed class TokenSeals(IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>What is longer is no token of ours and not worth the work.</summary>
    private const int Longest = 1000;

    private const int IdBytes = 16;

    private readonly IDataProtector _access = protection.CreateProtector("QuickScale.Modules.Auth.AccessToken.v1");
    private readonly IDataProtector _refresh = protection.CreateProtector("QuickScale.Modules.Auth.RefreshToken.v1");

    /// <summary>A token that names a session until a time. Whether the session lives is asked at each request.</summary>
    public string SealAccess(Guid sessionId, DateTimeOffset until)
    {
        var bytes = new byte[IdBytes + sizeof(long)];
        sessionId.TryWriteBytes(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(IdBytes), until.ToUnixTimeSeconds());
        return Base64Url.EncodeToString(_access.Protect(bytes));
    }

    /// <summary>The session of an access token; null when it is none or too old.</summary>
    public Guid? OpenAccess(string? token) =>
        TryOpen(_access, token, out var bytes) && BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(IdBytes)) > time.GetUtcNow().ToUnixTimeSeconds() ? new Guid(bytes.AsSpan(0, IdBytes)) : null;

    internal string SealRefresh(RefreshToken token) => Base64Url.EncodeToString(_refresh.Protect(token.ToBytes()));

    /// <summary>Null when this site never gave it out.</summary>
    internal RefreshToken? OpenRefresh(string? token) => TryOpen(_refresh, token, out var bytes) ? RefreshToken.Read(bytes) : null;

    private static bool TryOpen(IDataProtector protector, string? token, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (token is not { Length: > 0 and <= Longest })
        {
            return false;
        }

        try
        {
            bytes = protector.Unprotect(Base64Url.DecodeFromUtf8(Encoding.UTF8.GetBytes(token)));
            return true;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return false;
        }
    }
}
