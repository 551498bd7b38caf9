using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>
/// Another module's say in who may sign up while registration is by invitation: teams lets those in whom a team has invited.
/// Register as many as needed; one yes is enough.
/// </summary>
public interface IRegistrationAllowance
{
    Task<bool> AllowsAsync(EmailAddress address, CancellationToken cancellationToken);
}

/// <summary>Who may make an account: everybody, those who were invited, or nobody (option <c>registration</c>).</summary>
public sealed class Registration(IOptionsMonitor<AuthSettings> settings, IEnumerable<IRegistrationAllowance> allowances, IDataProtectionProvider protection, SiteLinks site, TimeProvider time)
{
    public static readonly TimeSpan InvitationLifetime = TimeSpan.FromDays(7);

    private const int LongestInvitation = 2000;

    private readonly IDataProtector _protector = protection.CreateProtector("QuickScale.Modules.Auth.Invitation.v1");

    public bool IsOpen => settings.CurrentValue.Registration == RegistrationMode.Open;

    public bool IsClosed => settings.CurrentValue.Registration == RegistrationMode.Closed;

    /// <summary>The link by which one address may sign up. It is signed and needs no row; it proves nothing of who follows it.</summary>
    public Uri Invite(EmailAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var invitation = _protector.Protect(JsonSerializer.Serialize(new Invitation(address.Normalized, time.GetUtcNow() + InvitationLifetime)));
        return site.To($"{AuthPaths.SignUp}?invitation={Uri.EscapeDataString(invitation)}");
    }

    /// <summary>Null when the address may sign up. The answer does not depend on whether it has an account.</summary>
    public async Task<Refusal?> RefusalAsync(EmailAddress address, string? invitation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (IsOpen)
        {
            return null;
        }

        if (IsClosed)
        {
            return Refusals.RegistrationClosed;
        }

        if (IsFor(address, invitation))
        {
            return null;
        }

        foreach (var allowance in allowances)
        {
            if (await allowance.AllowsAsync(address, cancellationToken))
            {
                return null;
            }
        }

        return Refusals.InvitationNeeded;
    }

    private bool IsFor(EmailAddress address, string? invitation)
    {
        if (invitation is not { Length: > 0 and <= LongestInvitation })
        {
            return false;
        }

        try
        {
            var read = JsonSerializer.Deserialize<Invitation>(_protector.Unprotect(invitation));
            return read?.Email == address.Normalized && read.Until > time.GetUtcNow();
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException or FormatException)
        {
            return false;
        }
    }

    private sealed record Invitation(string Email, DateTimeOffset Until);
}
