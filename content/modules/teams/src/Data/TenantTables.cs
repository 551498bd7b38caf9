using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>
/// All tables with rows of teams, the application's own included, for what is done to a whole team: its copy and its purge. This reads
/// past the filter of the current team, and names the team in every statement.
/// </summary>
[AcrossTeams("Each statement names the team whose copy or purge it is.")]
internal static class TenantTables
{
    private static readonly MethodInfo DeleteMethod = typeof(TenantTables).GetMethod(nameof(DeleteRowsAsync), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly MethodInfo ReadMethod = typeof(TenantTables).GetMethod(nameof(ReadRowsAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>The entities, those first that refer to others: in this order their rows can be deleted.</summary>
    public static IReadOnlyList<IEntityType> Of(IModel model)
    {
        var rest = model.GetEntityTypes()
            .Where(entity => !entity.IsOwned() && entity.BaseType is null && typeof(ITenantEntity).IsAssignableFrom(entity.ClrType))
            .OrderBy(entity => entity.Name, StringComparer.Ordinal).ToList();
        var ordered = new List<IEntityType>();
        while (rest.Count > 0)
        {
            // Where they refer to each other in a circle, the database decides.
            var next = rest.FirstOrDefault(entity => !rest.Any(other => other != entity && other.GetForeignKeys().Any(key => key.PrincipalEntityType == entity))) ?? rest[0];
            ordered.Add(next);
            rest.Remove(next);
        }

        return ordered;
    }

    /// <summary>Deletes a team's rows of one table.</summary>
    public static Task<int> DeleteAsync(DbContext context, IEntityType entity, Guid teamId, CancellationToken cancellationToken) =>
        (Task<int>)DeleteMethod.MakeGenericMethod(entity.ClrType).Invoke(null, [context, teamId, cancellationToken])!;

    /// <summary>A team's rows of one table as names and values, as the columns have them.</summary>
    public static Task<List<Dictionary<string, object?>>> ReadAsync(DbContext context, IEntityType entity, Guid teamId, CancellationToken cancellationToken) =>
        (Task<List<Dictionary<string, object?>>>)ReadMethod.MakeGenericMethod(entity.ClrType).Invoke(null, [context, entity, teamId, cancellationToken])!;

    private static Task<int> DeleteRowsAsync<T>(DbContext context, Guid teamId, CancellationToken cancellationToken)
        where T : class, ITenantEntity => context.Set<T>().IgnoreQueryFilters([TenantModel.Filter]).Where(one => one.TenantId == teamId).ExecuteDeleteAsync(cancellationToken);

    private static async Task<List<Dictionary<string, object?>>> ReadRowsAsync<T>(DbContext context, IEntityType entity, Guid teamId, CancellationToken cancellationToken)
        where T : class, ITenantEntity
    {
        var properties = entity.GetProperties().Where(property => !property.IsShadowProperty() && !property.IsConcurrencyToken).ToList();
        var rows = await context.Set<T>().IgnoreQueryFilters([TenantModel.Filter]).AsNoTracking().Where(one => one.TenantId == teamId).ToListAsync(cancellationToken);
        return [.. rows.Select(row => properties.ToDictionary(property => property.Name, property => property.GetGetter().GetClrValue(row)))];
    }
}
