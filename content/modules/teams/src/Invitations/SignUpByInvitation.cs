using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams;

/// <param name="Token">The invitation's secret; it says the address.</param>
public sealed record SignUpByInvitationRequest(string? Token, string? Password, string? Name = null, bool AcceptTerms = false);

/// <summary>
/// Making an account through an invitation (T7): under the same rules as any other sign-up, with the invited address, which counts as
/// confirmed, since the secret was mailed to it. The new user is logged in and in the team.
/// </summary>
public sealed class SignUpByInvitation(
    AcceptInvitation accept, TeamRows rows, Registration registration, SignUpRules form, PasswordRules rules, Passwords passwords, Throttle throttle, RequestOrigin origin, SecurityEvents events, SignInCompletion signIn,
    IOptionsMonitor<AuthSettings> settings, TimeProvider time)
{
    public async Task<AuthResult<JoinedAnswer>> RunAsync(SignUpByInvitationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var view = await accept.FindAsync(request.Token, userId: null, cancellationToken);
        if (view.Value is not { Email: { } email } invitation)
        {
            // A link has no address that could count as confirmed: its people sign up as everybody does.
            return view.Value is null ? view.Refusals.ToList() : TeamRefusals.InvitationVoid;
        }

        if (invitation.IsExpired || invitation.HasAccount)
        {
            return invitation.IsExpired ? TeamRefusals.InvitationExpired : TeamRefusals.HasAccount;
        }

        var (address, name, refusals) = form.Check(email, request.Name, request.AcceptTerms);
        if (await rules.CheckAsync(request.Password, "password", cancellationToken, email, name) is { } weak)
        {
            refusals.Add(weak);
        }

        if (address is null || refusals.Count > 0)
        {
            return refusals;
        }

        var permit = await throttle.TakeAsync(cancellationToken, (ThrottleRule.SignUp, origin.Client));
        if ((permit.Refusal ?? await registration.RefusalAsync(address, invitation: null, cancellationToken)) is { } refusal)
        {
            return refusal;
        }

        return await StoreAsync(address, name, request, cancellationToken);
    }

    private async Task<AuthResult<JoinedAnswer>> StoreAsync(EmailAddress address, string name, SignUpByInvitationRequest request, CancellationToken cancellationToken)
    {
        var context = rows.Context;
        var hash = passwords.Hash(new User(), request.Password!);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var user = await PrepareAsync(address, name, hash, cancellationToken);
        if (user is null)
        {
            return TeamRefusals.HasAccount;
        }

        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // The form was sent twice, or the address signed up elsewhere meanwhile.
            context.ChangeTracker.Clear();
            return TeamRefusals.HasAccount;
        }

        var joined = await accept.AcceptAsync(request.Token, user.Id, asOther: false, cancellationToken);
        if (joined.Value is null)
        {
            return joined;
        }

        await transaction.CommitAsync(cancellationToken);
        var signedIn = await context.Set<User>().SingleAsync(one => one.Id == user.Id, cancellationToken);
        var session = await signIn.CompleteAsync(signedIn, SignInMethods.Password, hasSecondFactor: false, cancellationToken);
        return session.Succeeded ? joined : session.Refusals.ToList();
    }

    /// <returns>Null when the address has an account that is used.</returns>
    private async Task<User?> PrepareAsync(EmailAddress address, string name, string hash, CancellationToken cancellationToken)
    {
        var context = rows.Context;
        var now = time.GetUtcNow().UtcDateTime;
        var user = await context.Set<User>().SingleOrDefaultAsync(one => one.NormalizedEmail == address.Normalized, cancellationToken);
        if (user is not null && !settings.CurrentValue.IsUnused(user))
        {
            return null;
        }

        if (user is null)
        {
            user = new User { CreatedAt = now };
            context.Add(user);
        }
        else
        {
            // Somebody else may have signed up with this address and waits for its owner: nothing of theirs may open the account (A4).
            context.RemoveRange(await context.Set<ExternalLogin>().Where(one => one.UserId == user.Id).ToListAsync(cancellationToken));
            context.RemoveRange(await context.Set<UserPasskey>().Where(one => one.UserId == user.Id).ToListAsync(cancellationToken));
            context.RemoveRange(await context.Set<TwoFactor>().Where(one => one.UserId == user.Id).ToListAsync(cancellationToken));
            context.RemoveRange(await context.Set<OneTimeCode>().Where(one => one.UserId == user.Id).ToListAsync(cancellationToken));
        }

        user.SetEmail(address);
        (user.Name, user.PasswordHash, user.EmailVerifiedAt) = (name, hash, now);
        user.RenewStamp();
        var terms = settings.CurrentValue.TermsVersion;
        if (terms.Length > 0)
        {
            (user.TermsVersion, user.TermsAcceptedAt) = (terms, now);
            context.Add(new TermsAcceptance { UserId = user.Id, Version = terms, AcceptedAt = now, Ip = origin.Ip });
        }

        events.Record(user.Id, SecurityEventTypes.SignedUp);
        events.Record(user.Id, SecurityEventTypes.EmailVerified);
        return user;
    }
}

/// <summary>Lets those sign up whom a team has invited, while registration is by invitation.</summary>
internal sealed class InvitedMaySignUp(TeamRows rows, TimeProvider time) : IRegistrationAllowance
{
    public Task<bool> AllowsAsync(EmailAddress address, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return (
            from invitation in rows.InvitationsTo(address.Normalized)
            join team in rows.Teams on invitation.TenantId equals team.Id
            where invitation.AcceptedAt == null && invitation.DeclinedAt == null && invitation.RevokedAt == null && invitation.ExpiresAt > now && team.State == TeamState.Active
            select invitation.Id).AnyAsync(cancellationToken);
    }
}
