using dotenv.net;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;

namespace QsApp.Hosting;

/// <summary>
/// Where settings come from; what stands later wins: appsettings.json, appsettings.{Environment}.json, modules.json
/// (and in it what is overridden for the environment), user secrets and <c>.env</c> (both in Development only), environment variables, command line.
/// </summary>
public static class AppConfiguration
{
    /// <summary>Adds modules.json and <c>.env</c> at their places between the sources that the host has by itself.</summary>
    public static void AddProjectFiles(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Configuration.AddModulesJson(builder.Environment);
        builder.Configuration.AddDotEnv(builder.Environment);
        ListenOnPlatformPort(builder);
    }

    /// <summary>
    /// Adds the nearest <c>.env</c>: in the content root, or in a parent folder up to the one that holds the solution.
    /// Only in Development: a deployed instance takes its settings from the real environment.
    /// </summary>
    /// <exception cref="SettingsException">The file cannot be read as a <c>.env</c> file.</exception>
    public static void AddDotEnv(this IConfigurationBuilder configuration, IHostEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(environment);
        if (!environment.IsDevelopment() || FindDotEnv(environment.ContentRootPath) is not { } path)
        {
            return;
        }

        var values = Read(path).Select(pair => KeyValuePair.Create(pair.Key.Replace("__", ":", StringComparison.Ordinal), (string?)pair.Value));
        var source = new MemoryConfigurationSource { InitialData = [.. values] };
        configuration.Sources.Insert(IndexOfEnvironment(configuration), source);
    }

    private static void AddModulesJson(this ConfigurationManager configuration, IHostEnvironment environment)
    {
        var settings = configuration.Sources.LastOrDefault(source =>
            source is JsonConfigurationSource { Path: { } path } && path.StartsWith("appsettings", StringComparison.Ordinal));
        var index = settings is null ? 0 : configuration.Sources.IndexOf(settings) + 1;
        configuration.Sources.Insert(index, new JsonConfigurationSource { Path = "modules.json", Optional = true });

        // What quickscale.yml overrides for this environment stands in the same file.
        var file = new ConfigurationBuilder().SetBasePath(environment.ContentRootPath).AddJsonFile("modules.json", optional: true).Build();
        var overrides = file.GetSection($"Environments:{environment.EnvironmentName}").AsEnumerable(makePathsRelative: true);
        configuration.Sources.Insert(index + 1, new MemoryConfigurationSource { InitialData = [.. overrides.Where(pair => pair.Value is not null)] });
    }

    private static int IndexOfEnvironment(IConfigurationBuilder configuration)
    {
        // The host reads the environment twice: with the prefixes of the host's own settings first, and then as a whole.
        var environment = configuration.Sources.LastOrDefault(source => source is EnvironmentVariablesConfigurationSource { Prefix: null or "" });
        return environment is null ? configuration.Sources.Count : configuration.Sources.IndexOf(environment);
    }

    private static string? FindDotEnv(string contentRoot)
    {
        var visited = new List<string>();
        for (var folder = new DirectoryInfo(contentRoot); folder is { Exists: true }; folder = folder.Parent)
        {
            visited.Add(folder.FullName);
            if (folder.EnumerateFiles("*.slnx").Any())
            {
                return visited.Select(DotEnvIn).FirstOrDefault(File.Exists);
            }
        }

        // No solution above: this is not a checkout, and a stranger's .env further up is none of our business.
        return File.Exists(DotEnvIn(contentRoot)) ? DotEnvIn(contentRoot) : null;
    }

    private static string DotEnvIn(string folder) => Path.Combine(folder, ".env");

    private static IDictionary<string, string> Read(string path)
    {
        try
        {
            // No expansion of $NAME: a password may hold a dollar sign.
            return DotEnv.Read(new DotEnvOptions(
                ignoreExceptions: false, envFilePaths: [path], trimValues: true, supportExportSyntax: true, supportVariableExpansion: false));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The parser's message holds the line, and the line may hold a secret.
            throw new SettingsException($"{path} cannot be read: write one NAME=value a line, and close every quote.");
        }
    }

    /// <summary>Hosting platforms name the port in PORT; the container image's own default must not win over it.</summary>
    private static void ListenOnPlatformPort(WebApplicationBuilder builder)
    {
        if (builder.Environment.IsDeployed() && builder.Configuration["PORT"] is { Length: > 0 } port)
        {
            builder.WebHost.UseSetting(WebHostDefaults.HttpPortsKey, port);
        }
    }
}
