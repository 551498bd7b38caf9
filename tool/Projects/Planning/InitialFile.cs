using System.Text.RegularExpressions;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Terminal;
using QuickScale.Tool.Yaml;

namespace QuickScale.Tool.Projects;

/// <summary>A quickscale.yml for a project that has none, by what can be seen of the project.</summary>
internal sealed partial record InitialFile(string Name, string Slug, string Theme, string Database, ProjectConfig Config)
{
    /// <summary>Reads off a project what a quickscale.yml would say.</summary>
    public static Result<InitialFile> Read(string folder)
    {
        string text;
        List<string> names;
        string packages;
        try
        {
            text = PlainFile.ReadText(Path.Combine(folder, ProjectConfig.FileName));
            var sources = Path.Combine(folder, "src");
            names = Directory.Exists(sources)
                ? [.. Directory.EnumerateDirectories(sources).Where(source => File.Exists(Path.Combine(source, "Modules.cs"))).Select(source => Path.GetFileName(source)!).Order(StringComparer.Ordinal)]
                : [];
            packages = names is [var only] && File.Exists(Path.Combine(sources, only, $"{only}.csproj")) ? PlainFile.ReadText(Path.Combine(sources, only, $"{only}.csproj")) : string.Empty;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return new Failure(ExitCode.Precondition, ".quickscale/config.yml cannot be read; settle that and try again.", problem.Message);
        }

        if (ProjectConfig.Read(text, ProjectConfig.FileName).Failed(out var failure, out var config))
        {
            return failure;
        }

        return names is [var name]
            ? new InitialFile(name, SlugOf(name), config.Theme, packages.Contains("Npgsql", StringComparison.Ordinal) ? "postgres" : "sqlite", config)
            : new InitialFile("App", "app", config.Theme, "sqlite", config);
    }

    /// <summary>Writes the file with what is installed and the named modules; null when it is written.</summary>
    public Failure? Write(string folder, IReadOnlyList<string> modules)
    {
        var wanted = Config.Modules.Select(module => new WantedModule(module.Name, null, module.Remote == Config.DefaultRemote ? null : module.Remote, module.Options))
            .Concat(modules.Where(name => Config.Modules.All(module => module.Name != name)).Select(name => new WantedModule(name, null, null, new Dictionary<string, OptionValue>())))
            .ToList();
        var text = $"# What is wanted: theme, database, modules and their options.\nschema: {ProjectFile.Format.Schema}\nproject: {{ name: {YamlText.Of(Name)}, slug: {YamlText.Of(Slug)} }}\ntheme: {Theme}\ndatabase: {YamlText.Of(Database)}\nmodules: {{}}\n";
        if (ProjectFile.Parse(text, ProjectFile.FileName).Failed(out var failure, out var file)
            || ProjectFile.Edit(text, file with { Modules = wanted }, ProjectFile.FileName).Failed(out failure, out text))
        {
            return failure;
        }

        try
        {
            // Never over a file that has come meanwhile.
            using var stream = new FileStream(Path.Combine(folder, ProjectFile.FileName), FileMode.CreateNew, FileAccess.Write);
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return new Failure(ExitCode.Precondition, "quickscale.yml cannot be written; settle that and try again.", refused.Message);
        }
    }

    private static string SlugOf(string name) => string.Join('-', WordStarts().Split(name).SelectMany(part => part.Split('.', '_')).Where(part => part.Length > 0)).ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])")]
    private static partial Regex WordStarts();
}
