using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>Signing in by e-mail address and password.</summary>
public sealed class PasswordSignIn(
    ModuleDb db, Passwords passwords, Throttle throttle, KnownDevices devices, RequestOrigin origin, SignInCompletion completion, SecurityEvents events)
{
    public async Task<AuthResult<SignInOutcome>> SignInAsync(string? email, string? password, CancellationToken cancellationToken)
    {
        if (!EmailAddress.TryParse(email, out var address))
        {
            return Refusals.EmailInvalid;
        }

        var user = await db.Context.Set<User>().SingleOrDefaultAsync(one => one.NormalizedEmail == address.Normalized, cancellationToken);
        var permit = await TakeAsync(user, address, cancellationToken);
        if (permit.Refusal is { } refusal)
        {
            return refusal;
        }

        if (!passwords.Verify(user, password))
        {
            // Recorded for addresses without an account too: a failure costs the same.
            events.Record(user?.Id, SecurityEventTypes.SignInFailed, new { method = SignInMethods.Password });
            await db.Context.SaveChangesAsync(cancellationToken);
            return Refusals.WrongCredentials;
        }

        await permit.ReturnAsync();
        return await completion.CompleteAsync(user!, SignInMethods.Password, hasSecondFactor: false, cancellationToken);
    }

    /// <summary>A browser that the user has signed in with before has a count of its own, and others' guesses do not touch it (A9).</summary>
    private async Task<ThrottlePermit> TakeAsync(User? user, EmailAddress address, CancellationToken cancellationToken)
    {
        var device = await devices.FindAsync(user?.Id ?? Guid.Empty, cancellationToken);
        return device is not null
            ? await throttle.TakeAsync(cancellationToken, (ThrottleRule.Device, device.Id.ToString()))
            : await throttle.TakeAsync(cancellationToken, (ThrottleRule.Client, origin.Client), (ThrottleRule.Account, address.Normalized));
    }
}
