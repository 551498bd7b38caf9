namespace QuickScale.Templates.Tests;

/// <summary>
/// Every command of the two READMEs is run as it is written, block after block, or stands here with the reason why not.
/// A command that is new to a README and not to this list fails.
/// </summary>
public class ReadmeCommandTests
{
    private static readonly Dictionary<string, DocumentedCommand> OfRepository = new()
    {
        ["dotnet run --project QuickScale.Tool.csproj -- new ../MyApp --run"] = DocumentedCommand.GoesOn,
        ["bash tests/run.sh"] = DocumentedCommand.NotRun("it runs this test"),
        ["dotnet pack"] = DocumentedCommand.Ends(),
        ["cd artifacts/package/release"] = DocumentedCommand.Ends(),
        ["dotnet tool install --global QuickScale.Tool --add-source ."] = DocumentedCommand.Ends(),
        ["dotnet new install QuickScale.Templates.0.1.0.nupkg"] = DocumentedCommand.Ends(),
        ["cd ../../.."] = DocumentedCommand.Ends(),
        ["qs --version"] = DocumentedCommand.Ends(),
        ["qs new Shop --database sqlite"] = DocumentedCommand.Ends(),
        ["cd Shop"] = DocumentedCommand.Ends(),
        ["dotnet test"] = DocumentedCommand.Ends(),
        ["dotnet run --project src/Shop"] = DocumentedCommand.GoesOn,
        ["dotnet new quickscale --name Shop --theme html --database postgres"] = DocumentedCommand.Ends(),
        ["qs new Desk --theme react"] = DocumentedCommand.Ends(),
    };

    private static readonly DocumentedCommand NeedsContainers = DocumentedCommand.NotRun("it needs a container engine");

    private static readonly Dictionary<string, DocumentedCommand> OfProject = new()
    {
        ["dotnet run --project src/MyApp"] = DocumentedCommand.GoesOn,
        ["dotnet dev-certs https --trust"] = DocumentedCommand.NotRun("it changes what this machine trusts"),
        ["dotnet run --project src/MyApp --launch-profile https"] = DocumentedCommand.NotRun("it needs the trusted certificate"),
        ["git config core.hooksPath .githooks"] = DocumentedCommand.Ends(),
        ["dotnet user-secrets set NAME VALUE --project src/MyApp"] = DocumentedCommand.Ends(),
        ["dotnet tool restore"] = DocumentedCommand.Ends(),
        ["dotnet ef migrations add NAME -p src/MyApp -s src/MyApp.Migrator"] = DocumentedCommand.Ends(),
        // NAME is pending, until the next command applies it.
        ["dotnet run --project src/MyApp.Migrator -- status"] = DocumentedCommand.Ends(exitCode: 1),
        ["dotnet run --project src/MyApp.Migrator -- migrate"] = DocumentedCommand.Ends(),
        ["dotnet run --project src/MyApp.Migrator -- backup FILE"] = DocumentedCommand.Ends(),
        // The database is not empty, and nobody said --force.
        ["dotnet run --project src/MyApp.Migrator -- restore FILE"] = DocumentedCommand.Ends(exitCode: 4),
        ["dotnet test"] = DocumentedCommand.Ends(),
        ["dotnet test tests/MyApp.BrowserTests"] = DocumentedCommand.Ends(),
    };

    /// <summary>What a client adds.</summary>
    private static readonly Dictionary<string, DocumentedCommand> OfClient = new()
    {
        ["npm ci"] = DocumentedCommand.Ends(),
        ["npm run dev"] = DocumentedCommand.GoesOn,
    };

    private static readonly Dictionary<string, DocumentedCommand> OfReact = new()
    {
        ["npm test"] = DocumentedCommand.Ends(),
        ["npm run build"] = DocumentedCommand.Ends(),
        ["npm run api"] = DocumentedCommand.Ends(),
    };

    [Test]
    public void The_repositorys_commands_are_all_known()
    {
        var commands = MarkdownDocument.OfRepository("README.md").CommandBlocks().SelectMany(block => block);
        commands.Distinct().ShouldBe(OfRepository.Keys, ignoreOrder: true);
    }

    [TestCaseSource(typeof(Combination), nameof(Combination.All))]
    public async Task A_projects_commands_are_all_known(Combination combination)
    {
        var project = await GeneratedProject.GetAsync(combination);
        var commands = new MarkdownDocument(project.Read("README.md")).CommandBlocks().SelectMany(block => block).Where(command => !command.StartsWith("qs ", StringComparison.Ordinal) && !command.StartsWith("docker ", StringComparison.Ordinal));
        commands.Distinct().ShouldBe(CommandsOf(combination).Keys, ignoreOrder: true);
    }

    [Test]
    [Category("Slow")]
    public async Task The_repositorys_commands_run_as_written()
    {
        var folder = TemporaryFolder.ForTheRun();
        var clone = Path.Combine(folder, "QuickScale");
        await Repository.CopyToAsync(clone);
        var session = new CommandSession(clone);
        foreach (var block in MarkdownDocument.OfRepository("README.md").CommandBlocks())
        {
            // A block that makes a project is meant for wherever the reader keeps projects.
            session.Directory = block[0].StartsWith("qs new", StringComparison.Ordinal) || block[0].StartsWith("dotnet new quickscale", StringComparison.Ordinal) ? TemporaryFolder.ForTheRun() : clone;
            foreach (var line in block.Where(line => OfRepository[line].IsRun))
                await session.TypeAsync(line, OfRepository[line]);
        }

        Directory.Exists(Path.Combine(folder, "MyApp", ".git")).ShouldBeTrue();
    }

    [TestCaseSource(nameof(ProjectsOfANewcomer))]
    [Category("Slow")]
    public async Task A_projects_commands_run_as_written(Combination combination)
    {
        var project = await GeneratedProject.CreateAsync(combination);
        // As the template and qs leave it: restored, and a git repository.
        (await project.DotnetAsync(["restore"])).ShouldSucceed();
        (await TestProcess.RunAsync("git", ["init", "--quiet"], project.Root)).ShouldSucceed();
        var environment = new Dictionary<string, string?>();
        if (combination.Database == "postgres")
        {
            // In the place of the container that the README starts.
            var server = await PostgresServer.StartedAsync();
            environment["TEST_DATABASE_URL"] = server.Url;
            environment["DATABASE_URL"] = server.UrlOf($"{combination.Theme}_readme");
        }

        var commands = CommandsOf(combination);
        var session = new CommandSession(project.Root, environment);
        foreach (var line in new MarkdownDocument(project.Read("README.md")).CommandBlocks().SelectMany(block => block))
        {
            var command = commands.GetValueOrDefault(line, NeedsContainers);
            if (command.IsRun)
                await session.TypeAsync(line, command);
        }
    }

    /// <summary>The theme react has every command that the others have; html is what the repository's commands make.</summary>
    private static IEnumerable<Combination> ProjectsOfANewcomer() => Combination.WithoutModules.Where(one => Rounds.IsFull || one.Theme == "react");

    private static Dictionary<string, DocumentedCommand> CommandsOf(Combination combination)
    {
        IEnumerable<KeyValuePair<string, DocumentedCommand>> client = combination.Theme == "html" ? [] : OfClient;
        IEnumerable<KeyValuePair<string, DocumentedCommand>> react = combination.Theme == "react" ? OfReact : [];
        return new(OfProject.Concat(client).Concat(react));
    }
}
