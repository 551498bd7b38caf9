using Microsoft.AspNetCore.Builder;

namespace QuickScale.Modules.Teams;

/// <summary>
/// On a page or an endpoint: members reach it while their team is suspended too, such as billing and the export (T15). Without it they
/// are told why the team is suspended.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class ReachableWhileSuspendedAttribute : Attribute;

/// <summary>On a page or an endpoint: members reach it while their team waits to be purged, to restore it or to take a copy (T13).</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class ReachableWhileDeletedAttribute : Attribute;

public static class ReachableEndpoints
{
    /// <inheritdoc cref="ReachableWhileSuspendedAttribute"/>
    public static TBuilder ReachableWhileSuspended<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.Add(builder => builder.Metadata.Add(new ReachableWhileSuspendedAttribute()));
        return endpoint;
    }

    /// <inheritdoc cref="ReachableWhileDeletedAttribute"/>
    public static TBuilder ReachableWhileDeleted<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.Add(builder => builder.Metadata.Add(new ReachableWhileDeletedAttribute()));
        return endpoint;
    }
}
