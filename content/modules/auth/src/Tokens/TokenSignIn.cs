using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>Signing in without a browser: for password and second factor an API client gets tokens, and no cookie.</summary>
public sealed class TokenSignIn(
    ModuleDb db, PasswordSignIn password, SecondFactor factors, SignInLimits limits, SignInCompletion completion, Sessions sessions, TokenSeals seals,
    RequestOrigin origin, SecurityEvents events, AuthMails mails, IOptionsMonitor<AuthSettings> settings, TimeProvider time)
{
    /// <param name="code">Of the authenticator app, or a recovery code; not needed while the second factor is off. No client is trusted to skip it.</param>
    public async Task<AuthResult<ApiTokens>> SignInAsync(string? email, string? secret, string? code, CancellationToken cancellationToken)
    {
        var proof = await password.ProveAsync(email, secret, cancellationToken);
        if (proof.Value is not { } user)
        {
            return proof.Refusals.ToList();
        }

        if ((completion.WhyNot(user) ?? await ProveSecondFactorAsync(user, code, cancellationToken)) is { } refusal)
        {
            return refusal;
        }

        await completion.KeepAsync(user, cancellationToken);
        var isNewClient = await IsNewClientAsync(user.Id, cancellationToken);
        var session = sessions.Start(user, SignInMethods.Password, SessionKind.Api);
        var token = RefreshToken.First(session.Id);
        session.RefreshHash = token.Hash;
        session.RefreshedAt = session.CreatedAt;
        events.Record(user.Id, SecurityEventTypes.SignedIn, new { method = SignInMethods.Password, kind = "api", isNewDevice = isNewClient });
        if (isNewClient)
        {
            await mails.NewDeviceAsync(user, cancellationToken);
        }

        await db.Context.SaveChangesAsync(cancellationToken);
        return Issue(token, session.ExpiresAt);
    }

    /// <summary>An access token for the session, together with a refresh token.</summary>
    internal ApiTokens Issue(RefreshToken token, DateTime sessionEnd)
    {
        var now = time.GetUtcNow();
        var until = now + settings.CurrentValue.AccessToken;
        until = until < sessionEnd ? until : sessionEnd;
        return new ApiTokens(seals.SealAccess(token.SessionId, until), seals.SealRefresh(token), until - now);
    }

    private async Task<Refusal?> ProveSecondFactorAsync(User user, string? code, CancellationToken cancellationToken)
    {
        if (!await factors.IsOnAsync(user.Id, cancellationToken))
        {
            return null;
        }

        if (string.IsNullOrWhiteSpace(code))
        {
            return Refusals.SecondFactorNeeded;
        }

        var permit = await limits.TakeAsync(user.Id, user.NormalizedEmail!, cancellationToken);
        if ((permit.Refusal ?? await factors.ProveAsync(user, code, cancellationToken)) is { } refusal)
        {
            return refusal;
        }

        await permit.ReturnAsync();
        return null;
    }

    /// <summary>Whether the user logged in elsewhere before and never by such a client from this address: clients keep no cookie to know them by.</summary>
    private async Task<bool> IsNewClientAsync(Guid userId, CancellationToken cancellationToken)
    {
        var (ip, agent) = (origin.Ip, origin.UserAgent);
        var own = db.Context.Set<UserSession>().Where(one => one.UserId == userId);
        return await own.AnyAsync(cancellationToken) && !await own.AnyAsync(one => one.Kind == SessionKind.Api && one.Ip == ip && one.UserAgent == agent, cancellationToken);
    }
}

/// <param name="Lifetime">Of the access token.</param>
public sealed record ApiTokens(string AccessToken, string RefreshToken, TimeSpan Lifetime);
