using System.Buffers.Binary;
using System.Security.Cryptography;

namespace QuickScale.Modules.Auth;

/// <summary>
/// One refresh token of an API client's session. All of a session's have the same random secret and differ by their number, so that
/// the next one can be told again to a client that lost the answer, while the database has hashes alone. Clients see it sealed: nobody
/// makes the next one out of it.
/// </summary>
internal sealed record RefreshToken(Guid SessionId, int Number, string Secret)
{
    private const int IdBytes = 16;
    private const int SecretBytes = 32;

    /// <summary>What is stored of it.</summary>
    public string Hash => Convert.ToHexString(SHA256.HashData(ToBytes()));

    public static RefreshToken First(Guid sessionId) => new(sessionId, 0, Convert.ToHexString(RandomNumberGenerator.GetBytes(SecretBytes)));

    /// <summary>The one that takes its place.</summary>
    public RefreshToken Next() => this with { Number = Number + 1 };

    public byte[] ToBytes()
    {
        var bytes = new byte[IdBytes + sizeof(int) + SecretBytes];
        SessionId.TryWriteBytes(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(IdBytes), Number);
        Convert.FromHexString(Secret).CopyTo(bytes, IdBytes + sizeof(int));
        return bytes;
    }

    public static RefreshToken Read(ReadOnlySpan<byte> bytes) => new(
        new Guid(bytes[..IdBytes]), BinaryPrimitives.ReadInt32BigEndian(bytes[IdBytes..]), Convert.ToHexString(bytes[(IdBytes + sizeof(int))..]));
}
