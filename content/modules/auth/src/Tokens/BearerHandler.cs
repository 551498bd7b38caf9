using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Auth;

/// <summary>Takes the access token of an API client (RFC 6750). It names a session, which is asked for as that of a cookie is.</summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, TokenSeals seals, SessionCheck check)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "auth-bearer";

    private const string Prefix = "Bearer ";

    public static bool IsAsked(HttpRequest request) => request.Headers.Authorization.ToString().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!IsAsked(Request))
        {
            return AuthenticateResult.NoResult();
        }

        var token = Request.Headers.Authorization.ToString()[Prefix.Length..].Trim();
        return seals.OpenAccess(token) is { } session && await check.FindAsync(session, Context.RequestAborted) is { } state
            ? AuthenticateResult.Success(new AuthenticationTicket(state.Principal(Scheme.Name), Scheme.Name))
            : AuthenticateResult.Fail("The access token is not good any more.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        return Task.CompletedTask;
    }
}
