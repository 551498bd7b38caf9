using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace QuickScale.Modules.Teams;

/// <summary>
/// Knows which scope, and so which team, a database context belongs to. A context of a pool goes from scope to scope: it is bound anew
/// each time it is given out, which the options of a context, made once, cannot tell.
/// </summary>
internal static class TenantContexts
{
    private static readonly ConditionalWeakTable<DbContext, CurrentTeam> Scopes = [];

    /// <summary>Has every context that a scope resolves be bound to the team of that scope.</summary>
    public static void BindToScopes<TContext>(this IServiceCollection services)
        where TContext : DbContext
    {
        var given = services.LastOrDefault(service => service.ServiceType == typeof(TContext) && !service.IsKeyedService)
            ?? throw new InvalidOperationException($"Register {typeof(TContext).Name} before the modules, so that its rows can be kept to the current team.");
        services.Remove(given);
        services.Add(ServiceDescriptor.Describe(
            typeof(TContext),
            scope =>
            {
                var context = (TContext)(given.ImplementationFactory?.Invoke(scope) ?? ActivatorUtilities.CreateInstance(scope, given.ImplementationType!));
                Scopes.AddOrUpdate(context, scope.GetRequiredService<CurrentTeam>());
                return context;
            },
            given.Lifetime));
    }

    /// <summary>Null for a context that no scope has made.</summary>
    public static CurrentTeam? Find(DbContext context) => Scopes.TryGetValue(context, out var team) ? team : null;

    /// <exception cref="NoTeamException">The context acts in no team.</exception>
    public static Guid RequiredTeam(DbContext context) =>
        Find(context) is { } team ? team.Required : throw new NoTeamException("This context was made outside of a scope, so that no team is known: take it from the services of a request or of TenantRunner.");
}
