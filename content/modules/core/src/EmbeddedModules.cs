using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace QuickScale.Modules.Core;

/// <summary>What a project does with its list of modules: the generated class <c>Modules</c> calls these and nothing else.</summary>
public static partial class EmbeddedModules
{
    private const string ClassSuffix = "Module";

    /// <summary>Registers the modules' services, each module after those that it requires, and puts their pages in that order.</summary>
    /// <param name="fixedOptions">
    /// Options that were fixed when a module was embedded, by configuration key. They win over every other setting, since data
    /// may already depend on them.
    /// </param>
    public static void AddModules<TContext>(
        this WebApplicationBuilder builder, IReadOnlyList<IModule> modules, IEnumerable<KeyValuePair<string, string?>>? fixedOptions = null)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(modules);
        if (fixedOptions is not null)
        {
            builder.Configuration.AddInMemoryCollection(fixedOptions);
        }

        builder.Services.AddSingleton(modules);
        foreach (var module in modules)
        {
            module.AddServices<TContext>(builder);
        }

        builder.Services.AddMvcCore().ConfigureApplicationPartManager(manager =>
            PartOrder.Apply(manager, builder.Environment.ApplicationName, modules.Select(module => module.GetType().Assembly)));
    }

    /// <summary>Adds the modules' middleware.</summary>
    public static void UseModules(this WebApplication app, IReadOnlyList<IModule> modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        foreach (var module in modules)
        {
            module.Use(app);
        }
    }

    /// <summary>Maps the modules' endpoints.</summary>
    public static void MapModules(this IEndpointRouteBuilder endpoints, IReadOnlyList<IModule> modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        foreach (var module in modules)
        {
            module.Map(endpoints);
        }
    }

    /// <summary>
    /// Maps the modules' entities, and takes their tables out of the application's migrations. It belongs last into
    /// <c>OnModelCreating</c>: what the application maps before it, from whatever library, stays in its migrations.
    /// </summary>
    public static void ApplyModules(this ModelBuilder modelBuilder, IReadOnlyList<IModule> modules, Assembly application)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        ArgumentNullException.ThrowIfNull(modules);
        // The application may refer to a module's entity, which maps it already: hence not simply all that is there.
        var own = modelBuilder.Model.GetEntityTypes().Select(entity => entity.ClrType.Assembly).Append(application)
            .Except(modules.Select(module => module.GetType().Assembly))
            .ToHashSet();
        foreach (var module in modules)
        {
            module.Apply(modelBuilder);
        }

        modelBuilder.MigrateOnly(own);
    }

    /// <summary>The contexts of the modules' own migrations, in the order in which they are applied; the caller disposes them.</summary>
    public static IEnumerable<DbContext> MigrationContexts(this IReadOnlyList<IModule> modules, DatabaseKind kind, string connectionString) =>
        modules.Select(module => module.MigrationContext(kind, connectionString)).OfType<DbContext>();

    /// <summary>The modules' names, in their order.</summary>
    public static IReadOnlyList<string> Names(this IReadOnlyList<IModule> modules) => [.. modules.Select(module => module.Name)];

    /// <summary>The modules' commands for the migrator, each as "module command" with what it does.</summary>
    public static IEnumerable<(string Command, string Summary)> Commands(this IReadOnlyList<IModule> modules) =>
        from module in modules
        from command in module.Commands
        select ($"{module.Name} {command.Name}", command.Summary);

    /// <summary>Finds what <c>module command arguments…</c> asks for; null when no module has it.</summary>
    /// <returns>Runs the command with the application's services and returns its exit code.</returns>
    public static Func<IServiceProvider, CancellationToken, Task<int>>? FindCommand(this IReadOnlyList<IModule> modules, IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        if (arguments.Count < 2)
        {
            return null;
        }

        var command = modules.Where(module => module.Name == arguments[0]).SelectMany(module => module.Commands).FirstOrDefault(one => one.Name == arguments[1]);
        return command is null
            ? null
            : async (services, cancellationToken) =>
            {
                var exitCode = await command.RunAsync(new ModuleCommandContext(services, [.. arguments.Skip(2)], Console.Out, Console.Error, cancellationToken));
                if (services.GetService<IMailStore>() is { } mail && await mail.DrainAsync(cancellationToken) is { } failure)
                {
                    await Console.Error.WriteLineAsync(failure);
                }

                return exitCode;
            };
    }

    internal static string NameOf(Type module)
    {
        var name = module.Name.EndsWith(ClassSuffix, StringComparison.Ordinal) ? module.Name[..^ClassSuffix.Length] : module.Name;
        return InnerCapital().Replace(name, "-$0").ToLowerInvariant();
    }

    [GeneratedRegex("(?<=.)[A-Z]")]
    private static partial Regex InnerCapital();
}
