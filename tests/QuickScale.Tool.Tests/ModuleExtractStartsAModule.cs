using System.Text.Json.Nodes;

namespace QuickScale.Tool.Tests;

/// <summary>A folder of a project becomes a module on a branch of its own, and the project stays as it is.</summary>
internal sealed class ModuleExtractStartsAModule : WorkplaceFixture
{
    private const string Branch = "splits/leads-module";
    private HostProject _project = null!;

    private async Task StartAsync(string repository = "host", string within = "")
    {
        _project = await HostProject.CreateAsync(Workplace, repository, within);
        _project.Write("src/Shop/Leads/Lead.cs", "namespace Shop.Modules.Leads;\n\npublic class Lead;\n");
        _project.Write("src/Shop/Leads/Seiten/Übersicht.cs", "namespace Shop.Modules.Leads;\n\npublic class Overview;\n");
        await _project.CommitAsync("Leads");
        _project.Write("README.md", "# elsewhere\n");
        await _project.CommitAsync("Elsewhere");
        _project.Write("src/Shop/Leads/Lead.cs", "namespace Shop.Modules.Leads;\n\npublic class Lead { public int Id { get; set; } }\n");
        _project.Write("README.md", "# both\n");
        await _project.CommitAsync("An id");
    }

    private Task<Answer> ExtractAsync(params string[] options) => Workplace.QsAsync(["module", "extract", .. options]);

    [TestCase("host", "")]
    [TestCase("höst mit Raum", "apps/the shöp")]
    public async Task The_history_is_kept_and_one_commit_makes_a_module_of_it(string repository, string within)
    {
        await StartAsync(repository, within);
        var (state, references) = (await _project.StateAsync(), await _project.GitAsync("for-each-ref"));
        var output = (await ExtractAsync(Path.Combine("src", "Shop", "Leads"), "leads")).ShouldExitWith(0).Output;

        (await _project.StateAsync()).ShouldBe(state);
        (await _project.GitAsync("for-each-ref")).Split('\n').Except(references.Split('\n')).Single().ShouldEndWith($"refs/heads/{Branch}");
        (await _project.GitAsync("log", "--format=%s", Branch)).ShouldBe("Make leads a module\nAn id\nLeads");
        (await _project.GitAsync("-c", "core.quotePath=false", "ls-tree", "-r", "--name-only", Branch)).Split('\n').ShouldBe(
            [
                ".editorconfig", "CHANGELOG.md", "Packages.props", "README.md", "module.yml", "src/Lead.cs", "src/LeadsModule.cs",
                "src/Seiten/Übersicht.cs", "src/Shop.Modules.Leads.csproj",
            ],
            ignoreOrder: true);
        (await _project.GitAsync("rev-parse", $"{Branch}:src/Lead.cs")).ShouldBe(await _project.GitAsync("hash-object", _project.PathOf("src/Shop/Leads/Lead.cs")));
        (await _project.GitAsync("fsck", "--strict")).ShouldBeEmpty();
        output.ShouldContain("tests/Shop.Modules.Leads.Tests.csproj is missing");
        output.ShouldContain($"git push URL {Branch}");
        output.ShouldContain("qs module embed leads --remote URL");
    }

    [Test]
    public async Task What_is_left_to_do_is_all_that_validation_finds()
    {
        await StartAsync();
        (await ExtractAsync("src/Shop/Leads", "leads", "--json")).ShouldExitWith(0);
        await _project.GitAsync("worktree", "add", "--quiet", Workplace["leads"], Branch);
        Directory.CreateDirectory(Workplace["leads", "tests"]);
        File.Copy(Workplace["leads", "src", "Shop.Modules.Leads.csproj"], Workplace["leads", "tests", "Shop.Modules.Leads.Tests.csproj"]);

        (await Workplace.QsAsync("module", "validate", Workplace["leads"])).ShouldExitWith(0);
    }

    [Test]
    public async Task The_branch_can_be_embedded_where_the_folder_was()
    {
        await StartAsync();
        var remote = await ModuleRemote.CreateAsync(Workplace);
        (await ExtractAsync("src/Shop/Leads", "leads")).ShouldExitWith(0);
        await _project.GitAsync("push", "--quiet", remote.Address, Branch);
        await _project.GitAsync("rm", "-r", "--quiet", "src/Shop/Leads");
        await _project.CommitAsync("Make room");

        (await Workplace.QsAsync("module", "embed", "leads", "--remote", remote.Address, "--yes")).ShouldExitWith(0);
        (await _project.GitAsync("rev-parse", "HEAD:modules/leads")).ShouldBe(await _project.GitAsync("rev-parse", $"{Branch}^{{tree}}"));
        _project.Read("src/Shop/Modules.cs").ShouldContain("new global::Shop.Modules.Leads.LeadsModule()");
    }

    [Test]
    public async Task A_dry_run_says_the_same_and_makes_no_branch()
    {
        await StartAsync();
        var answer = (await ExtractAsync("src/Shop/Leads", "leads", "--dry-run", "--json")).ShouldExitWith(0);
        var report = JsonNode.Parse(answer.Output)!;

        ((int)report["commits"]!).ShouldBe(3);
        report["added"]!.AsArray().Select(file => (string)file!).ShouldContain("module.yml");
        ((bool)report["changed"]!).ShouldBeFalse();
        (await _project.GitAsync("for-each-ref", "refs/heads/splits")).ShouldBeEmpty();
    }

    [Test]
    public async Task A_folder_that_is_a_project_keeps_its_project_file_and_its_name()
    {
        await StartAsync();
        _project.Write("src/Acme.Leads/Acme.Leads.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\" />\n");
        _project.Write("src/Acme.Leads/README.md", "mine\n");
        await _project.CommitAsync("A project");
        (await ExtractAsync("src/Acme.Leads/", "leads")).ShouldExitWith(0);

        (await _project.GitAsync("ls-tree", "-r", "--name-only", Branch, "src")).ShouldBe("src/Acme.Leads.csproj\nsrc/LeadsModule.cs");
        (await _project.GitAsync("show", $"{Branch}:module.yml")).ShouldContain("namespace: Acme.Leads");
        (await _project.GitAsync("show", $"{Branch}:README.md")).ShouldBe("mine");
    }

    [Test]
    public async Task What_cannot_become_a_module_is_refused_and_nothing_is_made()
    {
        await StartAsync();
        Directory.CreateDirectory(Workplace["outside"]);
        _project.Write("new/File.cs", "// not committed\n");
        (await ExtractAsync(Workplace["outside"], "leads")).ShouldRefuseWith(2, "inside the project");
        (await ExtractAsync(".", "leads")).ShouldRefuseWith(2, "inside the project");
        (await ExtractAsync(".quickscale", "leads")).ShouldRefuseWith(2, "inside the project");
        (await ExtractAsync("new", "leads")).ShouldRefuseWith(4, "no folder in the last commit");
        (await ExtractAsync("README.md", "leads")).ShouldRefuseWith(4, "no folder in the last commit");
        (await ExtractAsync("src/Shop/Leads", "Leads!")).ShouldRefuseWith(2, "small letters");
        (await ExtractAsync("src/Shop/Leads", "leads", "--namespace", "acme;rm")).ShouldRefuseWith(2, "--namespace");
        _project.Write("src/Shop/Leads/New.cs", "// dirty\n");
        (await ExtractAsync("src/Shop/Leads", "leads")).ShouldRefuseWith(4, "src/Shop/Leads/New.cs", "not committed");
        (await _project.GitAsync("for-each-ref", "refs/heads/splits")).ShouldBeEmpty();
    }

    [Test]
    public async Task A_name_that_is_taken_and_a_folder_that_is_a_module_are_refused()
    {
        await StartAsync();
        var remote = await ModuleRemote.CreateAsync(Workplace);
        (await Workplace.QsAsync("module", "embed", "core", "--remote", remote.Address, "--yes")).ShouldExitWith(0);
        await _project.GitAsync("branch", "splits/taken-module");

        (await ExtractAsync("src/Shop/Leads", "core")).ShouldRefuseWith(4, "'core' already");
        (await ExtractAsync("src/Shop/Leads", "taken")).ShouldRefuseWith(4, "splits/taken-module exists already");
        (await ExtractAsync("modules/core", "leads")).ShouldRefuseWith(4, "is a module already");
        (await ExtractAsync("modules/core/src", "leads")).ShouldRefuseWith(4, "is a module already");
    }
}

/// <summary>Refusals of commands that say before what they are doing.</summary>
internal static class Refusals
{
    public static void ShouldRefuseWith(this Answer answer, int exitCode, params string[] words)
    {
        answer.ShouldExitWith(exitCode);
        var sentence = answer.Error.TrimEnd('\n').Split('\n')[^1];
        sentence.ShouldStartWith("qs: ");
        sentence.ShouldEndWith(".");
        words.ShouldAllBe(word => sentence.Contains(word, StringComparison.Ordinal), sentence);
        answer.Output.ShouldBeEmpty();
    }
}
