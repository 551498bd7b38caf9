using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace QuickScale.Modules.Auth;

/// <summary>A user who has shown one factor and owes the second: kept in a sealed cookie for some minutes, and nowhere signed in.</summary>
public sealed class PendingSignIn(AuthCookies cookies, IDataProtectionProvider protection, TimeProvider time)
{
    public const string Cookie = "auth-pending";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly IDataProtector _protector = protection.CreateProtector("QuickScale.Modules.Auth.PendingSignIn.v1");

    public void Write(User user, string method)
    {
        ArgumentNullException.ThrowIfNull(user);
        var ticket = new Ticket(user.Id, method, user.SecurityStamp!, time.GetUtcNow() + Lifetime);
        cookies.Write(Cookie, _protector.Protect(JsonSerializer.Serialize(ticket)), Lifetime);
    }

    /// <summary>Null when nothing is pending, or it took too long.</summary>
    public Ticket? Read()
    {
        if (cookies.Read(Cookie) is not { Length: > 0 } value)
        {
            return null;
        }

        try
        {
            var ticket = JsonSerializer.Deserialize<Ticket>(_protector.Unprotect(value));
            return ticket?.Until > time.GetUtcNow() ? ticket : null;
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException)
        {
            return null;
        }
    }

    public void Delete()
    {
        if (cookies.Read(Cookie) is not null)
        {
            cookies.Delete(Cookie);
        }
    }

    /// <param name="Method">The factor that was shown, as in <see cref="SignInMethods"/>.</param>
    /// <param name="SecurityStamp">The user's then: a password that is changed meanwhile voids it.</param>
    public sealed record Ticket(Guid UserId, string Method, string SecurityStamp, DateTimeOffset Until);
}
