using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace QuickScale.Modules.Core;

/// <summary>
/// The one door of a module. The module <c>teams</c> of the namespace <c>QuickScale.Modules.Teams</c> has the public class
/// <c>TeamsModule</c> with a constructor without parameters; the project lists it after the modules that it requires.
/// </summary>
public interface IModule
{
    /// <summary>
    /// The name in <c>module.yml</c>: made from the class (<c>CrmExportModule</c> is <c>crm-export</c>). State it when a part of
    /// the name begins with a digit, which the class cannot tell.
    /// </summary>
    string Name => EmbeddedModules.NameOf(GetType());

    /// <summary>Registers the services. Options lie in the configuration section <c>Modules:{name}</c>.</summary>
    /// <typeparam name="TContext">The application's context: for what has to be told its type. Services take <see cref="ModuleDb"/>.</typeparam>
    void AddServices<TContext>(WebApplicationBuilder builder)
        where TContext : DbContext;

    /// <summary>Adds middleware, between routing and authorization.</summary>
    void Use(WebApplication app)
    {
    }

    /// <summary>Maps endpoints other than Razor Pages, which are found by themselves.</summary>
    void Map(IEndpointRouteBuilder endpoints)
    {
    }

    /// <summary>
    /// Maps the entities, for the application's context and for the module's migrations alike. Only tables belong here: seed
    /// data, sequences, extensions, collations and default schemas would leak into the application's migrations and belong
    /// into the module's own migration context.
    /// </summary>
    void Apply(ModelBuilder modelBuilder)
    {
    }

    /// <summary>The context of the module's own migrations, made with <see cref="ModuleMigrations"/>; null without tables.</summary>
    DbContext? MigrationContext(DatabaseKind kind, string connectionString) => null;

    /// <summary>Commands of the migrator: <c>dotnet run --project src/MyApp.Migrator -- {module} {command}</c>.</summary>
    IReadOnlyList<ModuleCommand> Commands => [];

    /// <summary>Entries of the site's main navigation.</summary>
    IReadOnlyList<NavigationEntry> Navigation => [];
}
