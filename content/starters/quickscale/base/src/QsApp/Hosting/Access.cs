using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace QsApp.Hosting;

/// <summary>
/// The policy for what is not for every visitor: <c>[Authorize(Access.Members)]</c> on a page, <c>RequireAuthorization(Access.Members)</c>
/// on endpoints. With a module that signs people in, those pass who are signed in. Without one there is nobody to tell apart: whoever
/// develops passes, and a deployed instance refuses everybody.
/// </summary>
public static class Access
{
    public const string Members = "Members";

    public static void AddAccess(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddAuthorizationBuilder().AddPolicy(Members, policy => policy.AddRequirements(new Membership()));
        builder.Services.AddSingleton<IAuthorizationHandler, MembershipHandler>();
        // The module core brings the same, for its own policies.
        builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, Refusal>();
    }

    /// <summary>Whether there is a way to sign in.</summary>
    private static async Task<bool> HasAccountsAsync(IServiceProvider services) =>
        services.GetService<IAuthenticationSchemeProvider>() is { } schemes && await schemes.GetDefaultChallengeSchemeAsync() is not null;

    private sealed class Membership : IAuthorizationRequirement;

    private sealed class MembershipHandler(IServiceProvider services, IHostEnvironment environment) : AuthorizationHandler<Membership>
    {
        protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, Membership requirement)
        {
            if (context.User.Identity?.IsAuthenticated == true || (!environment.IsDeployed() && !await HasAccountsAsync(services)))
            {
                context.Succeed(requirement);
            }
        }
    }

    /// <summary>Answers 403 where the framework would look for a way to sign in, find none and fail with 500.</summary>
    private sealed class Refusal : IAuthorizationMiddlewareResultHandler
    {
        private readonly AuthorizationMiddlewareResultHandler _framework = new();

        public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
        {
            if (authorizeResult.Succeeded || policy.AuthenticationSchemes.Count > 0 || await HasAccountsAsync(context.RequestServices))
            {
                await _framework.HandleAsync(next, context, policy, authorizeResult);
            }
            else
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
            }
        }
    }
}
