// Managed by qs: the embedded modules, in dependency order. Do not edit.
using Microsoft.EntityFrameworkCore;

namespace QsApp;

/// <summary>The modules embedded in this project; there are none yet.</summary>
public static class Modules
{
    /// <summary>The modules' names.</summary>
    public static IReadOnlyList<string> Names => [];

    /// <summary>The commands that the modules add to the migrator, each as "module command" with what it does.</summary>
    public static IEnumerable<(string Command, string Summary)> Commands => [];

    /// <summary>Registers the modules' services.</summary>
    public static void AddServices(WebApplicationBuilder builder)
    {
    }

    /// <summary>Adds the modules' middleware, between routing and authorization.</summary>
    public static void Use(WebApplication app)
    {
    }

    /// <summary>Maps the modules' endpoints.</summary>
    public static void Map(WebApplication app)
    {
    }

    /// <summary>Maps the modules' entities into the application's context.</summary>
    public static void Apply(ModelBuilder modelBuilder)
    {
    }

    /// <summary>The contexts that hold the modules' migrations, in the order in which they are applied.</summary>
    public static IEnumerable<DbContext> MigrationContexts(string connectionString) => [];

    /// <summary>Finds the module's command that the arguments name; null when there is none.</summary>
    public static Func<IServiceProvider, CancellationToken, Task<int>>? FindCommand(IReadOnlyList<string> arguments) => null;
}
