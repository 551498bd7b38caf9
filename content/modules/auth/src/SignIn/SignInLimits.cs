namespace QuickScale.Modules.Auth;

/// <summary>
/// The limits of every way of signing in by a secret that can be guessed: password, second factor, API token. A browser that the
/// user has signed in with before has a count of its own, and others' guesses do not touch it (A9).
/// </summary>
public sealed class SignInLimits(Throttle throttle, KnownDevices devices, RequestOrigin origin)
{
    /// <param name="userId">Null when nobody was found: it costs the same.</param>
    public async Task<ThrottlePermit> TakeAsync(Guid? userId, string normalizedEmail, CancellationToken cancellationToken)
    {
        var device = await devices.FindAsync(userId ?? Guid.Empty, cancellationToken);
        return device is not null
            ? await throttle.TakeAsync(cancellationToken, (ThrottleRule.Device, device.Id.ToString()))
            : await throttle.TakeAsync(cancellationToken, (ThrottleRule.Client, origin.Client), (ThrottleRule.Account, normalizedEmail));
    }

    /// <summary>Whether a message may go to an address that was typed. Strangers who use it up do not keep the user's own browser from it.</summary>
    /// <param name="userId">Null when nobody was found: it costs the same.</param>
    public async Task<bool> MayMailAsync(Guid? userId, string normalizedEmail, CancellationToken cancellationToken)
    {
        var device = await devices.FindAsync(userId ?? Guid.Empty, cancellationToken);
        var permit = await throttle.TakeAsync(cancellationToken, (ThrottleRule.MailTo, device is null ? normalizedEmail : $"device:{device.Id}"));
        return permit.Refusal is null;
    }
}
