using System.Globalization;
using System.Security.Claims;
using System.Text.Json;

namespace QuickScale.Modules.Auth;

/// <summary>Whom a provider has told us that the browser's user is.</summary>
/// <param name="Subject">The provider's own id of the account, which is never given to another one. Together with the provider it is the key (A13).</param>
/// <param name="Email">What the provider says; null when it says none.</param>
/// <param name="IsEmailVerified">Whether the provider states that the address is the user's. Without that it is no more than something typed.</param>
public sealed record ExternalIdentity(string Provider, string Subject, string? Email, bool IsEmailVerified, string Name)
{
    private const int LongestSubject = 200;
    private const string VerifiedClaim = "email_verified";

    /// <summary>The address, where the provider states that it is the user's; null otherwise.</summary>
    public EmailAddress? VerifiedAddress() => IsEmailVerified && EmailAddress.TryParse(Email, out var address) ? address : null;

    /// <summary>
    /// From an OpenID Connect user-info answer (Core, 5.3.2 and 5.1): Google and Microsoft. Who does not state <c>email_verified</c> has
    /// not verified it; at Microsoft an organisation's administrator writes what they like, so that its word would count for nothing.
    /// </summary>
    internal static ExternalIdentity FromUserInfo(string provider, JsonElement user) => Create(
        provider, Text(user, "sub"), Text(user, "email"),
        provider != ExternalProviders.Microsoft && user.TryGetProperty(VerifiedClaim, out var verified) && IsTrue(verified), Text(user, "name"));

    /// <summary>From GitHub's <c>GET /user</c> and <c>GET /user/emails</c>. The public address on the profile says nothing; the list tells what was verified.</summary>
    internal static ExternalIdentity FromGitHub(string provider, JsonElement user, JsonElement emails)
    {
        var primary = emails.ValueKind == JsonValueKind.Array
            ? emails.EnumerateArray().FirstOrDefault(email => email.TryGetProperty("primary", out var isPrimary) && IsTrue(isPrimary))
            : default;
        var hasPrimary = primary.ValueKind == JsonValueKind.Object;
        var subject = user.TryGetProperty("id", out var id) && id.TryGetInt64(out var number) ? number.ToString(CultureInfo.InvariantCulture) : null;
        return Create(
            provider, subject, hasPrimary ? Text(primary, "email") : null,
            hasPrimary && primary.TryGetProperty("verified", out var verified) && IsTrue(verified), Text(user, "name") ?? Text(user, "login"));
    }

    internal IEnumerable<Claim> ToClaims()
    {
        yield return new Claim(ClaimTypes.NameIdentifier, Subject);
        yield return new Claim(ClaimTypes.Name, Name);
        yield return new Claim(VerifiedClaim, IsEmailVerified ? "true" : "false");
        if (Email is not null)
        {
            yield return new Claim(ClaimTypes.Email, Email);
        }
    }

    internal static ExternalIdentity FromClaims(string provider, ClaimsPrincipal principal) => new(
        provider, principal.FindFirstValue(ClaimTypes.NameIdentifier)!, principal.FindFirstValue(ClaimTypes.Email), principal.HasClaim(VerifiedClaim, "true"),
        principal.FindFirstValue(ClaimTypes.Name) ?? "");

    private static ExternalIdentity Create(string provider, string? subject, string? email, bool isVerified, string? name)
    {
        if (subject is not { Length: > 0 and <= LongestSubject })
        {
            throw new InvalidOperationException($"The answer of {provider} names no account.");
        }

        var shown = new string([.. (name ?? "").Where(letter => !char.IsControl(letter))]).Trim();
        return new ExternalIdentity(provider, subject, email, email is not null && isVerified, shown[..Math.Min(shown.Length, User.LongestName)]);
    }

    private static string? Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>Some write the word in quotes.</summary>
    private static bool IsTrue(JsonElement value) => value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.String && value.GetString() == "true");
}
