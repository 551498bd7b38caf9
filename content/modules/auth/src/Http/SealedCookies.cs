using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace QuickScale.Modules.Auth;

/// <summary>Carries what a browser is in the middle of from one request to the next: sealed, so that nobody reads or changes it, and for some minutes.</summary>
public sealed class SealedCookies(AuthCookies cookies, IDataProtectionProvider protection, TimeProvider time)
{
    public void Write<T>(string name, T value, TimeSpan lifetime) =>
        cookies.Write(name, Protector(name).Protect(JsonSerializer.Serialize(new Sealed<T>(value, time.GetUtcNow() + lifetime))), lifetime);

    /// <summary>Null when there is none, or it took too long.</summary>
    public T? Read<T>(string name)
        where T : class
    {
        if (cookies.Read(name) is not { Length: > 0 } value)
        {
            return null;
        }

        try
        {
            var read = JsonSerializer.Deserialize<Sealed<T>>(Protector(name).Unprotect(value));
            return read?.Until > time.GetUtcNow() ? read.Value : null;
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException)
        {
            return null;
        }
    }

    public void Delete(string name)
    {
        if (cookies.Read(name) is not null)
        {
            cookies.Delete(name);
        }
    }

    /// <summary>One purpose a cookie: what was sealed for one is nothing in another.</summary>
    private IDataProtector Protector(string name) => protection.CreateProtector("QuickScale.Modules.Auth.SealedCookies.v1", name);

    private sealed record Sealed<T>(T Value, DateTimeOffset Until);
}
