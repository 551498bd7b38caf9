using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace QuickScale.Modules.Teams;

/// <summary>
/// On a page or an endpoint: only for members of the team whose role has the permission. Others of the team get 403; for those who
/// are not in it there is no such address (404).
/// </summary>
/// <param name="permission">As in <see cref="Permissions"/>, or one that another module registers.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequirePermissionAttribute(string permission) : AuthorizeAttribute, IAuthorizationRequirementData
{
    public string Permission { get; } = permission;

    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [new PermissionRequirement(Permission)];
}

public static class PermissionEndpoints
{
    /// <summary>Only for members whose role has the permission, as <see cref="RequirePermissionAttribute"/> on a page.</summary>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder endpoint, string permission)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentException.ThrowIfNullOrEmpty(permission);
        endpoint.Add(builder => builder.Metadata.Add(new RequirePermissionAttribute(permission)));
        return endpoint;
    }
}

/// <summary>That the signed-in user may do something in the team that is named; for a policy of one's own.</summary>
public sealed record PermissionRequirement(string Permission) : IAuthorizationRequirement;

internal sealed class PermissionHandler(IServiceProvider services) : AuthorizationHandler<PermissionRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
    {
        if (services.GetRequiredService<ICurrentTeam>().Has(requirement.Permission))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
