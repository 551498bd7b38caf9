using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>
/// Lets only those in whose plan has a feature: <c>[RequiresFeature("api")]</c> on a page, a controller or an endpoint. Whoever may only look after a payment has
/// failed can read with it, and change nothing.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RequiresFeatureAttribute(string feature) : AuthorizeAttribute, IAuthorizationRequirementData
{
    public string Feature { get; } = feature;

    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [new FeatureRequirement(Feature)];
}

internal sealed record FeatureRequirement(string Feature) : IAuthorizationRequirement;

internal sealed class FeatureHandler(Entitlements entitlements, IAccountOwner owners, IHttpContextAccessor accessor, TimeProvider time) : AuthorizationHandler<FeatureRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, FeatureRequirement requirement)
    {
        if (await owners.CurrentAsync(CancellationToken.None) is not { } owner)
        {
            return;
        }

        var entitlement = await entitlements.OfAsync(owner, CancellationToken.None);
        var method = accessor.HttpContext?.Request.Method;
        var onlyReads = method is not null && (HttpMethods.IsGet(method) || HttpMethods.IsHead(method));
        if (entitlement.Has(requirement.Feature, time.GetUtcNow().UtcDateTime) && (onlyReads || entitlement.Access.Level != AccessLevel.ReadOnly || entitlement.Owns(requirement.Feature)))
        {
            context.Succeed(requirement);
        }
    }
}
