using System.Text.RegularExpressions;
using QuickScale.Tool.Modules;

namespace QuickScale.Tool.Tests;

/// <summary>The bundle is made when the tool is built, and the release workflow publishes the same splits.</summary>
[Category("Slow")]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
internal sealed partial class TheToolBringsItsModules : IDisposable
{
    private static readonly TimeSpan BuildTime = TimeSpan.FromMinutes(10);
    private static readonly string[] Modules = [.. Directory.EnumerateDirectories(Repository.PathOf("content", "modules")).Where(folder => File.Exists(Path.Combine(folder, "module.yml"))).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];
    private readonly Workplace _workplace = new();
    private string _source = null!;

    [OneTimeSetUp]
    public async Task Commit()
    {
        _source = _workplace["source"];
        await Repository.CopyToAsync(_source);
        await _workplace.GitAsync("source", "commit", "--quiet", "--message", "Release");
        await _workplace.GitAsync("source", "branch", "--move", "main");
    }

    [Test]
    public async Task Two_clones_build_the_same_bundle_and_once()
    {
        var one = await CloneAsync("one");
        var first = await BuildAsync(one);
        first.Text.ShouldNotContain("not committed");
        first.Text.ShouldNotContain(": warning ");
        var two = await CloneAsync("two");
        await _workplace.GitAsync("two", "repack", "-a", "-d", "-f", "--window=1", "--quiet");
        await BuildAsync(two);

        var bundle = Opened(one);
        Opened(two).Sha256.ShouldBe(bundle.Sha256);
        bundle.Refs.Keys.Where(name => name.StartsWith("refs/heads/", StringComparison.Ordinal)).ShouldBe(Modules.Select(name => $"refs/heads/splits/{name}-module"));

        // Nothing new: not made again. A commit, and a change that is none: made again from the one, and the other said.
        File.Exists(Intermediate(one)).ShouldBeTrue();
        (await _workplace.GitAsync("one", "status", "--porcelain")).ShouldBeEmpty();
        var made = File.GetLastWriteTimeUtc(Intermediate(one));
        (await BuildAsync(one)).ShouldSucceed();
        File.GetLastWriteTimeUtc(Intermediate(one)).ShouldBe(made);
        await File.AppendAllTextAsync(Path.Combine(one, "content", "modules", "auth", "README.md"), "\nMore.\n");
        (await BuildAsync(one)).Text.ShouldContain("content/modules has changes that are not committed");
        Opened(one).Sha256.ShouldBe(bundle.Sha256);
        await _workplace.GitAsync("one", "commit", "--quiet", "--all", "--message", "More");
        (await BuildAsync(one)).Text.ShouldNotContain("not committed");
        Opened(one).Refs["refs/heads/splits/auth-module"].ShouldNotBe(bundle.Refs["refs/heads/splits/auth-module"]);
        Opened(one).Refs["refs/heads/splits/teams-module"].ShouldBe(bundle.Refs["refs/heads/splits/teams-module"]);
    }

    [TestCase("--depth=1")]
    [TestCase(null)]
    public async Task Without_the_whole_history_it_builds_and_says_so(string? option)
    {
        var clone = option is null ? _workplace["archive"] : await CloneAsync("shallow", option, $"file://{_source}");
        if (option is null)
        {
            await Repository.CopyToAsync(clone);
            Directory.Move(Path.Combine(clone, ".git"), _workplace["removed"]);
        }

        (await BuildAsync(clone)).Text.ShouldContain("qs is built without modules.");

        ModuleBundle.Open(Built(clone)).Failed(out var failure, out _).ShouldBeTrue();
        failure!.Sentence.ShouldContain("built without its modules");
    }

    [Test]
    public async Task A_release_publishes_by_the_steps_of_the_workflow()
    {
        await _workplace.GitAsync("source", "clone", "--quiet", "--bare", ".", _workplace["remote.git"]);
        var runner = await CloneAsync("runner", _workplace["remote.git"]);
        var feed = Directory.CreateDirectory(_workplace["public feed"]).FullName;
        var package = $"QuickScale.Templates.{Repository.Version}.nupkg";
        Directory.CreateDirectory(Path.Combine(runner, "packages"));
        File.Copy(Path.Combine(AppContext.BaseDirectory, "templates", "QuickScale.Templates.nupkg"), Path.Combine(runner, "packages", package));
        _workplace.Provide("gh", $"printf '%s\\n' \"$*\" >> '{_workplace["calls of gh"]}'; cp notes.md '{_workplace["notes"]}'");
        // Without notes it is refused, before anything is made.
        (await TestProcess.RunAsync("bash", [".ci/release", "check"], runner)).ShouldExitWith(1).Error.ShouldContain($"has no section '## [{Repository.Version}] - DATE'");
        var changes = Path.Combine(runner, "CHANGELOG.md");
        await File.WriteAllTextAsync(changes, (await File.ReadAllTextAsync(changes)).Replace("## Unreleased\n", $"## Unreleased\n\n## [{Repository.Version}] - 2026-01-02\n\n", StringComparison.Ordinal) + "\n## [0.0.1] - 2026-01-01\n\nThe one before.\n");
        await _workplace.GitAsync("runner", "commit", "--quiet", "--all", "--message", "Release");
        await _workplace.GitAsync("runner", "push", "--quiet");
        (await TestProcess.RunAsync("bash", [".ci/release", "check"], runner)).ShouldSucceed();

        var steps = new ReleaseWorkflow().Commands("publish", name => name == "vars.PUBLIC_FEED" ? feed : "key").ToList();
        // Where one has failed the job is begun again. That the modules are there already is tested below.
        foreach (var (command, environment) in steps.Concat(steps.Skip(1)))
            (await TestProcess.RunAsync("bash", ["-e", "-c", command], runner, environment, BuildTime)).ShouldSucceed();

        var tag = $"v{Repository.Version}";
        (await _workplace.GitAsync("remote.git", "cat-file", "-t", tag)).ShouldBe("tag");
        (await _workplace.GitAsync("remote.git", "rev-parse", $"{tag}^{{commit}}")).ShouldBe(await _workplace.GitAsync("runner", "rev-parse", "HEAD"));
        Directory.EnumerateFiles(feed).Select(Path.GetFileName).ShouldBe([package]);
        (await File.ReadAllLinesAsync(_workplace["calls of gh"])).Distinct().ShouldHaveSingleItem().ShouldStartWith($"release create {tag} packages/{package} ");
        var notes = await File.ReadAllTextAsync(_workplace["notes"]);
        notes.ShouldStartWith("### Added");
        notes.ShouldNotContain("The one before.");
        notes.ShouldNotContain("## [");
        // It is out: neither again nor from another commit.
        (await TestProcess.RunAsync("bash", [".ci/release", "check"], runner)).ShouldExitWith(1).Error.ShouldContain($"{tag} is out");
        await _workplace.GitAsync("runner", "commit", "--quiet", "--allow-empty", "--message", "Later");
        (await TestProcess.RunAsync("bash", [".ci/release", "tag", "origin"], runner)).ShouldExitWith(1).Error.ShouldContain("a version that is out stays what it is");

        foreach (var module in Modules)
        {
            var read = _workplace["read", module];
            await _workplace.GitAsync("source", "clone", "--quiet", "--branch", $"splits/{module}-module", _workplace["remote.git"], read);
            (await _workplace.GitAsync($"read/{module}", "rev-parse", "HEAD^{tree}")).ShouldBe(await _workplace.GitAsync("source", "rev-parse", $"HEAD:content/modules/{module}"));
            var version = VersionLine().Match(await File.ReadAllTextAsync(Path.Combine(read, "module.yml"))).Groups["version"].Value;
            (await _workplace.GitAsync("remote.git", "rev-parse", $"{module}/v{version}")).ShouldBe(await _workplace.GitAsync($"read/{module}", "rev-parse", "HEAD"));
        }

        // The next release of the same commit has nothing to do, and by hand the script pushes nothing.
        await _workplace.GitAsync("remote.git", "branch", "--quiet", "-D", "splits/auth-module");
        var dry = (await TestProcess.RunAsync("bash", [".ci/split-modules"], runner, limit: BuildTime)).ShouldSucceed();
        dry.Output.ShouldContain("Would push:\n  refs/heads/splits/auth-module");
        (await _workplace.GitAsync("remote.git", "branch", "--list", "splits/auth-module")).ShouldBeEmpty();
        (await TestProcess.RunAsync("bash", [".ci/split-modules", "origin", "--forse"], runner)).ShouldExitWith(2);
    }

    [Test]
    public void Who_publishes_has_been_asked_and_uses_nothing_that_can_be_moved()
    {
        var workflow = new ReleaseWorkflow();
        ReleaseWorkflow.Actions().ShouldAllBe(action => PinnedAction().IsMatch(action));
        workflow.Jobs.ShouldBe(["pack", "try", "test-feed", "publish"]);
        foreach (var (job, before) in workflow.Jobs.Skip(1).Zip(workflow.Jobs))
            workflow.Job(job)["needs"].ToString().ShouldBe(before);
        workflow.Job("publish")["environment"].ToString().ShouldBe("public-feed");
        workflow.Root["permissions"]["contents"].ToString().ShouldBe("read");
        workflow.Jobs.Where(job => workflow.Job(job).Children.ContainsKey("permissions")).ShouldBe(["publish"]);
        var files = workflow.Jobs.SelectMany(job => workflow.Commands(job, name => name)).SelectMany(step => ScriptOfCi().Matches(step.Command).Select(match => match.Value)).Distinct().ToList();
        files.ShouldBe([".ci/release", ".ci/try-packages", ".ci/split-modules"]);
        files.Where(file => !File.Exists(Repository.PathOf(file))).ShouldBeEmpty();
    }

    public void Dispose() => _workplace.Dispose();

    private async Task<string> CloneAsync(string name, params string[] options)
    {
        await _workplace.GitAsync("source", ["clone", "--quiet", .. options.Length == 0 ? [_source] : options, _workplace[name]]);
        return _workplace[name];
    }

    private static async Task<ProcessResult> BuildAsync(string folder) =>
        (await TestProcess.DotnetAsync(["build", "QuickScale.Tool.csproj"], folder, limit: BuildTime)).ShouldSucceed();

    private static string Built(string folder) => Path.Combine(folder, "artifacts", "bin", "QuickScale.Tool", "debug", "modules", "modules.bundle");

    private static string Intermediate(string folder) => Path.Combine(folder, "artifacts", "obj", "QuickScale.Tool", "debug", "modules", "modules.bundle");

    private static ModuleBundle Opened(string folder)
    {
        ModuleBundle.Open(Built(folder)).Failed(out var failure, out var bundle).ShouldBeFalse(failure?.Sentence);
        return bundle!;
    }

    [GeneratedRegex(@"\.ci/[a-z-]+")]
    private static partial Regex ScriptOfCi();

    [GeneratedRegex(@"^actions/[a-z-]+@[0-9a-f]{40} # v[0-9.]+$")]
    private static partial Regex PinnedAction();

    [GeneratedRegex(@"^version: (?<version>\S+)$", RegexOptions.Multiline)]
    private static partial Regex VersionLine();
}
