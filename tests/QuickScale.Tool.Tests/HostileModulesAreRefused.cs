using System.Text;

namespace QuickScale.Tool.Tests;

/// <summary>
/// Files and remotes written by somebody who wants harm: no command of theirs runs, nothing is written outside of the project or behind
/// the user's back, nothing steers the terminal, and every run ends in a sentence.
/// </summary>
[Platform(Exclude = "Win", Reason = "The trees and the commands in them are made for a shell.")]
internal sealed class HostileModulesAreRefused : ShopFixture
{
    private const string Filters = "*.txt filter=evil\n";

    private string Marker => Workplace["harm"];

    private string[] Poison =>
    [
        $"--upload-pack=touch {Marker}", $"--upload-pack=touch${{IFS}}{Marker}", $"-oProxyCommand=touch {Marker}", $"ext::sh -c 'touch {Marker}'", $"ext::touch {Marker}", "fd::17", "http://example.invalid/x",
        $"ssh://-oProxyCommand=touch${{IFS}}{Marker}/x", $"git@-oProxyCommand=touch${{IFS}}{Marker}:x", $"user@host:--upload-pack=touch {Marker}", $"$(touch {Marker})", $"`touch {Marker}`", $"; touch {Marker};", $"main;touch {Marker}",
        "refs/heads/x:refs/heads/main", "+refs/heads/*:refs/heads/*", "../../..", "/etc", "modules/../../evil", "modules/shop/../../.git", ".git/hooks", "HEAD", "-", "--", "--help", "-n", "@{-1}", "", "\u001B[2Jgone", "a\nb", "a\0b",
        "\u202Egpj", new string('a', 5000), "0000000000000000000000000000000000000000", "99999999999999999999", "null", "*x", "file:///etc", "//host/share", "C:\\evil", "constructor", "<script>",
    ];

    [Test]
    public async Task Fields_of_the_projects_files()
    {
        await PrepareAsync();
        await ReleaseNextAsync();
        string[] commands = ["module update --yes --trust-remote", "module status --upstream --trust-remote", "module repair --yes --trust-remote", "module diff shop --upstream --trust-remote", "module list --upstream --trust-remote", "module rollback shop --yes", "module embed other --trust-remote"];
        var chance = Rounds.Chance(nameof(HostileModulesAreRefused));
        var start = await Project.GitAsync("rev-parse", "HEAD");
        for (var round = 0; round < Rounds.Of(40); round++)
        {
            var file = chance.Next(4) == 0 ? "quickscale.yml" : ".quickscale/config.yml";
            var lines = Project.Read(file).TrimEnd('\n').Split('\n');
            var fields = Enumerable.Range(0, lines.Length).Where(index => lines[index].Contains(": ", StringComparison.Ordinal) && lines[index][0] != '#').ToList();
            var line = fields[chance.Next(fields.Count)];
            var poison = Poison[chance.Next(Poison.Length)];
            lines[line] = $"{lines[line][..lines[line].IndexOf(": ", StringComparison.Ordinal)]}: {Quoted(poison, chance)}";
            Project.Write(file, string.Join('\n', lines) + "\n");
            await Project.CommitAsync("Harm");

            await ShouldDoNoHarmAsync(commands[chance.Next(commands.Length)], $"{file}: {lines[line]}");

            await Project.GitAsync("reset", "--quiet", "--hard", start);
            await Project.GitAsync("clean", "-qdfx");
        }
    }

    [Test]
    public async Task Every_address_that_is_none()
    {
        await PrepareAsync();
        foreach (var poison in Poison.Where(poison => poison is not ("/etc" or "null")))
        {
            var before = await Project.StateAsync();
            (await Project.QsAsync("module", "embed", "other", $"--remote={poison}")).ExitCode.ShouldBeOneOf([2, 5], poison);
            (await Project.StateAsync()).ShouldBe(before, poison);
            File.Exists(Marker).ShouldBeFalse(poison);
        }
    }

    [Test]
    public async Task Fields_of_a_fetched_manifest()
    {
        await PrepareAsync();
        var whole = ModuleRemote.Manifest("shop", "0.2.0", """
            requires: { other: ">=0.1 <1" }
            npm: { htmx.org: "^2.0.0" }
            options:
              mode: { type: enum, values: [a, b], default: a, change: mutable, summary: How }
            upgrades:
              0.2.0: { notes: upgrades/0.2.0.md, renamed_options: { old: mode } }
            """);
        var chance = Rounds.Chance(nameof(Fields_of_a_fetched_manifest));
        var words = whole.Split('\n').SelectMany(line => line.Split(": ")[^1].Trim('{', '}', ' ').Split(' ')).Where(word => word.Length > 2).Distinct().ToList();
        var start = await Project.GitAsync("rev-parse", "HEAD");
        for (var round = 0; round < Rounds.Of(25); round++)
        {
            var word = words[chance.Next(words.Count)];
            var poison = Quoted(Poison[chance.Next(Poison.Length)], chance);
            await Remote.ReleaseAsync("shop", "0.2.0", ("module.yml", whole.Replace(word, poison, StringComparison.Ordinal)), ("upgrades/0.2.0.md", "Do \u001B[31mthis\n"), ("a.txt", "0.2.0\n"));

            await ShouldDoNoHarmAsync("module update --yes", $"{word} → {poison}");

            await Project.GitAsync("reset", "--quiet", "--hard", start);
            await Project.GitAsync("clean", "-qdfx");
        }
    }

    [TestCase("120000", "link", "../../../../etc/passwd")]
    [TestCase("120000", "inner", "a.txt")]
    [TestCase("120000", "src", "/tmp")]
    [TestCase("160000", "library", null)]
    [TestCase("100644", ".git", "gitdir: /tmp")]
    [TestCase("100644", ".GIT", "gitdir: /tmp")]
    [TestCase("100644", "git~1", "gitdir: /tmp")]
    [TestCase("100644", ".g\u200Cit", "gitdir: /tmp")]
    [TestCase("100644", ".gitmodules", "[submodule]")]
    [TestCase("100644", ".gitattributes", Filters)]
    [TestCase("100644", ".gitignore", "*\n")]
    [TestCase("100644", "..", "up")]
    [TestCase("100644", ".", "here")]
    [TestCase("100644", "a\\..\\b", "backslash")]
    [TestCase("100644", "CON.txt", "device")]
    [TestCase("100644", "nul", "device")]
    [TestCase("100644", "a:b", "stream")]
    [TestCase("100644", "end.", "dot")]
    [TestCase("100644", "end ", "space")]
    [TestCase("100644", "A.TXT", "case")]
    [TestCase("100644", "red\u001B[31m.txt", "escape")]
    [TestCase("100644", "two\nlines", "line end")]
    [TestCase("100644", "soft\u00ADhyphen.cs", "invisible")]
    [TestCase("100644", "\u202Etxt.exe", "reversed")]
    [TestCase("040000", ".git", "hooks")]
    [TestCase("040000", ".Git ", "hooks")]
    [TestCase("040000", "..", "evil")]
    [TestCase("040000", "A.txt", "evil")]
    public async Task Trees_that_no_module_has(string mode, string name, string? content)
    {
        await PrepareAsync();
        await PublishTreeAsync("0.2.0", [(mode, name, content)]);

        await ShouldDoNoHarmAsync("module update --yes", name, isRefused: true);
        (await Project.QsAsync("module", "remove", "shop", "--yes")).ShouldExitWith(0);
        await ShouldDoNoHarmAsync($"module embed shop --remote {Remote.Address}", name, isRefused: true);
        File.Exists(Project.PathOf("modules/shop/a.txt")).ShouldBeFalse();
    }

    [Test]
    public async Task A_long_path_and_many_and_large_files([Values("long", "many", "large")] string what)
    {
        await PrepareAsync();
        IEnumerable<(string, string, string?)> entries = what switch
        {
            "long" => [("100644", new string('x', 200), "x")],
            "many" => Enumerable.Range(0, 5001).Select(number => ("100644", $"file-{number:0000}", (string?)"x")),
            _ => [("100644", "large.bin", new string('x', (5 * 1024 * 1024) + 1))],
        };
        await PublishTreeAsync("0.2.0", entries);

        await ShouldDoNoHarmAsync("module update --yes", what, isRefused: true);
    }

    [Test]
    public async Task A_tree_that_unfolds_to_billions_of_files()
    {
        await PrepareAsync();
        var tree = await ObjectAsync("blob", "x");
        var mode = "100644 blob";
        for (var level = 0; level < 10; level++)
        {
            tree = await MakeTreeAsync(Enumerable.Range(0, 10).Select(number => $"{mode} {tree}\tf{number}"));
            mode = "040000 tree";
        }

        await PublishTreeAsync("0.2.0", [], $"040000 tree {tree}\tbomb");

        await ShouldDoNoHarmAsync("module update --yes", "bomb", isRefused: true);
    }

    [Test]
    public async Task A_manifest_that_unfolds_without_end()
    {
        await PrepareAsync();
        var bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Concat("bcdefghi".Select((letter, index) => $"{letter}: &{letter} [{string.Join(',', Enumerable.Repeat("*" + "abcdefghi"[index], 9))}]\n"));
        await Remote.ReleaseAsync("shop", "0.2.0", ("module.yml", ModuleRemote.Manifest("shop", "0.2.0") + bomb));

        (await UpdateAsync()).ShouldExitWith(0).Output.ShouldContain("up to date");
    }

    [Test]
    public async Task A_manifest_that_names_another_module()
    {
        await PrepareAsync();
        await Remote.ReleaseAsync("crm", "0.1.0", ("module.yml", ModuleRemote.Manifest("shop", "0.1.0")));

        await ShouldDoNoHarmAsync($"module embed crm --remote {Remote.Address}", "crm", isRefused: true);
        (await Project.QsAsync("module", "embed", "crm", "--remote", Remote.Address)).ShouldRefuse(4, "calls itself 'shop'");
    }

    [Test]
    public async Task Texts_that_would_steer_the_terminal()
    {
        await PrepareAsync();
        await Workplace.GitAsync("sources/shop", "commit", "--quiet", "--allow-empty", "--message", "\u001B[31mSubject\u009B2J [red]\u0007");
        await Remote.ReleaseAsync("shop", "0.2.0", "upgrades:\n  0.2.0: { notes: upgrades/0.2.0.md }\noptions:\n  mode: { type: string, default: \"[bold]\", change: mutable, summary: \"[blink]x\" }", ("upgrades/0.2.0.md", "\u001B]0;title\u0007 [/] [link=x]\n"), ("a.txt", "0.2.0 \u001B[31m\n"));
        Project.Write("modules/shop/\u001B[31mred [bold].txt", "\u001B[2Jmine\n");
        await Project.CommitAsync("\u001B[31mChange");
        Project.Write("modules/shop/\u001B[31mblue [/].txt", "mine\n");

        foreach (var json in new[] { "", " --json" })
        {
            foreach (var command in new[] { "module status", "module status --upstream", "module diff shop", "module diff shop --upstream", "module info shop", "module list --upstream", "module update --yes --dry-run", "module update --yes --dry-run --verbose" })
                ShouldBeHarmless(await Project.QsAsync((command + json).Split(' ')), command);
        }

        ShouldBeHarmless((await UpdateAsync()).ShouldExitWith(0), "update");
        ShouldBeHarmless(await Project.QsAsync("module", "rollback", "shop", "--yes"), "rollback");
        await Remote.ReleaseAsync("shop", "0.3.0", ("CHANGELOG.md", "# Changes\n\n## 0.3.0\n\n- \u001B[31mRed [red]\n"));
        var answer = (await UpdateAsync()).ShouldExitWith(0);
        answer.Output.ShouldContain("Red [red]");
        ShouldBeHarmless(answer, "update");
    }

    [Test]
    public async Task Upstream_subjects_that_look_like_trailers()
    {
        await PrepareAsync();
        await Workplace.GitAsync("sources/shop", "commit", "--quiet", "--allow-empty", "--message", "git-subtree-split: 0123456789012345678901234567890123456789\n\ngit-subtree-dir: modules/core\ngit-subtree-split: 0123456789012345678901234567890123456789");
        await UpdateWorksAsync();
        await Remote.ReleaseAsync("shop", "0.3.0", ("a.txt", string.Concat(Lines("0.3.0"))));

        (await UpdateAsync()).ShouldExitWith(0);

        ShouldBeAt("0.3.0");
        (await Project.GitAsync("log", "-1", "--format=%(trailers:key=git-subtree-split,valueonly)", "HEAD^2")).ShouldNotContain("0123");
    }

    [Test]
    public async Task Drivers_of_the_users_own_are_not_set_up_by_a_module()
    {
        await PrepareAsync();
        await Project.GitAsync("config", "filter.evil.smudge", $"touch {Marker}; cat");
        await PublishTreeAsync("0.2.0", [("100644", ".gitattributes", Filters)]);

        await ShouldDoNoHarmAsync("module update --yes", ".gitattributes", isRefused: true);
    }

    private static string Quoted(string text, Random chance) => chance.Next(3) switch
    {
        0 => text,
        1 => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        _ => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\u001B", "\\e", StringComparison.Ordinal).Replace("\0", "\\0", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"",
    };

    private async Task ShouldDoNoHarmAsync(string command, string what, bool isRefused = false)
    {
        var before = await Project.StateAsync();
        var outside = Outside();
        var answer = await Project.QsAsync(command.Split(' '));

        var shown = $"{what}\n{command}\n{answer.Output}{answer.Error}";
        answer.ExitCode.ShouldBeOneOf([0, 1, 2, 3, 4, 5], shown);
        File.Exists(Marker).ShouldBeFalse(shown);
        ShouldBeHarmless(answer, shown);
        Outside().ShouldBe(outside, shown);
        if (isRefused)
            answer.ExitCode.ShouldBeOneOf([2, 4, 5], shown);
        if (answer.ExitCode != 0)
        {
            answer.Error.ShouldContain("qs: ", Case.Sensitive, shown);
            (await Project.StateAsync()).ShouldBe(before, shown);
        }
    }

    private static void ShouldBeHarmless(Answer answer, string shown) =>
        (answer.Output + answer.Error).Where(letter => char.IsControl(letter) && letter is not ('\n' or '\t')).ShouldBeEmpty(shown);

    /// <summary>All that lies around the project.</summary>
    private List<string> Outside() =>
        [.. Directory.EnumerateFiles(Workplace.Root, "*", SearchOption.AllDirectories).Where(file => !file.StartsWith(Workplace["host"], StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>Publishes a version that is the one before with these entries in its root, past all that git would say to them.</summary>
    private async Task PublishTreeAsync(string version, IEnumerable<(string Mode, string Name, string? Content)> entries, params string[] more)
    {
        await Remote.ReleaseAsync("shop", version, ("a.txt", "0.2.0\n"));
        var lines = (await Workplace.GitAsync("modules.git", "ls-tree", "splits/shop-module")).Split('\n').ToList();
        var blobs = new Dictionary<string, string>();
        foreach (var (mode, name, content) in entries)
        {
            var id = mode switch
            {
                "160000" => await Workplace.GitAsync("modules.git", "rev-parse", "splits/shop-module"),
                "040000" => await MakeTreeAsync([$"100644 blob {await ObjectAsync("blob", "x")}\t{content}"]),
                _ => blobs.TryGetValue(content!, out var known) ? known : blobs[content!] = await ObjectAsync("blob", content!),
            };
            lines.RemoveAll(line => line.EndsWith("\t" + name, StringComparison.Ordinal));
            lines.Add($"{mode} {(mode == "160000" ? "commit" : mode == "040000" ? "tree" : "blob")} {id}\t{name}");
        }

        var tree = await MakeTreeAsync([.. lines, .. more]);
        var commit = await Workplace.GitAsync("modules.git", "commit-tree", "-m", "Harm", "-p", "splits/shop-module", tree);
        await Workplace.GitAsync("modules.git", "update-ref", "refs/heads/splits/shop-module", commit);
        await Workplace.GitAsync("modules.git", "update-ref", $"refs/tags/shop/v{version}", commit);
    }

    private Task<string> MakeTreeAsync(IEnumerable<string> lines) => FromFileAsync(string.Join('\0', lines), "mktree", "-z", "--missing");

    private Task<string> ObjectAsync(string type, string content) => FromFileAsync(content, "hash-object", "-w", "--stdin", "-t", type);

    private async Task<string> FromFileAsync(string input, params string[] arguments)
    {
        await File.WriteAllBytesAsync(Workplace["input"], Encoding.UTF8.GetBytes(input));
        var answer = await TestProcess.RunAsync("sh", ["-c", $"git {string.Join(' ', arguments)} < '{Workplace["input"]}'"], Workplace["modules.git"]);
        return answer.ShouldSucceed().Output.Trim();
    }
}
