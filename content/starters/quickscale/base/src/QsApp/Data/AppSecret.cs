using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using QsApp.Hosting;

namespace QsApp.Data;

/// <summary>
/// Encrypts the data-protection keys at rest with AES-256-GCM under a key derived from App:Secret (HKDF, RFC 5869):
/// a copy of the database alone lets nobody forge a cookie.
/// </summary>
internal sealed class AppSecret
{
    private static readonly byte[] Purpose = "data-protection keys, version 1"u8.ToArray();

    private readonly byte[] _key;

    public AppSecret(IConfiguration configuration)
    {
        if (configuration["App:Secret"] is not { Length: >= AppSettings.ShortestSecret } secret)
        {
            throw new SettingsException($"App__Secret is missing or shorter than {AppSettings.ShortestSecret} characters: set it to what the migrator's command 'secret' prints.");
        }

        _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), outputLength: 32, info: Purpose);
    }

    /// <returns>Nonce, tag and cipher text, in this order.</returns>
    public byte[] Encrypt(byte[] plain)
    {
        var sealedBytes = new byte[AesGcm.NonceByteSizes.MaxSize + AesGcm.TagByteSizes.MaxSize + plain.Length];
        var (nonce, tag, cipher) = Parts(sealedBytes);
        RandomNumberGenerator.Fill(nonce.Span);
        using var aes = new AesGcm(_key, AesGcm.TagByteSizes.MaxSize);
        aes.Encrypt(nonce.Span, plain, cipher.Span, tag.Span, Purpose);
        return sealedBytes;
    }

    /// <exception cref="CryptographicException">The bytes were sealed under another secret, or changed.</exception>
    public byte[] Decrypt(byte[] sealedBytes)
    {
        var (nonce, tag, cipher) = Parts(sealedBytes);
        var plain = new byte[cipher.Length];
        using var aes = new AesGcm(_key, AesGcm.TagByteSizes.MaxSize);
        aes.Decrypt(nonce.Span, cipher.Span, tag.Span, plain, Purpose);
        return plain;
    }

    private static (Memory<byte> Nonce, Memory<byte> Tag, Memory<byte> Cipher) Parts(byte[] sealedBytes)
    {
        int nonce = AesGcm.NonceByteSizes.MaxSize, tag = AesGcm.TagByteSizes.MaxSize;
        if (sealedBytes.Length < nonce + tag)
        {
            throw new CryptographicException("The sealed key is too short.");
        }

        return (sealedBytes.AsMemory(0, nonce), sealedBytes.AsMemory(nonce, tag), sealedBytes.AsMemory(nonce + tag));
    }
}

internal sealed class AppSecretEncryptor(AppSecret secret) : IXmlEncryptor
{
    public const string SealedKey = "sealedKey";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        return new EncryptedXmlInfo(new XElement(SealedKey, Convert.ToBase64String(secret.Encrypt(plain))), typeof(AppSecretDecryptor));
    }
}

/// <summary>Created by the data-protection system from the type's name in the stored key, hence public with this constructor.</summary>
public sealed class AppSecretDecryptor(IServiceProvider services) : IXmlDecryptor
{
    private readonly AppSecret _secret = services.GetRequiredService<AppSecret>();

    public XElement Decrypt(XElement encryptedElement)
    {
        ArgumentNullException.ThrowIfNull(encryptedElement);
        return XElement.Parse(Encoding.UTF8.GetString(_secret.Decrypt(Convert.FromBase64String(encryptedElement.Value))));
    }
}
