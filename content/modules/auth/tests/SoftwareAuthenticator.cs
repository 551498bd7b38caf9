using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace QuickScale.Modules.Auth.Tests;

/// <summary>An authenticator and its browser in software: one ES256 key, attestation "none" (WebAuthn Level 3, 6.1, 6.5 and 8.7). Each thing that a server checks can be made wrong.</summary>
internal sealed class SoftwareAuthenticator : IDisposable
{
    private const byte UserPresent = 0x01;
    private const byte UserVerifiedFlag = 0x04;
    private const byte HasCredential = 0x40;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _id = RandomNumberGenerator.GetBytes(32);
    private string _userHandle = "";

    public string Id => Base64Url.EncodeToString(_id);

    public string Origin { get; set; } = "https://localhost";

    public bool IsCrossOrigin { get; set; }

    /// <summary>Null takes the one in the options, as a browser does.</summary>
    public string? RpId { get; set; }

    public bool UserVerified { get; set; } = true;

    /// <summary>Goes up by one with each use.</summary>
    public uint Counter { get; set; }

    public void Dispose() => _key.Dispose();

    /// <summary>What <c>navigator.credentials.create</c> answers.</summary>
    public JsonObject Create(JsonObject options)
    {
        _userHandle = (string)options["user"]!["id"]!;
        var client = ClientData("webauthn.create", options);
        byte[] authenticator = [.. Head(RpId ?? (string)options["rp"]!["id"]!, HasCredential), .. new byte[16], .. Length(_id.Length), .. _id, .. PublicKey()];
        // {"fmt": "none", "attStmt": {}, "authData": bytes}
        byte[] attestation = [0xA3, .. Text("fmt"), .. Text("none"), .. Text("attStmt"), 0xA0, .. Text("authData"), .. Bytes(authenticator)];
        return Credential(new()
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(client),
            ["attestationObject"] = Base64Url.EncodeToString(attestation),
            ["transports"] = new JsonArray("internal"),
        });
    }

    /// <summary>What <c>navigator.credentials.get</c> answers.</summary>
    public JsonObject Get(JsonObject options)
    {
        Counter++;
        var client = ClientData("webauthn.get", options);
        var authenticator = Head(RpId ?? (string)options["rpId"]!, 0);
        var signature = _key.SignData([.. authenticator, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Credential(new()
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(client),
            ["authenticatorData"] = Base64Url.EncodeToString(authenticator),
            ["signature"] = Base64Url.EncodeToString(signature),
            ["userHandle"] = _userHandle,
        });
    }

    private JsonObject Credential(JsonObject response) => new()
    {
        ["id"] = Id,
        ["rawId"] = Id,
        ["type"] = "public-key",
        ["response"] = response,
        ["clientExtensionResults"] = new JsonObject(),
    };

    private byte[] ClientData(string type, JsonObject options) => JsonSerializer.SerializeToUtf8Bytes(new { type, challenge = (string)options["challenge"]!, origin = Origin, crossOrigin = IsCrossOrigin });

    private byte[] Head(string rpId, byte flags)
    {
        var head = new byte[37];
        SHA256.HashData(Encoding.UTF8.GetBytes(rpId)).CopyTo(head, 0);
        head[32] = (byte)(flags | UserPresent | (UserVerified ? UserVerifiedFlag : 0));
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(33), Counter);
        return head;
    }

    /// <summary>A COSE key (RFC 9053, 7.1.1): {1: 2, 3: -7, -1: 1, -2: x, -3: y}.</summary>
    private byte[] PublicKey()
    {
        var point = _key.ExportParameters(false).Q;
        return [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, .. Bytes(point.X!), 0x22, .. Bytes(point.Y!)];
    }

    private static byte[] Length(int length) => [(byte)(length >> 8), (byte)length];

    private static byte[] Text(string text) => [(byte)(0x60 + text.Length), .. Encoding.ASCII.GetBytes(text)];

    private static byte[] Bytes(byte[] bytes) => bytes.Length < 256 ? [0x58, (byte)bytes.Length, .. bytes] : [0x59, .. Length(bytes.Length), .. bytes];
}
