using System.Collections;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>
/// All tables with rows of teams, the application's own included, for what is done to a whole team: its copy and its purge. This reads
/// past the filter of the current team, and past the application's own, which hide rows that are the team's nevertheless, and names the
/// team in every statement.
/// </summary>
[AcrossTeams("Each statement names the team whose copy or purge it is.")]
internal static class TenantTables
{
    private const BindingFlags Own = BindingFlags.NonPublic | BindingFlags.Static;

    private static readonly MethodInfo DeleteMethod = typeof(TenantTables).GetMethod(nameof(DeleteRowsAsync), Own)!;
    private static readonly MethodInfo DeleteJoinsMethod = typeof(TenantTables).GetMethod(nameof(DeleteJoinRowsAsync), Own)!;
    private static readonly MethodInfo ClearMethod = typeof(TenantTables).GetMethod(nameof(ClearRowsAsync), Own)!;
    private static readonly MethodInfo ReadMethod = typeof(TenantTables).GetMethod(nameof(ReadRowsAsync), Own)!;
    private static readonly MethodInfo ReadJoinsMethod = typeof(TenantTables).GetMethod(nameof(ReadJoinRowsAsync), Own)!;

    /// <summary>The entities, those first that refer to others: in this order their rows can be deleted.</summary>
    public static IReadOnlyList<IEntityType> Of(IModel model)
    {
        var rest = Roots(model).ToList();
        var references = References(model);
        var loose = Loose(model);
        var ordered = new List<IEntityType>();
        while (rest.Count > 0)
        {
            // Where they refer to each other in a circle of required references, the database decides.
            var next = rest.FirstOrDefault(entity => !rest.Any(other => other != entity && references[other].Any(key => !loose.Contains(key) && key.PrincipalEntityType.GetRootType() == entity))) ?? rest[0];
            ordered.Add(next);
            rest.Remove(next);
        }

        return ordered;
    }

    /// <summary>Deletes a team's rows of one table, and first what would keep them: their rows in tables of many-to-many relations, and references in a circle.</summary>
    public static async Task<int> DeleteAsync(DbContext context, IEntityType entity, Guid teamId, CancellationToken cancellationToken)
    {
        if (entity.GetDerivedTypesInclusive().All(one => one.GetTableName() is null))
        {
            return 0; // A view shows rows of tables, which are deleted there.
        }

        foreach (var key in Joins(context.Model).SelectMany(join => join.GetForeignKeys()).Where(key => key.PrincipalEntityType.GetRootType() == entity))
        {
            await (Task)DeleteJoinsMethod.MakeGenericMethod(key.DeclaringEntityType.ClrType, key.PrincipalEntityType.ClrType).Invoke(null, [context, key, teamId, cancellationToken])!;
        }

        foreach (var key in Loose(context.Model).Where(key => key.PrincipalEntityType.GetRootType() == entity))
        {
            foreach (var property in key.Properties.Where(MayBeCleared))
            {
                await (Task)ClearMethod.MakeGenericMethod(key.DeclaringEntityType.ClrType, property.ClrType).Invoke(null, [context, property.Name, teamId, cancellationToken])!;
            }
        }

        return await (Task<int>)DeleteMethod.MakeGenericMethod(entity.ClrType).Invoke(null, [context, teamId, cancellationToken])!;
    }

    /// <summary>A team's rows of one table as names and values, with all that they own.</summary>
    public static Task<List<Dictionary<string, object?>>> ReadAsync(DbContext context, IEntityType entity, Guid teamId, CancellationToken cancellationToken) =>
        (Task<List<Dictionary<string, object?>>>)ReadMethod.MakeGenericMethod(entity.ClrType).Invoke(null, [context, teamId, cancellationToken])!;

    /// <summary>The rows of a many-to-many relation that join rows of a team.</summary>
    public static Task<List<Dictionary<string, object?>>> ReadJoinsAsync(DbContext context, IEntityType join, Guid teamId, CancellationToken cancellationToken)
    {
        var key = join.GetForeignKeys().First(key => TenantModel.IsOfTeam(key.PrincipalEntityType));
        return (Task<List<Dictionary<string, object?>>>)ReadJoinsMethod.MakeGenericMethod(join.ClrType, key.PrincipalEntityType.ClrType).Invoke(null, [context, key, teamId, cancellationToken])!;
    }

    /// <summary>The tables of many-to-many relations without a class of their own: their rows belong to those that they join.</summary>
    public static IEnumerable<IEntityType> Joins(IModel model) => model.GetEntityTypes()
        .SelectMany(entity => entity.GetDeclaredSkipNavigations()).Select(end => end.JoinEntityType).Distinct()
        .Where(join => !TenantModel.IsOfTeam(join) && join.GetForeignKeys().Any(key => TenantModel.IsOfTeam(key.PrincipalEntityType)))
        .OrderBy(join => join.Name, StringComparer.Ordinal);

    private static Task<int> DeleteRowsAsync<T>(DbContext context, Guid teamId, CancellationToken cancellationToken)
        where T : class, ITenantEntity => context.Set<T>().IgnoreQueryFilters().Where(one => one.TenantId == teamId).ExecuteDeleteAsync(cancellationToken);

    private static Task<int> DeleteJoinRowsAsync<TJoin, TPrincipal>(DbContext context, IForeignKey key, Guid teamId, CancellationToken cancellationToken)
        where TJoin : class
        where TPrincipal : class, ITenantEntity => JoinRows<TJoin, TPrincipal>(context, key, teamId).ExecuteDeleteAsync(cancellationToken);

    private static Task<int> ClearRowsAsync<T, TProperty>(DbContext context, string property, Guid teamId, CancellationToken cancellationToken)
        where T : class, ITenantEntity => context.Set<T>().IgnoreQueryFilters().Where(one => one.TenantId == teamId)
            .ExecuteUpdateAsync(change => change.SetProperty(one => EF.Property<TProperty>(one, property), default(TProperty)!), cancellationToken);

    private static Task<List<Dictionary<string, object?>>> ReadRowsAsync<T>(DbContext context, Guid teamId, CancellationToken cancellationToken)
        where T : class, ITenantEntity => ReadAsync(context, context.Set<T>().IgnoreQueryFilters().Where(one => one.TenantId == teamId), cancellationToken);

    private static Task<List<Dictionary<string, object?>>> ReadJoinRowsAsync<TJoin, TPrincipal>(DbContext context, IForeignKey key, Guid teamId, CancellationToken cancellationToken)
        where TJoin : class
        where TPrincipal : class, ITenantEntity => ReadAsync(context, JoinRows<TJoin, TPrincipal>(context, key, teamId), cancellationToken);

    private static async Task<List<Dictionary<string, object?>>> ReadAsync<T>(DbContext context, IQueryable<T> query, CancellationToken cancellationToken)
        where T : class
    {
        if (context.Model.FindEntityType(typeof(T)) is { } entity && entity.FindPrimaryKey() is null)
        {
            return [.. (await query.ToListAsync(cancellationToken)).Select(row => ValuesOf(entity, row))];
        }

        // Values without a property, such as foreign keys and what tells derived types apart, are with the tracked entity alone.
        var known = context.ChangeTracker.Entries().Select(entry => entry.Entity).ToHashSet(ReferenceEqualityComparer.Instance);
        var rows = await query.AsTracking().ToListAsync(cancellationToken);
        List<Dictionary<string, object?>> values = [.. rows.Select(row => ValuesOf(context.Entry(row)))];
        foreach (var entry in context.ChangeTracker.Entries().Where(entry => !known.Contains(entry.Entity)).ToList())
        {
            entry.State = EntityState.Detached;
        }

        return values;
    }

    private static Dictionary<string, object?> ValuesOf(EntityEntry entry)
    {
        var values = new Dictionary<string, object?>();
        foreach (var property in entry.Metadata.GetProperties().Where(property => IsSaid(property, entry.Metadata)))
        {
            values[property.Name] = entry.Property(property).CurrentValue;
        }

        AddComplex(values, entry.Metadata, entry.Entity);
        foreach (var navigation in entry.Metadata.GetNavigations().Where(navigation => navigation.ForeignKey.IsOwnership && !navigation.IsOnDependent))
        {
            values[navigation.Name] = entry.Navigation(navigation) switch
            {
                ReferenceEntry one => one.TargetEntry is { } owned ? ValuesOf(owned) : null,
                CollectionEntry all => all.CurrentValue?.Cast<object>().Select(one => ValuesOf(all.FindEntry(one)!)).ToList(),
                _ => null,
            };
        }

        return values;
    }

    /// <summary>Without the tracker: what has no key, and complex values.</summary>
    private static Dictionary<string, object?> ValuesOf(ITypeBase type, object value)
    {
        var values = type.GetProperties().Where(property => !property.IsShadowProperty() && IsSaid(property, type)).ToDictionary(property => property.Name, property => property.GetGetter().GetClrValue(value));
        AddComplex(values, type, value);
        return values;
    }

    private static void AddComplex(Dictionary<string, object?> values, ITypeBase type, object container)
    {
        foreach (var property in type.GetComplexProperties().Where(property => !property.IsShadowProperty()))
        {
            var value = property.GetGetter().GetClrValue(container);
            values[property.Name] = value is null ? null
                : property.IsCollection ? ((IEnumerable)value).Cast<object?>().Select(one => one is null ? null : ValuesOf(property.ComplexType, one)).ToList()
                : ValuesOf(property.ComplexType, value);
        }
    }

    /// <summary>Not the team, which is the same for all, nor what the database counts by itself, nor keys that EF has made up for what is owned.</summary>
    private static bool IsSaid(IReadOnlyProperty property, IReadOnlyTypeBase type) =>
        property.Name != nameof(ITenantEntity.TenantId)
        && !(property.IsConcurrencyToken && property.ValueGenerated == ValueGenerated.OnAddOrUpdate)
        && !(type is IReadOnlyEntityType entity && entity.IsOwned() && property.IsShadowProperty() && property.IsKey());

    private static IEnumerable<IEntityType> Roots(IModel model) => model.GetEntityTypes()
        .Where(entity => entity.BaseType is null && TenantModel.IsOfTeam(entity))
        .OrderBy(entity => entity.Name, StringComparer.Ordinal);

    /// <summary>The rows that join rows of a team, by one of their two keys.</summary>
    private static IQueryable<TJoin> JoinRows<TJoin, TPrincipal>(DbContext context, IForeignKey key, Guid teamId)
        where TJoin : class
        where TPrincipal : class, ITenantEntity
    {
        var principals = context.Set<TPrincipal>().IgnoreQueryFilters().Where(one => one.TenantId == teamId);
        var (row, principal) = (Expression.Parameter(typeof(TJoin), "row"), Expression.Parameter(typeof(TPrincipal), "principal"));
        var isSame = key.Properties.Zip(key.PrincipalKey.Properties, (one, other) => (Expression)Expression.Equal(Property(row, one), Property(principal, other))).Aggregate(Expression.AndAlso);
        var isAny = Expression.Call(typeof(Queryable), nameof(Queryable.Any), [typeof(TPrincipal)], principals.Expression, Expression.Quote(Expression.Lambda(isSame, principal)));
        return context.Set<TJoin>(key.DeclaringEntityType.Name).IgnoreQueryFilters().Where(Expression.Lambda<Func<TJoin, bool>>(isAny, row));
    }

    private static MethodCallExpression Property(Expression row, IReadOnlyProperty property) =>
        Expression.Call(typeof(EF), nameof(EF.Property), [property.ClrType], row, Expression.Constant(property.Name));

    /// <summary>The foreign keys of each entity, those of the types that derive from it and of what it owns too.</summary>
    private static Dictionary<IEntityType, List<IForeignKey>> References(IModel model)
    {
        var references = Roots(model).ToDictionary(entity => entity, _ => new List<IForeignKey>());
        foreach (var entity in model.GetEntityTypes())
        {
            var owner = entity;
            while (owner.FindOwnership() is { } ownership)
            {
                owner = ownership.PrincipalEntityType;
            }

            if (references.TryGetValue(owner.GetRootType(), out var keys))
            {
                keys.AddRange(entity.GetDeclaredForeignKeys().Where(key => !key.IsOwnership));
            }
        }

        return references;
    }

    /// <summary>
    /// Optional references inside a circle, such as a project's first board, which has a project: no order of deletion suits all of them,
    /// and so they are cleared first.
    /// </summary>
    private static HashSet<IForeignKey> Loose(IModel model)
    {
        var references = References(model);
        return [.. references.SelectMany(one => one.Value.Where(key => !key.DeclaringEntityType.IsOwned() && key.Properties.Any(MayBeCleared) && Reaches(key.PrincipalEntityType.GetRootType(), one.Key, [])))];

        bool Reaches(IEntityType from, IEntityType to, HashSet<IEntityType> seen) =>
            from == to || (seen.Add(from) && references.TryGetValue(from, out var keys) && keys.Any(key => Reaches(key.PrincipalEntityType.GetRootType(), to, seen)));
    }

    private static bool MayBeCleared(IReadOnlyProperty property) => property.IsNullable && !property.IsKey();
}
