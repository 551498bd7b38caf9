using System.Text.RegularExpressions;
using QuickScale.Tool.Git;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Terminal;
using QuickScale.Tool.Yaml;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace QuickScale.Tool.Projects;

/// <summary>
/// A module that the project wants, as <c>quickscale.yml</c> says it.
/// <paramref name="Version"/>: a range or an exact version as it is written; null when any will do.
/// <paramref name="Remote"/>: a name from <c>remotes</c> or an address; null for the default one.
/// </summary>
internal sealed record WantedModule(string Name, string? Version, string? Remote, IReadOnlyDictionary<string, OptionValue> Options)
{
    public bool Equals(WantedModule? other) =>
        other is not null && (Name, Version, Remote) == (other.Name, other.Version, other.Remote) && Unordered.Equal(Options, other.Options);

    public override int GetHashCode() => HashCode.Combine(Name, Version, Remote);

    internal NewMapping ToYaml()
    {
        var entries = new List<KeyValuePair<string, NewValue>>();
        if (Version is not null)
        {
            entries.Add(new("version", NewValue.Of(Version)));
        }

        if (Remote is not null)
        {
            entries.Add(new("remote", NewValue.Of(Remote)));
        }

        if (Options.Count > 0)
        {
            entries.Add(new("options", OptionValue.ToYaml(Options)));
        }

        return new NewMapping(entries);
    }
}

/// <summary>
/// What <c>quickscale.yml</c> says the project shall be.
/// <paramref name="Remotes"/>: other sources of modules, by name.
/// </summary>
internal sealed partial record ProjectFile(
    string Name, string Slug, string Theme, string Database, IReadOnlyDictionary<string, string> Remotes, IReadOnlyList<WantedModule> Modules)
{
    public const string FileName = "quickscale.yml";

    private static readonly ObjectShape Module = new(
        new Field("version", FileShapes.Range, IsRequired: false),
        new Field("remote", new TextShape("a name from remotes or the address of a repository", RemotePattern) { Rule = RemoteProblem }, IsRequired: false),
        new Field("options", FileShapes.Options, IsRequired: false))
    {
        MayBeNull = true,
    };

    private static readonly TextShape PlainName = new("a name of small letters, digits and single dashes", ModuleName.Pattern);

    internal static FileFormat Format { get; } = new(new ObjectShape(
        FileFormat.SchemaField,
        new Field("project", new ObjectShape(
            new Field("name", new TextShape("the project's name as C# writes it: MyApp", NamePattern)),
            new Field("slug", new TextShape("the project's name in small letters, digits and single dashes: my-app", SlugPattern)))),
        new Field("theme", FileShapes.Theme),
        new Field("database", new ChoiceShape("sqlite", "postgres")),
        new Field("remotes", new MapShape(PlainName, FileShapes.Remote), IsRequired: false),
        new Field("modules", new MapShape(FileShapes.ModuleNames, Module), IsRequired: false),
        new Field(
            "environments",
            new MapShape(PlainName, new ObjectShape(
                new Field("modules", new MapShape(FileShapes.ModuleNames, FileShapes.Options), IsRequired: false),
                new Field("deploy", DeployShapes.All, IsRequired: false))
            {
                MayBeNull = true,
            }),
            IsRequired: false),
        new Field("deploy", DeployShapes.All, IsRequired: false))
    {
        Rule = CheckRemotes,
    });

    /// <summary>A project without modules.</summary>
    public ProjectFile(string name, string slug, string theme, string database)
        : this(name, slug, theme, database, new Dictionary<string, string>(), [])
    {
    }

    /// <summary>By environment and module: options that differ from those of <see cref="Modules"/>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, OptionValue>>> Environments { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, OptionValue>>>();

    /// <summary>By target: what <c>qs deploy</c> needs to know.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, OptionValue>> Deploy { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, OptionValue>>();

    /// <summary>By environment and target: what differs there from <see cref="Deploy"/>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, OptionValue>>> EnvironmentDeploy { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, OptionValue>>>();

    /// <summary>What <c>qs deploy</c> needs to know about a target, with what differs in an environment.</summary>
    public IReadOnlyDictionary<string, OptionValue> DeployTo(string target, string? environment)
    {
        var settings = new Dictionary<string, OptionValue>(Deploy.GetValueOrDefault(target) ?? new Dictionary<string, OptionValue>(), StringComparer.Ordinal);
        foreach (var (key, value) in (environment is null ? null : EnvironmentDeploy.GetValueOrDefault(environment)?.GetValueOrDefault(target)) ?? new Dictionary<string, OptionValue>())
        {
            settings[key] = value;
        }

        return settings;
    }

    [GeneratedRegex(@"^(?=.{1,100}$)[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern { get; }

    [GeneratedRegex("^(?=.{1,100}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex SlugPattern { get; }

    [GeneratedRegex("^[^-].*$", RegexOptions.CultureInvariant)]
    private static partial Regex RemotePattern { get; }

    /// <summary>Reads the whole file strictly.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="shownPath">The file as sentences name it.</param>
    public static Result<ProjectFile> Parse(string text, string shownPath)
    {
        if (Format.Read(text, shownPath).Failed(out var failure, out var root))
        {
            return failure;
        }

        var project = root.Mapping("project");
        return new ProjectFile(
            project.Text("name")!,
            project.Text("slug")!,
            root.Text("theme")!,
            root.Text("database")!,
            root.Mapping("remotes").Entries.ToDictionary(entry => entry.Key.Value, entry => ((YamlScalar)entry.Value).Value),
            [.. root.Mapping("modules").Entries.Select(entry => Wanted(entry.Key.Value, entry.Value))])
        {
            Environments = ByEnvironment(root, "modules"),
            EnvironmentDeploy = ByEnvironment(root, "deploy"),
            Deploy = OptionsByName(root.Mapping("deploy")),
        };
    }

    public bool Equals(ProjectFile? other) =>
        other is not null && SameBesidesModules(other) && Unordered.Equal(Modules, other.Modules, module => module.Name);

    public override int GetHashCode() => HashCode.Combine(Name, Slug, Theme, Database);

    private bool SameBesidesModules(ProjectFile other) =>
        (Name, Slug, Theme, Database) == (other.Name, other.Slug, other.Theme, other.Database)
        && Unordered.Equal(Remotes, other.Remotes)
        && Unordered.Equal(Environments, other.Environments, (mine, theirs) => Unordered.Equal(mine, theirs, Unordered.Equal))
        && Unordered.Equal(EnvironmentDeploy, other.EnvironmentDeploy, (mine, theirs) => Unordered.Equal(mine, theirs, Unordered.Equal))
        && Unordered.Equal(Deploy, other.Deploy, Unordered.Equal);

    private static WantedModule Wanted(string name, YamlNode node) => node is YamlMapping module
        ? new WantedModule(name, module.Text("version"), module.Text("remote"), OptionValue.All(module.Mapping("options")))
        : new WantedModule(name, null, null, new Dictionary<string, OptionValue>());

    private static Dictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, OptionValue>>> ByEnvironment(YamlMapping root, string key) =>
        root.Mapping("environments").Entries.ToDictionary(entry => entry.Key.Value, IReadOnlyDictionary<string, IReadOnlyDictionary<string, OptionValue>> (entry) => OptionsByName((entry.Value as YamlMapping)?.Mapping(key)));

    private static Dictionary<string, IReadOnlyDictionary<string, OptionValue>> OptionsByName(YamlMapping? mapping) =>
        mapping?.Entries.ToDictionary(entry => entry.Key.Value, entry => entry.Value is YamlMapping options ? OptionValue.All(options) : new Dictionary<string, OptionValue>())
        ?? [];

    /// <summary>A name is looked up when the whole file is known.</summary>
    private static string? RemoteProblem(string text) => ModuleName.IsValid(text) ? null : RemoteAddress.Problem(text);

    private static void CheckRemotes(YamlMapping root, YamlReading reading)
    {
        var names = root.Mapping("remotes").Entries.Select(entry => entry.Key).ToList();
        if (names.Find(name => name.Value == RemoteAddress.BuiltInWord) is { } taken)
        {
            reading.Report(taken.Start, "the name builtin always means the modules that qs carries; choose another name");
        }

        foreach (var remote in root.Mapping("modules").Entries.Select(entry => (entry.Value as YamlMapping)?["remote"]).OfType<YamlScalar>())
        {
            if (ModuleName.IsValid(remote.Value) && remote.Value != RemoteAddress.BuiltInWord && names.TrueForAll(name => name.Value != remote.Value))
            {
                reading.Report(remote.Start, $"there is no remote '{remote.Value}'; name it under remotes, or write an address");
            }
        }
    }

    /// <summary>The text of a project's file as it lies in its folder.</summary>
    public static Result<string> ReadText(string folder) => ReadText(Path.Combine(folder, FileName), FileName);

    /// <param name="path">A file, wherever it lies.</param>
    /// <param name="shownPath">The file as sentences name it.</param>
    public static Result<string> ReadText(string path, string shownPath)
    {
        try
        {
            return PlainFile.ReadText(path);
        }
        catch (UnfitFileException unfit)
        {
            return new Failure(ExitCode.Precondition, $"{shownPath} {unfit.Message}; put the right file in its place and try again.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return new Failure(ExitCode.Precondition, $"{shownPath} cannot be read; settle that and try again.", problem.Message);
        }
    }

    /// <summary>Reads what <c>qs new</c> and <c>qs run</c> need; of the modules, which it does not look at, it knows none.</summary>
    public static Result<ProjectFile> Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            using var reader = File.OpenText(path);
            var values = Scalars(new Parser(reader));
            return new ProjectFile(values["project.name"], values["project.slug"], values["theme"], values["database"]);
        }
        catch (KeyNotFoundException missing)
        {
            return new Failure(ExitCode.Precondition, $"{path} lacks a key ({missing.Message}).");
        }
        catch (YamlException mistake)
        {
            return new Failure(ExitCode.Precondition, $"{path} is not valid YAML (line {mistake.Start.Line}); correct it and try again.", mistake.Message);
        }
        catch (InvalidOperationException mistake)
        {
            // YamlDotNet's scanner says so where a list is never closed.
            return new Failure(ExitCode.Precondition, $"{path} is not valid YAML; correct it and try again.", mistake.Message);
        }
        catch (IOException problem)
        {
            return new Failure(ExitCode.Precondition, $"{path} cannot be read.", problem.Message);
        }
    }

    /// <summary>
    /// The text with the differences in theme, database, remotes and modules spliced in; the same instance when there are
    /// none. A difference elsewhere is not written, and is a failure.
    /// </summary>
    public static Result<string> Edit(string text, ProjectFile wanted, string shownPath)
    {
        if (Parse(text, shownPath).Failed(out var failure, out var present))
        {
            return failure;
        }

        return YamlEdit.Apply(
            text, shownPath, present.ToYaml(), wanted.ToYaml(), changed => !Parse(changed, shownPath).Failed(out _, out var read) && read == wanted);
    }

    private NewMapping ToYaml() => new(
        new("theme", NewValue.Of(Theme)),
        new("database", NewValue.Of(Database)),
        new("remotes", new NewMapping([.. Remotes.Select(remote => KeyValuePair.Create(remote.Key, NewValue.Of(remote.Value)))])),
        new("modules", new NewMapping([.. Modules.Select(module => KeyValuePair.Create<string, NewValue>(module.Name, module.ToYaml()))])));

    // By events: the object reader costs more start-up time than the rest of a small command.
    private static Dictionary<string, string> Scalars(Parser parser)
    {
        parser.Consume<StreamStart>();
        parser.Consume<DocumentStart>();
        var values = new Dictionary<string, string>();
        ReadMapping(parser, string.Empty, values);
        return values;
    }

    private static void ReadMapping(Parser parser, string prefix, Dictionary<string, string> values)
    {
        parser.Consume<MappingStart>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = prefix + parser.Consume<Scalar>().Value;
            if (parser.TryConsume<Scalar>(out var scalar))
            {
                values[key] = scalar.Value;
            }
            else if (parser.Accept<MappingStart>(out _))
            {
                ReadMapping(parser, key + ".", values);
            }
            else
            {
                parser.SkipThisAndNestedEvents();
            }
        }
    }
}
