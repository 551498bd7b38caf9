namespace QuickScale.Tool.Tests;

/// <summary>
/// The guides are followed from their first command to their last, in a project named Shop and with a published repository of modules
/// in which crm has the versions 0.2.0 to 0.4.0.
/// </summary>
internal sealed class GuidesAreTrue : WorkplaceFixture
{
    private const string Address = "https://git.example.com/acme/modules.git";
    private const string Customers = "content/modules/crm/src/Customers.cs";
    private ModuleHost _host = null!;

    [Test]
    [Category("Slow")]
    public async Task Git_subtree_by_hand()
    {
        await PrepareAsync();
        await HostProject.CreateAsync(Workplace, "blog");
        await EmbedAsync();
        await FollowAsync(Repository.PathOf("docs", "git-subtree.md"));

        _host.Project.Read("modules/crm/src/Customers.cs").ShouldContain("PerPage = 25");
        _host.Project.Read("modules/crm/module.yml").ShouldContain("version: 0.4.0");
        (await _host.ThereAsync("log", "-1", "--format=%an %s", "feature/crm-notes-sentence")).ShouldBe("Ada Lovelace Say who sees notes");
        (await _host.ThereAsync("diff", "--name-only", "main", "feature/crm-notes-sentence")).ShouldBe("content/modules/crm/README.md");
    }

    [Test]
    [Category("Slow")]
    public async Task Safe_updates()
    {
        await PrepareAsync();
        await EmbedAsync();
        await FollowAsync(Repository.PathOf("docs", "safe-updates.md"));

        _host.Project.Read("modules/crm/src/Customers.cs").ShouldContain("PerPage = 25");
        _host.Project.Read(".quickscale/config.yml").ShouldContain("installed_version: v0.4.0");
        (await _host.GitAsync("status", "--porcelain")).ShouldBeEmpty();
    }

    [Test]
    [Category("Slow")]
    public async Task A_module_is_extracted()
    {
        await PrepareAsync();
        await Workplace.GitAsync(".", "init", "--quiet", "--bare", "ledger.git");
        await EmbedAsync();
        await FollowAsync(Repository.PathOf("docs", "modules.md"));

        _host.Project.Read("modules/ledger/src/Entry.cs").ShouldStartWith("namespace Shop.Modules.Ledger;");
        _host.Project.Has("src/Shop/Ledger").ShouldBeFalse();
        _host.Project.Read("Shop.slnx").ShouldContain("modules/ledger/tests/Shop.Modules.Ledger.Tests.csproj");
    }

    [TestCase("```sh\ngit status\n```\n\n```text\nOn branch trunk\n```\n", "- On branch trunk")]
    [TestCase("```console\n$ qs --version\n0.0.0\n```\n", "- 0.0.0")]
    [TestCase("```console\n$ git branch --show-current\ntrunk\n```\n", "- trunk")]
    [TestCase("```console\n$ qs --version\n```\n", "+ ")]
    [TestCase("```sh\ngit rev-parse --verify trunk\n```\n", "ended with 128, not 0")]
    [TestCase("```console\n$ qs module nothing\n```\n", "ended with 2, not 0")]
    [TestCase("```sh\ngit status   # ends with 1\n```\n", "ended with 0, not 1")]
    public async Task A_guide_that_is_not_true_fails(string text, string difference)
    {
        await HostProject.CreateAsync(Workplace, "shop");
        await File.WriteAllTextAsync(Workplace["guide.md"], text);
        var failure = await Should.ThrowAsync<InvalidOperationException>(() => FollowAsync(Workplace["guide.md"]));
        failure.Message.ShouldContain(difference);
    }

    private Task FollowAsync(string file) => new DocumentedTerminal(Workplace, "shop").FollowAsync(file);

    private async Task PrepareAsync()
    {
        _host = new ModuleHost(Workplace, project: "shop", mono: "published");
        // The addresses of the documents are those of repositories here.
        Workplace.GitConfig(
            ["[user]", "name = Ada Lovelace", "email = ada@example.com", .. Instead("published.git", Address), .. Instead("ledger.git", "https://git.example.com/acme/ledger.git")]);
        await _host.PublishAsync("crm");
        File.Delete(Path.Combine(_host.Mono.Root, "content", "modules", "crm", "src", "Text.cs"));
        _host.Mono
            .Write("content/modules/crm/README.md", "# crm\n\nCustomers and their notes.\n\nNotes are kept for ever.\n")
            .Write(Customers, CustomersWith(20));
        await ReleaseAsync("0.2.0", "Customers have notes.");
        _host.Mono.Write("content/modules/crm/src/Labels.cs", "namespace Acme.Crm;\n\npublic static class Labels\n{\n    public const int Most = 12;\n}\n");
        await ReleaseAsync("0.3.0", "Customers have labels.");
        _host.Mono.Write(Customers, CustomersWith(50));
        await ReleaseAsync("0.4.0", "A page shows 50 customers.");
        // From here on time passes: git subtree takes the squash commit with the latest date.
        Workplace.Set("GIT_AUTHOR_DATE", null);
        Workplace.Set("GIT_COMMITTER_DATE", null);
        await _host.StartAsync();
    }

    private string[] Instead(string repository, string address) => [$"[url \"{Workplace[repository].Replace('\\', '/')}\"]", $"insteadOf = {address}"];

    private static string CustomersWith(int perPage) => $$"""
        namespace Acme.Crm;

        public static class Customers
        {
            public const int PerPage = {{perPage}};

            public const string Order = "name";
        }

        """.ReplaceLineEndings("\n");

    private async Task ReleaseAsync(string version, string change)
    {
        var changelog = Path.Combine(_host.Mono.Root, "content", "modules", "crm", "CHANGELOG.md");
        var text = await File.ReadAllTextAsync(changelog);
        _host.Mono.Write("content/modules/crm/CHANGELOG.md", text.Replace("# Changes\n", $"# Changes\n\n## {version}\n\n- {change}\n", StringComparison.Ordinal));
        await _host.ReleaseAsync("crm", version);
    }

    /// <summary>Core by itself: as something that crm requires it would be the real one.</summary>
    private async Task EmbedAsync()
    {
        foreach (var module in new[] { "core", "crm@0.2.0" })
            (await Workplace.QsAsync("module", "embed", module, "--remote", Address, "--yes")).ShouldExitWith(0);
    }
}
