using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>
/// Keeps queries to the current team (T1), in the model of the running application alone: contexts of migrations are made without it,
/// so that no migration changes by it. It comes with the options of the context, and the application's context knows nothing of it.
/// </summary>
internal static class TenantModel
{
    /// <summary>Name of the filter, for <c>IgnoreQueryFilters</c> by name.</summary>
    public const string Filter = "QuickScale.Teams";

    /// <summary>Name under which a filter of the application without one goes on beside it: EF takes either one without a name, or named ones.</summary>
    public const string ApplicationsFilter = "QuickScale.Teams.Application";

    public static void KeepToTeams(this DbContextOptionsBuilder options) =>
        ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(new Extension());

    /// <summary>
    /// Filters every entity of a team, and has each update and deletion ask for the team too: an entity that was put together by hand
    /// with another team's key then meets no row.
    /// </summary>
    public static void Apply(IMutableModel model)
    {
        foreach (var entity in model.GetEntityTypes().Where(IsOfTeam))
        {
            if (entity.FindProperty(nameof(ITenantEntity.TenantId)) is not { } tenant)
            {
                continue; // The check of the entities says so.
            }

            tenant.IsConcurrencyToken = true;
            if (entity.BaseType is null)
            {
                AddFilter(entity);
            }
        }
    }

    /// <summary>Whether an entity says by its mark that it belongs to a team. What it owns belongs to the team with it.</summary>
    public static bool IsOfTeam(IReadOnlyEntityType entity) => typeof(ITenantEntity).IsAssignableFrom(entity.ClrType) && !entity.IsOwned();

    private static void AddFilter(IMutableEntityType entity)
    {
        if (entity.FindDeclaredQueryFilter(null) is { Expression: { } own })
        {
            entity.SetQueryFilter((LambdaExpression?)null);
            entity.SetQueryFilter(ApplicationsFilter, own);
        }

        // A constant of a context stands for whichever context runs the query, so that its team is a parameter of the query.
        var row = Expression.Parameter(entity.ClrType, "row");
        var team = Expression.Call(typeof(TenantContexts), nameof(TenantContexts.RequiredTeam), null, Expression.Constant(null, typeof(DbContext)));
        var isOfTeam = Expression.Equal(Expression.Property(row, nameof(ITenantEntity.TenantId)), team);
        entity.SetQueryFilter(Filter, Expression.Lambda(isOfTeam, row));
    }

    private sealed class Conventions : IConventionSetPlugin
    {
        public ConventionSet ModifyConventions(ConventionSet conventionSet)
        {
            conventionSet.ModelFinalizingConventions.Add(new AtTheEnd());
            return conventionSet;
        }
    }

    private sealed class AtTheEnd : IModelFinalizingConvention
    {
        public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context) =>
            Apply((IMutableModel)modelBuilder.Metadata);
    }

    private sealed class Extension : IDbContextOptionsExtension
    {
        public DbContextOptionsExtensionInfo Info => new ExtensionInfo(this);

        public void ApplyServices(IServiceCollection services) => new EntityFrameworkServicesBuilder(services).TryAdd<IConventionSetPlugin, Conventions>();

        public void Validate(IDbContextOptions options)
        {
        }

        /// <summary>Part of what EF tells models apart by: a context with it and one without never share one.</summary>
        private sealed class ExtensionInfo(IDbContextOptionsExtension extension) : DbContextOptionsExtensionInfo(extension)
        {
            public override bool IsDatabaseProvider => false;

            public override string LogFragment => "kept to teams ";

            public override int GetServiceProviderHashCode() => typeof(Extension).GetHashCode();

            public override bool ShouldUseSameServiceProvider(DbContextOptionsExtensionInfo other) => other is ExtensionInfo;

            public override void PopulateDebugInfo(IDictionary<string, string> debugInfo) => debugInfo["QuickScale:Teams"] = "1";
        }
    }
}
