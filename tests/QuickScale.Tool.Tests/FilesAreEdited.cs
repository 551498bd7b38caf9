using QuickScale.Tool.Modules;
using QuickScale.Tool.Projects;

namespace QuickScale.Tool.Tests;

/// <summary>An edit of config.yml or quickscale.yml changes what was asked for, and no other byte.</summary>
internal sealed class FilesAreEdited
{
    private const string Head = "# mine\nschema: 1\nstarter: 0.1.0\ncontract: 1\ntheme: html # plain\n\ndefault_remote: builtin\n";

    private const string Core =
        """
          core:
            prefix: modules/core
            remote: builtin
            branch: splits/core-module
            installed_version: v0.1.0
            installed_at: 2026-11-22
            split: cccccccccccccccccccccccccccccccccccccccc
            tree: dddddddddddddddddddddddddddddddddddddddd
            source: content/modules/core
            options: {}

        """;

    private static readonly InstalledModule CoreModule = new(
        "core",
        "modules/core",
        "builtin",
        "splits/core-module",
        new SemanticVersion(0, 1, 0),
        new DateOnly(2026, 11, 22),
        new string('c', 40),
        new string('d', 40),
        "content/modules/core",
        new Dictionary<string, OptionValue>());

    private static string Auth => Core.Replace("core", "auth", StringComparison.Ordinal);

    private static InstalledModule AuthModule => CoreModule with { Name = "auth", Prefix = "modules/auth", Branch = "splits/auth-module", Source = "content/modules/auth" };

    [TestCase("modules: {}\n", "modules:\n")]
    [TestCase("modules:\n", "modules:\n")]
    [TestCase("modules: ~\n", "modules:\n")]
    [TestCase("modules: null # none yet\n", "modules: # none yet\n")]
    [TestCase("modules: {} # none yet\n", "modules: # none yet\n")]
    [TestCase("\"modules\"  :   { }\n", "\"modules\"  :\n")]
    public void The_first_module_opens_the_section(string before, string after) =>
        Config(Head + before, Add(CoreModule)).ShouldBe(Head + after + Core);

    [TestCase("modules:\n", "modules: {}\n")]
    [TestCase("modules:   # all of them\n", "modules: {}   # all of them\n")]
    public void The_last_module_closes_it(string before, string after) =>
        Config(Head + before + Core, Drop("core")).ShouldBe(Head + after);

    [Test]
    public void Comments_below_the_empty_section_stay() =>
        Config(Head + "modules:\n  # none yet\n# end\n", Add(CoreModule)).ShouldBe(Head + "modules:\n" + Core + "  # none yet\n# end\n");

    [Test]
    public void A_second_module_comes_behind_the_first_and_its_comments() =>
        Config(Head + "modules:\n" + Core + "    # about core\n\n  # about what follows\n# end\n", Add(AuthModule))
            .ShouldBe(Head + "modules:\n" + Core + "    # about core\n" + Auth + "\n  # about what follows\n# end\n");

    [Test]
    public void A_removed_module_takes_its_own_comments_with_it() =>
        Config(Head + "modules:\n  # all reviewed\n\n  # about core\n  # in two lines\n" + Core + "\n    # deep in core\n\n  # about auth\n" + Auth + "# end\n", Drop("core"))
            .ShouldBe(Head + "modules:\n  # all reviewed\n\n\n  # about auth\n" + Auth + "# end\n");

    [Test]
    public void The_file_may_end_without_a_line_end()
    {
        Config((Head + "modules:\n" + Core).TrimEnd('\n'), Add(AuthModule)).ShouldBe((Head + "modules:\n" + Core + Auth).TrimEnd('\n'));
        Config((Head + "modules:\n" + Core + Auth).TrimEnd('\n'), Drop("auth")).ShouldBe((Head + "modules:\n" + Core).TrimEnd('\n'));
        Config((Head + "modules: {}").TrimEnd('\n'), Add(CoreModule)).ShouldBe((Head + "modules:\n" + Core).TrimEnd('\n'));
    }

    [Test]
    public void Line_ends_and_byte_order_mark_stay_as_they_are()
    {
        Config(Windows("\uFEFF" + Head + "modules: {}\n"), Add(CoreModule)).ShouldBe(Windows("\uFEFF" + Head + "modules:\n" + Core));
        Config("\uFEFF" + Head["# mine\n".Length..] + "modules: {}\n", config => config with { History = HistoryMode.Linear })
            .ShouldBe("\uFEFF" + Head["# mine\n".Length..].Replace("plain\n", "plain\nhistory: linear\n", StringComparison.Ordinal) + "modules: {}\n");
        Config(Windows(Head + "modules:\n" + Core + Auth), Drop("core")).ShouldBe(Windows(Head + "modules:\n" + Auth));
    }

    [Test]
    public void A_new_version_changes_its_four_values()
    {
        var text = Head + "modules:\n" + Core.Replace("installed_version: v0.1.0", "installed_version: 'v0.1.0'   # pinned", StringComparison.Ordinal) + Auth;

        var changed = Config(text, config => With(config, "core", core => core with
        {
            InstalledVersion = new SemanticVersion(0, 2, 0),
            InstalledAt = new DateOnly(2027, 1, 2),
            Split = new string('a', 40),
            Tree = new string('b', 40),
        }));

        changed.ShouldBe(Head + "modules:\n" + Core
            .Replace("installed_version: v0.1.0", "installed_version: v0.2.0   # pinned", StringComparison.Ordinal)
            .Replace("2026-11-22", "2027-01-02", StringComparison.Ordinal)
            .Replace(new string('c', 40), new string('a', 40), StringComparison.Ordinal)
            .Replace(new string('d', 40), new string('b', 40), StringComparison.Ordinal) + Auth);
    }

    [TestCase("options: {}", "options:\n      days: 9")]
    [TestCase("options: # none", "options: # none\n      days: 9")]
    [TestCase("options: { a: x }", "options: { a: x, days: 9 }")]
    [TestCase("options: { days: 7, a: x }", "options: { days: 9, a: x }")]
    [TestCase("options: {\n      a: x, # why\n    }", "options: {\n      a: x, days: 9, # why\n    }")]
    [TestCase("options:\n       a: x # odd\n       # below", "options:\n       a: x # odd\n       days: 9\n       # below")]
    [TestCase("options:\n      days: # soon\n        7\n      a: x", "options:\n      days: # soon\n        9\n      a: x")]
    public void An_option_is_set_in_the_style_that_is_there(string before, string after) =>
        Config(WithOptions(before), SetOption("days", new IntValue(9))).ShouldBe(WithOptions(after));

    [TestCase("options: { days: 7 }", "options: {}")]
    [TestCase("options: { days: 7, a: x }", "options: { a: x }")]
    [TestCase("options: { a: x, days: 7 }", "options: { a: x }")]
    [TestCase("options: { a: x, days: 7, }", "options: { a: x, }")]
    [TestCase("options: # mine\n      days: 7 # a week", "options: {} # mine")]
    [TestCase("options:\n      # first\n      days: 7\n      # second\n      a: x", "options:\n      # second\n      a: x")]
    [TestCase("options:\n      a: x\n      # why\n      days:\n        - 1\n        - 2", "options:\n      a: x")]
    public void An_option_is_removed(string before, string after) =>
        Config(WithOptions(before), SetOption("days", null)).ShouldBe(WithOptions(after));

    [TestCase("options:\n      hosts: # mine\n        - a # first\n        # more\n        - b\n      z: 1", "options:\n      hosts: [c, '1'] # mine\n      z: 1")]
    [TestCase("options:\n      hosts:\n      - a\n      z: 1", "options:\n      hosts: [c, '1']\n      z: 1")]
    [TestCase("options: { hosts: [a, b], z: 1 }", "options: { hosts: [c, '1'], z: 1 }")]
    [TestCase("options:\n      hosts: >-\n        a\n        b\n\n      z: 1", "options:\n      hosts: [c, '1']\n\n      z: 1")]
    public void A_list_is_replaced_whole(string before, string after) =>
        Config(WithOptions(before), SetOption("hosts", new ListValue(["c", "1"]))).ShouldBe(WithOptions(after));

    [Test]
    public void A_section_between_braces_stays_between_braces()
    {
        var line = "{ prefix: modules/core, remote: builtin, branch: splits/core-module, installed_version: v0.1.0, installed_at: 2026-11-22, "
            + $"split: {new string('c', 40)}, tree: {new string('d', 40)}, source: content/modules/core, options: {{}} }}";
        var other = line.Replace("core", "auth", StringComparison.Ordinal);

        Config(Head + $"modules: {{ core: {line} }}\n", Add(AuthModule)).ShouldBe(Head + $"modules: {{ core: {line}, auth: {other} }}\n");
        Config(Head + $"modules: {{ core: {line}, auth: {other} }}\n", Drop("core")).ShouldBe(Head + $"modules: {{ auth: {other} }}\n");
        Config(Head + $"modules: {{ core: {line} }}\n", Drop("core")).ShouldBe(Head + "modules: {}\n");
        Config(Head + $"modules: {{ core: {line} }}\n", SetOption("days", new IntValue(9)))
            .ShouldBe(Head + $"modules: {{ core: {line.Replace("options: {}", "options: { days: 9 }", StringComparison.Ordinal)} }}\n");
    }

    [Test]
    public void Top_values_change_in_place_and_history_comes_behind_the_theme()
    {
        var changed = Config(Head + "modules: {}\n", config => config with { History = HistoryMode.Subtree, DefaultRemote = "https://example.com/m.git", Starter = new SemanticVersion(0, 2, 0) });

        changed.ShouldBe("# mine\nschema: 1\nstarter: 0.2.0\ncontract: 1\ntheme: html # plain\nhistory: subtree\n\ndefault_remote: https://example.com/m.git\nmodules: {}\n");
    }

    [Test]
    public void With_nothing_to_change_it_is_the_same_text()
    {
        var text = Head + "modules:\n" + Core + Auth;

        // The order is the user's.
        Config(text, config => config with { Modules = [.. config.Modules.Reverse()] }).ShouldBeSameAs(text);
    }

    [Test]
    public void Another_indentation_is_followed()
    {
        var text = "schema: 1\nproject:\n    name: MyApp\n    slug: my-app\ntheme: html\ndatabase: sqlite\nmodules: {}\n";

        Wanted(text, file => file with { Modules = [Want("auth", "0.1"), Want("core", null)] })
            .ShouldBe(text.Replace(" {}\n", "\n    auth:\n        version: '0.1'\n    core: {}\n", StringComparison.Ordinal));
    }

    [Test]
    public void Quickscale_yml_gains_and_loses_modules_and_keys()
    {
        const string Text = "schema: 1\nproject: { name: MyApp, slug: my-app }\ntheme: html\ndatabase: sqlite\n# end\ndeploy: {}\n";
        const string Auth = "modules:\n  auth:\n    version: '>=0.1 <1'\n    options:\n      registration: invite\n";
        var auth = new WantedModule("auth", ">=0.1 <1", null, new Dictionary<string, OptionValue> { ["registration"] = new TextValue("invite") });

        var one = Text.Replace("# end", Auth + "# end", StringComparison.Ordinal);
        Wanted(Text, file => file with { Modules = [auth] }).ShouldBe(one);
        Wanted(one, file => file with { Modules = [] }).ShouldBe(Text.Replace("# end", "modules: {}\n# end", StringComparison.Ordinal));
        Wanted(one, file => file with { Modules = [Want("auth", null)] }).ShouldBe(Text.Replace("# end", "modules:\n  auth: {}\n# end", StringComparison.Ordinal));
        Wanted(one, file => file with { Modules = [auth with { Remote = "builtin" }] }).ShouldBe(one.Replace("<1'\n", "<1'\n    remote: builtin\n", StringComparison.Ordinal));
    }

    [Test]
    public void Theme_database_and_remotes_may_change_and_nothing_else()
    {
        const string Text = "schema: 1\nproject: { name: MyApp, slug: my-app } # mine\ntheme: html\ndatabase: sqlite # for now\nmodules: {}\n";
        var remotes = new Dictionary<string, string> { ["acme"] = "https://example.com/acme.git" };

        Wanted(Text, file => file with { Theme = "react", Database = "postgres", Remotes = remotes })
            .ShouldBe(Text.Replace("html", "react", StringComparison.Ordinal).Replace("sqlite # for now\n", "postgres # for now\nremotes:\n  acme: https://example.com/acme.git\n", StringComparison.Ordinal));

        ProjectFile.Parse(Text, "quickscale.yml").Failed(out _, out var read).ShouldBeFalse();
        ProjectFile.Edit(Text, read! with { Slug = "other" }, "quickscale.yml").Failed(out var failure, out _).ShouldBeTrue();
        failure!.ExitCode.ShouldBe(4);
    }

    [Test]
    public void Between_braces_a_module_without_any_gets_braces()
    {
        const string Text = "schema: 1\nproject: { name: MyApp, slug: my-app }\ntheme: html\ndatabase: sqlite\nmodules: { auth: , core: {} }\n";

        Wanted(Text, file => file with { Modules = [Want("auth", "0.1"), Want("core", "1")] })
            .ShouldBe(Text.Replace("{ auth: , core: {} }", "{ auth: { version: '0.1' } , core: { version: '1' } }", StringComparison.Ordinal));
    }

    [Test]
    public void Empty_braces_on_a_line_of_their_own()
    {
        Config(Head + "modules: # mine\n  # none\n  {} # yet\n# end\n", Add(CoreModule)).ShouldBe(Head + "modules: # mine\n" + Core + "  # none\n # yet\n# end\n");
    }

    [Test]
    public void The_first_key_of_a_module_without_any()
    {
        const string Text = "schema: 1\nproject: { name: MyApp, slug: my-app }\ntheme: html\ndatabase: sqlite\nmodules:\n  auth: # mine\n  core:\n";

        Wanted(Text, file => file with { Modules = [Want("auth", "0.1"), Want("core", null)] })
            .ShouldBe(Text.Replace("# mine\n", "# mine\n    version: '0.1'\n", StringComparison.Ordinal));
    }

    [Test]
    public void What_cannot_be_written_is_a_failure_and_not_a_broken_file()
    {
        var text = Head + "modules:\n" + Core;
        ProjectConfig.Read(text, "config.yml").Failed(out _, out var config).ShouldBeFalse();
        var wrong = With(config!, "core", core => core with { Branch = "--upload-pack=touch" });

        ProjectConfig.Edit(text, wrong, ".quickscale/config.yml").Failed(out var failure, out _).ShouldBeTrue();

        failure!.ExitCode.ShouldBe(4);
        failure.Sentence.ShouldStartWith(".quickscale/config.yml is written in a way");
    }

    [Test]
    public void A_file_that_cannot_be_read_is_not_edited()
    {
        ProjectConfig.Read(Head + "modules: {}\n", "config.yml").Failed(out _, out var config).ShouldBeFalse();

        ProjectConfig.Edit(Head + "modules: {\n", config!, "config.yml").Failed(out var failure, out _).ShouldBeTrue();

        failure!.Sentence.ShouldContain("not valid YAML");
    }

    private static string Windows(string text) => text.Replace("\n", "\r\n", StringComparison.Ordinal);

    private static string WithOptions(string options) => Head + "modules:\n" + Core.Replace("options: {}", options, StringComparison.Ordinal) + "# end\n";

    private static WantedModule Want(string name, string? version) => new(name, version, null, new Dictionary<string, OptionValue>());

    private static Func<ProjectConfig, ProjectConfig> Add(InstalledModule module) => config => config with { Modules = [.. config.Modules, module] };

    private static Func<ProjectConfig, ProjectConfig> Drop(string name) => config => config with { Modules = [.. config.Modules.Where(module => module.Name != name)] };

    private static ProjectConfig With(ProjectConfig config, string name, Func<InstalledModule, InstalledModule> change) =>
        config with { Modules = [.. config.Modules.Select(module => module.Name == name ? change(module) : module)] };

    private static Func<ProjectConfig, ProjectConfig> SetOption(string name, OptionValue? value) => config => With(config, "core", core =>
    {
        var options = core.Options.Where(option => option.Key != name).ToDictionary();
        if (value is not null)
        {
            options[name] = value;
        }

        return core with { Options = options };
    });

    private static string Config(string text, Func<ProjectConfig, ProjectConfig> change)
    {
        ProjectConfig.Read(text, "config.yml").Failed(out var unread, out var config).ShouldBeFalse(unread?.Sentence);
        ProjectConfig.Edit(text, change(config!), "config.yml").Failed(out var failure, out var changed).ShouldBeFalse(failure?.Sentence + failure?.Detail);
        return changed!;
    }

    private static string Wanted(string text, Func<ProjectFile, ProjectFile> change)
    {
        ProjectFile.Parse(text, "quickscale.yml").Failed(out var unread, out var file).ShouldBeFalse(unread?.Sentence);
        ProjectFile.Edit(text, change(file!), "quickscale.yml").Failed(out var failure, out var changed).ShouldBeFalse(failure?.Sentence + failure?.Detail);
        return changed!;
    }
}
