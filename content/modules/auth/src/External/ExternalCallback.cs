using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace QuickScale.Modules.Auth;

/// <summary>Where a provider sends the browser back to, once the framework has checked state, cookie and code: it finishes what was started and leads on.</summary>
internal sealed class ExternalCallback(ExternalSignIn signIn, ExternalSignUp signUp, ExternalLogins logins, ExternalProviders providers)
{
    public async Task FinishAsync(TicketReceivedContext context)
    {
        var http = context.HttpContext;
        context.HandleResponse();
        if (context.Principal is null || ExternalAttempt.From(context.Properties) is not { } attempt)
        {
            Redirect(http, Refused(context.Scheme.Name, Refusals.ExternalFailed));
            return;
        }

        var identity = ExternalIdentity.FromClaims(context.Scheme.Name, context.Principal);
        Redirect(http, attempt.Purpose == ExternalPurpose.SignIn
            ? await SignInAsync(identity, attempt, http.RequestAborted)
            : await WithSessionAsync(http, identity, attempt));
    }

    /// <summary>The state was missing, foreign or used, the user declined, or the provider did not answer. The reason is in the log; to the user they are one.</summary>
    public Task FailAsync(RemoteFailureContext context)
    {
        context.HandleResponse();
        Redirect(context.HttpContext, Refused(context.Scheme.Name, Refusals.ExternalFailed));
        return Task.CompletedTask;
    }

    private async Task<string> SignInAsync(ExternalIdentity identity, ExternalAttempt attempt, CancellationToken cancellationToken)
    {
        var result = await signIn.RunAsync(identity, cancellationToken);
        if (result.Value is not { } outcome)
        {
            return Refused(identity.Provider, result.Refusals[0]);
        }

        if (outcome.SignIn is null)
        {
            signUp.Begin(identity, attempt);
            return AuthPaths.ExternalSignUp;
        }

        return outcome.SignIn.IsSignedIn ? attempt.ReturnUrl ?? AuthPaths.Start : LocalUrl.Append(AuthPaths.TwoFactor, attempt.ReturnUrl);
    }

    /// <summary>Only the session that started it ends it: neither a state that was carried into another browser nor another user in the same one.</summary>
    private async Task<string> WithSessionAsync(HttpContext http, ExternalIdentity identity, ExternalAttempt attempt)
    {
        // This runs before the pipeline has looked who makes the request.
        var principal = (await http.AuthenticateAsync(SessionCookie.Scheme)).Principal;
        var isLink = attempt.Purpose == ExternalPurpose.Link;
        var result = !attempt.IsOf(principal) ? Refusals.ExternalFailed
            : isLink ? await logins.LinkAsync(principal!, identity, http.RequestAborted)
            : await logins.ConfirmAsync(principal!, identity, http.RequestAborted);
        return !result.Succeeded ? Refused(identity.Provider, result.Refusals[0])
            : attempt.ReturnUrl ?? (isLink ? $"{AuthPaths.Logins}?done=linked" : AuthPaths.Start);
    }

    private string Refused(string provider, Refusal refusal) =>
        $"{AuthPaths.External}/{(providers.Find(provider) is null ? "" : provider)}?refused={Uri.EscapeDataString(refusal.Code)}";

    private static void Redirect(HttpContext http, string path) =>
        // A way back is a whole path already; the module's own are not.
        http.Response.Redirect(path.StartsWith(http.Request.PathBase + "/", StringComparison.OrdinalIgnoreCase) ? path : http.Request.PathBase + path);
}
