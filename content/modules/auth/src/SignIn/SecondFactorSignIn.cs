using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>The second step of signing in, for a user who has shown one factor (<see cref="PendingSignIn"/>).</summary>
public sealed class SecondFactorSignIn(ModuleDb db, PendingSignIn pending, SecondFactor factors, SignInLimits limits, SignInCompletion completion)
{
    /// <summary>Whether a first step waits for this one.</summary>
    public bool IsPending => pending.Read() is not null;

    /// <param name="code">Of the authenticator app, or a recovery code.</param>
    /// <param name="trustBrowser">Whether this browser may skip the step for some days.</param>
    public async Task<AuthResult<SignInOutcome>> SignInAsync(string? code, bool trustBrowser, CancellationToken cancellationToken)
    {
        // A password that was changed meanwhile voids the first step.
        if (pending.Read() is not { } ticket
            || await db.Context.Set<User>().SingleOrDefaultAsync(one => one.Id == ticket.UserId && one.SecurityStamp == ticket.SecurityStamp, cancellationToken) is not { } user)
        {
            return Refusals.SignInExpired;
        }

        var permit = await limits.TakeAsync(user.Id, user.NormalizedEmail!, cancellationToken);
        if (permit.Refusal is { } refusal)
        {
            return refusal;
        }

        if (await factors.ProveAsync(user, code, cancellationToken) is { } wrong)
        {
            return wrong;
        }

        await permit.ReturnAsync();
        return await completion.CompleteSecondFactorAsync(user, ticket.Method, trustBrowser, cancellationToken);
    }
}
