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
    public async Task A_release_publishes_every_module_by_the_steps_of_the_workflow()
    {
        await _workplace.GitAsync("source", "clone", "--quiet", "--bare", ".", _workplace["remote.git"]);
        var runner = await CloneAsync("runner", _workplace["remote.git"]);
        await _workplace.GitAsync("runner", "tag", "v0.0.0-test");
        await _workplace.GitAsync("runner", "push", "--quiet", "origin", "v0.0.0-test");
        await _workplace.GitAsync("runner", "checkout", "--quiet", "v0.0.0-test");
        var workflow = await File.ReadAllTextAsync(Path.Combine(runner, ".github", "workflows", "split-modules.yml"));
        workflow.ShouldContain("tags: [\"v*\"]");
        workflow.ShouldContain("fetch-depth: 0");
        var actions = Uses().Matches(workflow).Select(match => match.Groups["action"].Value).ToList();
        actions.Count.ShouldBe(2);
        actions.ShouldAllBe(action => PinnedAction().IsMatch(action));
        var steps = Run().Matches(workflow).Select(match => match.Groups["command"].Value).ToList();
        steps.ShouldNotBeEmpty();

        foreach (var step in steps)
            (await TestProcess.RunAsync("bash", ["-e", "-c", step], runner, limit: BuildTime)).ShouldSucceed();

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

    [GeneratedRegex(@"^\s*- (?:name:.*\n\s*)?run: (?<command>[^|\n].*)$", RegexOptions.Multiline)]
    private static partial Regex Run();

    [GeneratedRegex(@"uses: (?<action>.*)$", RegexOptions.Multiline)]
    private static partial Regex Uses();

    [GeneratedRegex(@"^actions/[a-z-]+@[0-9a-f]{40} # v[0-9.]+$")]
    private static partial Regex PinnedAction();

    [GeneratedRegex(@"^version: (?<version>\S+)$", RegexOptions.Multiline)]
    private static partial Regex VersionLine();
}
