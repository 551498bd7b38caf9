namespace QuickScale.Tool.Tests;

/// <summary><c>qs module split --check</c>: nothing is published that breaks a rule or does not build.</summary>
[Category("Slow")]
internal sealed class SplitsAreChecked : WorkplaceFixture
{
    private const string Core = "Acme.Modules.Core";
    private const string Auth = "Acme.Modules.Auth";
    private Monorepo _mono = null!;

    [SetUp]
    public async Task Start()
    {
        _mono = await new Monorepo(Workplace).InitAsync();
        await _mono.GitAsync("init", "--quiet", "--bare", Workplace["remote.git"]);
        _mono.Write(".gitignore", "bin/\nobj/\n")
            .Write("content/Directory.Build.props", "<Project><PropertyGroup><Deterministic>true</Deterministic></PropertyGroup></Project>")
            .Write("content/modules/Directory.Packages.props", "<Project><PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup><Import Project=\"*/Packages.props\" /></Project>")
            .Write("content/modules/later/README.md", "# Later")
            .Write("content/modules/later/module.yml", SampleModule.Manifest("later", "Acme.Modules.Later", "{}", "0.0.1").Replace("status: released", "status: planned\navailable_in: 0.2.0", StringComparison.Ordinal));
        Module("core", Core, "{}");
        Module("auth", Auth, "{ core: \">=0.1 <1\" }", $"<ProjectReference Include=\"../../core/src/{Core}.csproj\" />");
    }

    [Test]
    public async Task Modules_that_build_with_what_they_require_are_published()
    {
        _mono.Write("content/modules/auth/src/Uses.cs", $"namespace {Auth};\n\npublic sealed class Uses\n{{\n    public {Core}.CoreModule Core {{ get; }} = new();\n}}\n");
        await _mono.CommitAsync("Modules");

        var answer = (await CheckAsync()).ShouldExitWith(0);

        answer.Error.ShouldContain("Building auth with core…\nBuilding core with nothing else…\n");
        answer.Error.ShouldNotContain("later");
        (await Workplace.GitAsync("remote.git", "for-each-ref", "--format=%(refname:short)")).Split('\n').ShouldBe(
            ["splits/auth-module", "splits/core-module", "splits/later-module", "auth/v0.1.0", "core/v0.1.0", "later/v0.0.1"]);
    }

    [Test]
    public async Task What_is_used_and_not_required_does_not_build()
    {
        Module("extra", "Acme.Modules.Extra", "{}");
        _mono.Write("content/modules/extra/src/Uses.cs", $"namespace Acme.Modules.Extra;\n\npublic sealed class Uses : {Auth}.AuthModule;\n");
        await _mono.CommitAsync("Modules");

        await ShouldStop("extra does not build with only what it requires", "error CS");
    }

    [Test]
    public async Task A_broken_rule_is_named_before_anything_is_built()
    {
        _mono.Write("content/modules/core/src/Lost.cs", "class Lost;");
        await _mono.CommitAsync("Modules");

        (await ShouldStop("core: src/Lost.cs(1): Lost is declared without a namespace")).ShouldNotContain("Building");
    }

    [Test]
    public async Task A_link_is_refused_in_the_tree()
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("links need a privilege on Windows");
        File.CreateSymbolicLink(Path.Combine(_mono.Root, "content", "modules", "core", "link"), "/etc");
        await _mono.CommitAsync("Modules");

        (await ShouldStop("core: link is a symbolic link")).ShouldNotContain("Building");
    }

    [Test]
    public async Task Two_modules_of_one_assembly_are_refused()
    {
        SampleModule.Write(Path.Combine(_mono.Root, "content", "modules", "two"), "two", Core, "{}");
        await _mono.CommitAsync("Modules");

        await ShouldStop($"core and two share the namespace and assembly {Core}");
    }

    [TestCase("later")]
    [TestCase("missing")]
    public async Task A_required_module_that_is_not_there_is_named(string name)
    {
        Module("extra", "Acme.Modules.Extra", $"{{ {name}: \">=0.1 <1\" }}");
        await _mono.CommitAsync("Modules");

        await ShouldStop($"extra requires {name}, which content/modules does not have yet");
    }

    private void Module(string name, string @namespace, string requires, string references = "") =>
        SampleModule.Write(Path.Combine(_mono.Root, "content", "modules", name), name, @namespace, requires, references: references);

    private Task<Answer> CheckAsync() => _mono.QsAsync("--check", "--into", Workplace["remote.git"]);

    private async Task<string> ShouldStop(params string[] words)
    {
        var answer = await CheckAsync();
        answer.ShouldRefuse(1, "of the splits failed, so nothing was written");
        words.ShouldAllBe(word => answer.Error.Contains(word, StringComparison.Ordinal), answer.Error);
        (await Workplace.GitAsync("remote.git", "for-each-ref")).ShouldBeEmpty();
        return answer.Error;
    }
}
