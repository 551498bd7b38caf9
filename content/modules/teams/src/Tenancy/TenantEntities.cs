using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>
/// Whose rows are whose: every entity of the application, and of modules that require this one, says that it belongs to a team or that
/// it is the same for all. Entities of modules below this one know no teams and are the same for all.
/// </summary>
public sealed class TenantEntities
{
    internal const string UniqueAcrossTeams = "QuickScale:Teams:UniqueAcrossTeams";

    /// <summary>The starter's own table, which any generated project has; it knows no modules, and so no marks.</summary>
    private static readonly string[] TablesOfTheStarter = ["data_protection_keys"];

    /// <summary>A name of the options under which they are made without being checked.</summary>
    internal const string Unchecked = "unchecked";

    /// <summary>Entities that cannot be marked and are the same for all.</summary>
    internal HashSet<Type> Global { get; } = [];

    /// <summary>What must be put right before teams are kept apart, a sentence each; empty when all is well.</summary>
    /// <param name="services">The application's services.</param>
    public static IReadOnlyList<string> Findings(IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        using var scope = services.CreateScope();
        var model = scope.ServiceProvider.GetRequiredService<ModuleDb>().Context.Model;
        return Findings(model, services.GetRequiredService<IReadOnlyList<IModule>>(), services.GetRequiredService<IOptionsFactory<TenantEntities>>().Create(Unchecked));
    }

    /// <summary>The entities whose rows belong to teams, this module's own too.</summary>
    /// <param name="services">Those of a scope.</param>
    public static IReadOnlyList<IEntityType> OfTeams(IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return [.. services.GetRequiredService<ModuleDb>().Context.Model.GetEntityTypes().Where(TenantModel.IsOfTeam)];
    }

    internal static IReadOnlyList<string> Findings(IModel model, IReadOnlyList<IModule> modules, TenantEntities options)
    {
        var known = modules.Select(module => module.GetType().Assembly).Where(assembly => !RequiresTeams(assembly)).ToHashSet();
        var global = options.Global;
        var joins = model.GetEntityTypes().SelectMany(entity => entity.GetDeclaredSkipNavigations()).Select(end => end.JoinEntityType).ToHashSet();
        var checkedOnes = model.GetEntityTypes().Where(entity =>
            !entity.IsOwned() && !known.Contains(entity.ClrType.Assembly) && !global.Contains(entity.ClrType) && !TablesOfTheStarter.Contains(entity.GetTableName())).ToList();
        return [.. checkedOnes.SelectMany(entity => MarkOf(entity, joins)), .. checkedOnes.Where(TenantModel.IsOfTeam).SelectMany(KeysOf)];
    }

    /// <summary>A module names what it requires in its project file; whoever uses a type of this module does require it.</summary>
    private static bool RequiresTeams(Assembly module) =>
        module.GetReferencedAssemblies().Any(reference => reference.Name == typeof(TeamsModule).Assembly.GetName().Name);

    private static IEnumerable<string> MarkOf(IEntityType entity, HashSet<IEntityType> joins)
    {
        var name = entity.DisplayName();
        if (entity.HasSharedClrType)
        {
            // The table of a many-to-many relation belongs to its two ends, which are reached through it alone.
            return joins.Contains(entity) ? [] : [$"{name} has no class that could say whose its rows are: map it to a class, and let that implement ITenantEntity or IGlobalEntity."];
        }

        return (TenantModel.IsOfTeam(entity), typeof(IGlobalEntity).IsAssignableFrom(entity.ClrType)) switch
        {
            (false, false) => [$"{name} does not say whose its rows are: let the class implement ITenantEntity (each row belongs to one team) or IGlobalEntity (all teams share them), both of QuickScale.Modules.Core; for the class of a library call services.AddGlobalEntity<{entity.ClrType.Name}>()."],
            (true, true) => [$"{name} is both ITenantEntity and IGlobalEntity: keep the one that is true."],
            (true, false) when !TenantModel.IsOfTeam(entity.GetRootType()) => [$"{name} belongs to a team and {entity.GetRootType().DisplayName()}, whose table it shares, does not: move ITenantEntity there."],
            (true, false) when entity.FindProperty(nameof(ITenantEntity.TenantId)) is null => [$"{name}.TenantId is not mapped: map it, as a public property, to a column."],
            (true, false) when HasSeveralTables(entity) => [$"A row of {name} lies in several tables, or shares its own with another entity, so that the rows of a team cannot be deleted at once: map it, and what derives from it, to one table of its own (UseTphMappingStrategy)."],
            _ => [],
        };
    }

    /// <summary>What EF refuses to delete from: a hierarchy of a table for each type, an entity that is split, and two that share a table.</summary>
    private static bool HasSeveralTables(IEntityType entity)
    {
        var tables = entity.GetTableMappings().Select(mapping => mapping.Table).Distinct().ToList();
        return entity.GetMappingStrategy() is RelationalAnnotationNames.TptMappingStrategy or RelationalAnnotationNames.TpcMappingStrategy
            || tables.Count > 1
            || tables.Any(table => table.EntityTypeMappings.Any(mapping => mapping.TypeBase is IEntityType other && !other.IsOwned() && other.GetRootType() != entity.GetRootType()));
    }

    /// <summary>
    /// A value that must be unique among all teams tells each of them which values others have, and a list without an index of the
    /// team reads the rows of all.
    /// </summary>
    private static IEnumerable<string> KeysOf(IEntityType entity)
    {
        var name = entity.DisplayName();
        var keys = entity.GetDeclaredKeys().Select(key => (key.Properties, IsMeant: key.Properties.All(IsMadeUp) || key.Properties.Any(property => property.IsForeignKey()), Word: "key"));
        var indexes = entity.GetDeclaredIndexes().Where(index => index.IsUnique)
            .Select(index => (index.Properties, IsMeant: index.FindAnnotation(UniqueAcrossTeams) is not null || index.Properties.Any(IsKeyOfTeams), Word: "unique index"));
        foreach (var (properties, isMeant, word) in keys.Concat(indexes))
        {
            if (!isMeant && properties.All(property => property.Name != nameof(ITenantEntity.TenantId)))
            {
                yield return $"The {word} of {name} on {string.Join(", ", properties.Select(property => property.Name))} is unique across teams, so that one team learns what another has: begin it with TenantId"
                    + (word == "key" ? "." : ", or say IsUniqueAcrossTeams() where that is meant.");
            }
        }

        var begins = entity.GetIndexes().Select(index => index.Properties[0]).Concat(entity.GetKeys().Select(key => key.Properties[0]));
        if (entity.BaseType is null && entity.FindPrimaryKey() is not null && begins.All(property => property.Name != nameof(ITenantEntity.TenantId)))
        {
            yield return $"{name} has no index that begins with TenantId, so that each list reads the rows of all teams: add builder.HasIndex(row => row.TenantId), or one with the columns that lists are sorted by after it.";
        }
    }

    /// <summary>Whether nobody chooses the value.</summary>
    private static bool IsMadeUp(IReadOnlyProperty property) =>
        property.ClrType == typeof(Guid) || property.ValueGenerated == ValueGenerated.OnAdd || property.Name == nameof(ITenantEntity.TenantId);

    /// <summary>A one-to-one relation to a row of the same team.</summary>
    private static bool IsKeyOfTeams(IReadOnlyProperty property) => property.GetContainingForeignKeys().Any(key => TenantModel.IsOfTeam(key.PrincipalEntityType));
}

public static class TenantIndexes
{
    /// <summary>Says of a unique index of a team's entity that its values are meant to be unique among all teams, such as domains.</summary>
    public static IndexBuilder<T> IsUniqueAcrossTeams<T>(this IndexBuilder<T> index)
    {
        ArgumentNullException.ThrowIfNull(index);
        index.IsUnique().HasAnnotation(TenantEntities.UniqueAcrossTeams, true);
        return index;
    }
}

/// <summary>Stops the start in Development, where the mark is forgotten; elsewhere a test has seen to it.</summary>
internal sealed class TenantEntitiesCheck(IServiceProvider services, IHostEnvironment environment, IReadOnlyList<IModule> modules) : IValidateOptions<TenantEntities>
{
    public ValidateOptionsResult Validate(string? name, TenantEntities options)
    {
        if (!environment.IsDevelopment() || name == TenantEntities.Unchecked)
        {
            return ValidateOptionsResult.Success;
        }

        using var scope = services.CreateScope();
        var model = scope.ServiceProvider.GetRequiredService<ModuleDb>().Context.Model;
        var findings = TenantEntities.Findings(model, modules, options);
        return findings.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(findings);
    }
}
