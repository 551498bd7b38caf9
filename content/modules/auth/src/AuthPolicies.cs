using Microsoft.AspNetCore.Authorization;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>Names of this module's authorization policies. All are answered from claims.</summary>
public static class AuthPolicies
{
    public const string SignedIn = "SignedIn";
    public const string SignedOut = "SignedOut";
}

/// <summary>Grants core's policy <see cref="PlatformAdmin"/> to administrators, from the claim that each request reads anew.</summary>
internal sealed class PlatformAdminGrant : AuthorizationHandler<PlatformAdmin>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PlatformAdmin requirement)
    {
        if (context.User.HasClaim(AuthClaims.PlatformAdmin, "true"))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
