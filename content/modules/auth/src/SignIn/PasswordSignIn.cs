using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>Signing in by e-mail address and password.</summary>
public sealed class PasswordSignIn(ModuleDb db, Passwords passwords, SignInLimits limits, SignInCompletion completion, SecurityEvents events, IOptionsMonitor<AuthSettings> settings)
{
    public async Task<AuthResult<SignInOutcome>> SignInAsync(string? email, string? password, CancellationToken cancellationToken)
    {
        var proof = await ProveAsync(email, password, cancellationToken);
        return proof.Value is { } user
            ? await completion.CompleteAsync(user, SignInMethods.Password, hasSecondFactor: false, cancellationToken)
            : proof.Refusals.ToList();
    }

    /// <summary>The user to whom address and password belong, under the limits that guesses have. Nobody is signed in by it.</summary>
    internal async Task<AuthResult<User>> ProveAsync(string? email, string? password, CancellationToken cancellationToken)
    {
        if (!EmailAddress.TryParse(email, out var address))
        {
            return Refusals.EmailInvalid;
        }

        var user = await db.Context.Set<User>().SingleOrDefaultAsync(one => one.NormalizedEmail == address.Normalized, cancellationToken);
        var permit = await limits.TakeAsync(user?.Id, address.Normalized, cancellationToken);
        if (permit.Refusal is { } refusal)
        {
            return refusal;
        }

        // An account that waits for its confirmation is refused alike: whoever has just signed up with an address would learn here
        // whether that made an account, or there was one (A1).
        if (!passwords.Verify(user, password) || settings.CurrentValue.IsUnused(user!))
        {
            // Recorded for addresses without an account too: a failure costs the same.
            events.Record(user?.Id, SecurityEventTypes.SignInFailed, new { method = SignInMethods.Password });
            await db.Context.SaveChangesAsync(cancellationToken);
            return Refusals.WrongCredentials;
        }

        await permit.ReturnAsync();
        return user!;
    }
}
