using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace QuickScale.Modules.Core;

/// <summary>
/// Answers 403 to what a policy refuses while no module signs people in: the framework would look for a sign-in scheme, find
/// none and fail with 500. With a scheme, everything is as the framework does it.
/// </summary>
internal sealed class RefusalWithoutSignIn : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _framework = new();

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        var schemes = context.RequestServices.GetService<IAuthenticationSchemeProvider>();
        var isAnswerable = policy.AuthenticationSchemes.Count > 0 || (schemes is not null && await schemes.GetDefaultChallengeSchemeAsync() is not null);
        if (authorizeResult.Succeeded || isAnswerable)
        {
            await _framework.HandleAsync(next, context, policy, authorizeResult);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
        }
    }
}
