using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>
/// Rows that refer to rows of teams. A foreign key alone takes another team's key too: a task could be hung into another team's project
/// by whoever guesses its id, and would tell that it is there. Keys that are newly set are looked up among the team's own rows.
/// </summary>
internal static class TenantReferences
{
    /// <summary>What the context does not know itself: to be asked of the database, one query for each principal.</summary>
    /// <exception cref="OtherTeamException">A row refers to one of another team that the context has tracked.</exception>
    public static IReadOnlyList<TenantReference> Untracked(DbContext context)
    {
        var asked = new Dictionary<IKey, TenantReference>();
        Dictionary<(IEntityType, KeyValues), EntityEntry>? tracked = null;
        foreach (var entry in context.ChangeTracker.Entries())
        {
            if (entry.State is not (EntityState.Added or EntityState.Modified))
            {
                continue;
            }

            foreach (var key in entry.Metadata.GetForeignKeys())
            {
                if (key.IsOwnership || !TenantModel.IsOfTeam(key.PrincipalEntityType) || ValuesOf(entry, key) is not { } values)
                {
                    continue;
                }

                tracked ??= Tracked(context);
                if (!tracked.TryGetValue((key.PrincipalEntityType.GetRootType(), values), out var principal))
                {
                    (asked.TryGetValue(key.PrincipalKey, out var reference) ? reference : asked[key.PrincipalKey] = new TenantReference(key)).Keys.Add(values);
                }
                else if (principal.State != EntityState.Added && !Equals(principal.Property(nameof(ITenantEntity.TenantId)).CurrentValue, TenantContexts.RequiredTeam(context)))
                {
                    throw TenantReference.Refusal(key.PrincipalEntityType);
                }
            }
        }

        return [.. asked.Values];
    }

    /// <summary>Null when the key is not set, or is as it was.</summary>
    private static KeyValues? ValuesOf(EntityEntry entry, IForeignKey key)
    {
        var properties = key.Properties.Select(property => entry.Property(property.Name)).ToList();
        if (entry.State == EntityState.Modified && !properties.Any(property => property.IsModified))
        {
            return null;
        }

        var values = properties.Select(property => property.CurrentValue).ToArray();
        return values.Contains(null) ? null : new KeyValues(values!);
    }

    private static Dictionary<(IEntityType, KeyValues), EntityEntry> Tracked(DbContext context)
    {
        var tracked = new Dictionary<(IEntityType, KeyValues), EntityEntry>();
        foreach (var entry in context.ChangeTracker.Entries().Where(entry => entry.State != EntityState.Deleted && TenantModel.IsOfTeam(entry.Metadata)))
        {
            foreach (var key in entry.Metadata.GetKeys())
            {
                tracked[(entry.Metadata.GetRootType(), new KeyValues([.. key.Properties.Select(property => entry.Property(property.Name).CurrentValue!)]))] = entry;
            }
        }

        return tracked;
    }
}

/// <summary>The values of a key, equal when all of them are.</summary>
internal sealed class KeyValues(object[] values) : IEquatable<KeyValues>
{
    public object[] Values { get; } = values;

    public bool Equals(KeyValues? other) => other is not null && Values.SequenceEqual(other.Values);

    public override bool Equals(object? obj) => Equals(obj as KeyValues);

    public override int GetHashCode() => Values.Aggregate(0, HashCode.Combine);
}

/// <summary>Keys of one entity that must be rows of the current team.</summary>
internal sealed class TenantReference(IForeignKey foreignKey)
{
    private const int AtOnce = 500;

    private static readonly MethodInfo CountMethod = typeof(TenantReference).GetMethod(nameof(Rows), BindingFlags.Static | BindingFlags.NonPublic)!;

    public HashSet<KeyValues> Keys { get; } = [];

    public static OtherTeamException Refusal(IReadOnlyEntityType principal) =>
        new($"A row refers to one of {principal.DisplayName()} that the current team does not have: take the id from the team's own rows.");

    public void Check(DbContext context)
    {
        foreach (var keys in Keys.Chunk(AtOnce))
        {
            Compare(Query(context, keys).Count(), keys);
        }
    }

    public async Task CheckAsync(DbContext context, CancellationToken cancellationToken)
    {
        foreach (var keys in Keys.Chunk(AtOnce))
        {
            Compare(await Query(context, keys).CountAsync(cancellationToken), keys);
        }
    }

    private void Compare(int count, KeyValues[] keys)
    {
        if (count < keys.Length)
        {
            throw Refusal(foreignKey.PrincipalEntityType);
        }
    }

    private IQueryable<object> Query(DbContext context, KeyValues[] keys) =>
        (IQueryable<object>)CountMethod.MakeGenericMethod(foreignKey.PrincipalEntityType.ClrType).Invoke(null, [context, foreignKey.PrincipalKey, keys])!;

    /// <summary>The team's rows with these keys: the filter keeps others out.</summary>
    [AcrossTeams("The filter of the teams stays.")]
    private static IQueryable<T> Rows<T>(DbContext context, IKey key, KeyValues[] keys)
        where T : class
    {
        var row = Expression.Parameter(typeof(T), "row");
        Expression? isAny = null;
        if (key.Properties is [var only])
        {
            var values = Array.CreateInstance(only.ClrType, keys.Length);
            for (var i = 0; i < keys.Length; i++)
            {
                values.SetValue(keys[i].Values[0], i);
            }

            // Held by an object, so that the values are a parameter and the query is compiled once.
            var holder = Expression.Field(Expression.Constant(new Holder { Values = values }), nameof(Holder.Values));
            isAny = Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [only.ClrType], Expression.Convert(holder, only.ClrType.MakeArrayType()), Property(row, only));
        }
        else
        {
            foreach (var one in keys)
            {
                var isOne = key.Properties.Select((property, i) => (Expression)Expression.Equal(Property(row, property), Expression.Constant(one.Values[i], property.ClrType))).Aggregate(Expression.AndAlso);
                isAny = isAny is null ? isOne : Expression.OrElse(isAny, isOne);
            }
        }

        // A row that a filter of the application hides, such as a deleted one, is the team's nevertheless.
        var others = context.Model.FindEntityType(typeof(T))!.GetRootType().GetDeclaredQueryFilters().Select(filter => filter.Key).OfType<string>().Where(name => name != TenantModel.Filter).ToList();
        return context.Set<T>().AsNoTracking().IgnoreQueryFilters(others).Where(Expression.Lambda<Func<T, bool>>(isAny!, row));
    }

    private static MethodCallExpression Property(Expression row, IReadOnlyProperty property) =>
        Expression.Call(typeof(EF), nameof(EF.Property), [property.ClrType], row, Expression.Constant(property.Name));

    private sealed class Holder
    {
        public Array Values = null!;
    }
}
