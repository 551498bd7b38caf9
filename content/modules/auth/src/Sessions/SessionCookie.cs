using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using System.Security.Claims;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>The cookie that names a browser's session. It holds two ids, and lives as long as the session may at most.</summary>
public sealed class SessionCookie(IHttpContextAccessor accessor)
{
    public const string Name = "auth-session";

    public static readonly string Scheme = IdentityConstants.ApplicationScheme;

    private HttpContext Context => accessor.HttpContext ?? throw new InvalidOperationException("A cookie needs a request.");

    public Task WriteAsync(UserSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, session.UserId.ToString()), new Claim(AuthClaims.SessionId, session.Id.ToString())], Scheme);
        return Context.SignInAsync(Scheme, new ClaimsPrincipal(identity), new AuthenticationProperties
        {
            IsPersistent = true,
            IssuedUtc = session.CreatedAt,
            ExpiresUtc = session.ExpiresAt,
            AllowRefresh = false,
        });
    }

    /// <summary>The live session that the browser has brought along; null without one, and for an API client's token.</summary>
    public async Task<(Guid UserId, Guid SessionId)?> ReadAsync()
    {
        // Not the request's user: a provider's answer is dealt with before anybody has looked who that is.
        var principal = (await Context.AuthenticateAsync(Scheme)).Principal;
        return principal?.Identity?.AuthenticationType == Scheme && AuthClaims.UserOf(principal) is { } user && AuthClaims.SessionOf(principal) is { } session ? (user, session) : null;
    }

    public Task DeleteAsync() => Context.SignOutAsync(Scheme);
}

/// <summary>Compares the cookie with its session on each request, and answers programs by status and people by a redirect.</summary>
internal sealed class SessionCookieEvents(SessionCheck check) : CookieAuthenticationEvents
{
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var state = AuthClaims.SessionOf(context.Principal!) is { } id ? await check.FindAsync(id, context.HttpContext.RequestAborted) : null;
        if (state is null || state.UserId != AuthClaims.UserOf(context.Principal!))
        {
            context.RejectPrincipal();
            return;
        }

        context.ReplacePrincipal(state.Principal(context.Scheme.Name));
    }

    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context) => AnswerAsync(context, StatusCodes.Status401Unauthorized, isRedirected: true);

    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context) => AnswerAsync(context, StatusCodes.Status403Forbidden, isRedirected: false);

    private static Task AnswerAsync(RedirectContext<CookieAuthenticationOptions> context, int status, bool isRedirected)
    {
        if (isRedirected && context.Request.KeepsThePage())
        {
            SignInAgain.Answer(context.Response, context.RedirectUri);
        }
        else if (isRedirected && !context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.Redirect(context.RedirectUri);
        }
        else
        {
            context.Response.StatusCode = status;
        }

        return Task.CompletedTask;
    }
}
