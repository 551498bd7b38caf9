using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>What a person types to sign up.</summary>
/// <param name="ReturnUrl">Where the link in the mail leads in the end; ignored unless it is a path of this site.</param>
public sealed record SignUpRequest(string? Email, string? Password, string? Name = null, bool AcceptTerms = false, string? Invitation = null, string? ReturnUrl = null);

/// <summary>
/// Making an account. Answer and work are the same whether or not the address has one (A1): the mail tells, to whoever reads it.
/// </summary>
public sealed class SignUp(
    ModuleDb db, Registration registration, SignUpRules form, PasswordRules rules, Passwords passwords, OneTimeCodes codes, Throttle throttle, RequestOrigin origin,
    AuthMails mails, SecurityEvents events, ExternalLoginRows logins, IOptionsMonitor<AuthSettings> settings, TimeProvider time)
{
    public async Task<AuthResult> RunAsync(SignUpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (registration.IsClosed)
        {
            return Refusals.RegistrationClosed;
        }

        var (address, name, refusals) = await ReadAsync(request, cancellationToken);
        if (address is null || refusals.Count > 0)
        {
            return AuthResult.Refused(refusals);
        }

        // Before the invitation is looked for: nobody tries address after address to see who was invited.
        var permit = await throttle.TakeAsync(cancellationToken, (ThrottleRule.SignUp, origin.Client));
        if ((permit.Refusal ?? await registration.RefusalAsync(address, request.Invitation, cancellationToken)) is { } refusal)
        {
            return refusal;
        }

        await StoreAsync(address, name, request.Password, external: null, request.ReturnUrl, cancellationToken);
        return AuthResult.Done;
    }

    /// <summary>What is wrong with what is typed so far; whether the address has an account is no part of it.</summary>
    public async Task<IReadOnlyList<Refusal>> CheckAsync(SignUpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return (await ReadAsync(request, cancellationToken)).Refusals;
    }

    private async Task<(EmailAddress? Address, string Name, List<Refusal> Refusals)> ReadAsync(SignUpRequest request, CancellationToken cancellationToken)
    {
        var (address, name, refusals) = form.Check(request.Email, request.Name, request.AcceptTerms);
        if (await rules.CheckAsync(request.Password, "password", cancellationToken, address?.Written, name) is { } weak)
        {
            refusals.Add(weak);
        }

        return (address, name, refusals);
    }

    /// <summary>Makes the account of somebody whom a provider has named, without a password; everything was checked.</summary>
    internal Task StoreExternalAsync(EmailAddress address, string name, ExternalIdentity external, string? returnUrl, CancellationToken cancellationToken) =>
        StoreAsync(address, name, password: null, external, returnUrl, cancellationToken);

    private async Task StoreAsync(EmailAddress address, string name, string? password, ExternalIdentity? external, string? returnUrl, CancellationToken cancellationToken)
    {
        var user = await db.Context.Set<User>().SingleOrDefaultAsync(one => one.NormalizedEmail == address.Normalized, cancellationToken);
        // Before the context changes, and in every case: it takes longer than all the rest.
        var hash = password is null ? null : passwords.Hash(user ?? new User(), password);
        var mayMail = (await throttle.TakeAsync(cancellationToken, (ThrottleRule.MailTo, address.Normalized))).Refusal is null;
        if (user is not null && !settings.CurrentValue.IsUnused(user))
        {
            events.Record(user.Id, SecurityEventTypes.SignUpRepeated);
            if (mayMail && user.MayComeBack)
            {
                await mails.AlreadyRegisteredAsync(user, cancellationToken);
            }
        }
        else
        {
            if (user is not null)
            {
                await TakeOverAsync(user, cancellationToken);
            }

            user = await PrepareAsync(user, address, name, hash, external, cancellationToken);
            var token = await codes.IssueLinkAsync(CodePurpose.VerifyEmail, address.Normalized, user.Id, OneTimeCodes.VerifyLifetime, cancellationToken);
            events.Record(user.Id, SecurityEventTypes.SignedUp);
            if (mayMail && user.EmailVerifiedAt is null)
            {
                await mails.VerifyEmailAsync(user, token, returnUrl, cancellationToken);
            }
        }

        await SaveAsync(address, cancellationToken);
    }

    /// <summary>
    /// Whoever signs up anew with an address takes over the account that nobody can have used so far, so that a mistyped or malicious
    /// sign-up does not keep the address's owner out (A4). Whatever else the earlier one has left must not open the account.
    /// </summary>
    private async Task TakeOverAsync(User user, CancellationToken cancellationToken)
    {
        db.Context.RemoveRange(await db.Context.Set<ExternalLogin>().Where(one => one.UserId == user.Id).ToListAsync(cancellationToken));
        db.Context.RemoveRange(await db.Context.Set<UserPasskey>().Where(one => one.UserId == user.Id).ToListAsync(cancellationToken));
        db.Context.RemoveRange(await db.Context.Set<TwoFactor>().Where(one => one.UserId == user.Id).ToListAsync(cancellationToken));
    }

    private async Task<User> PrepareAsync(User? user, EmailAddress address, string name, string? hash, ExternalIdentity? external, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if (user is null)
        {
            user = new User { CreatedAt = now };
            db.Context.Add(user);
        }

        user.SetEmail(address);
        (user.Name, user.PasswordHash) = (name, hash);
        user.RenewStamp();
        if (external is not null)
        {
            await logins.AddAsync(user, external, cancellationToken);
            user.EmailVerifiedAt = external.VerifiedAddress()?.Normalized == address.Normalized ? now : null;
        }

        Terms.Accept(db.Context, user, settings.CurrentValue.TermsVersion, now, origin.Ip);
        return user;
    }

    private async Task SaveAsync(EmailAddress address, CancellationToken cancellationToken)
    {
        try
        {
            await db.Context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            db.Context.ChangeTracker.Clear();
            if (!await db.Context.Set<User>().AnyAsync(one => one.NormalizedEmail == address.Normalized, cancellationToken))
            {
                throw;
            }

            // The same address signed up twice at once: the other request has made the account and sent the mail.
        }
    }
}
