using QuickScale.Tool.Modules;

namespace QuickScale.Tool.Tests;

/// <summary>What <c>.quickscale/config.yml</c> says, and what it may not say.</summary>
internal sealed class ConfigIsRead
{
    internal const string Whole =
        """
        # What is installed. Managed by qs; commit it, do not edit it.
        schema: 1
        starter: 0.1.0
        contract: 1
        theme: html
        history: subtree
        default_remote: builtin
        modules:
          auth:
            prefix: modules/auth           # relative to the project
            remote: git@example.com:acme/modules.git
            branch: splits/auth-module
            installed_version: v0.1.0
            installed_at: 2026-11-22
            split: 0123456789abcdef0123456789abcdef01234567
            tree: 89abcdef0123456789abcdef0123456789abcdef
            source: content/modules/auth
            options: { registration: open, days: 7, strict: true, hosts: [a.example, b.example] }

        """;

    [Test]
    public void With_every_key()
    {
        ProjectConfig.Read(Whole, "config.yml").Failed(out var failure, out var config).ShouldBeFalse(failure?.Sentence);

        config!.Schema.ShouldBe(1);
        config.Starter.ShouldBe(new SemanticVersion(0, 1, 0));
        config.Contract.ShouldBe(1);
        config.Theme.ShouldBe("html");
        config.History.ShouldBe(HistoryMode.Subtree);
        config.DefaultRemote.ShouldBe("builtin");
        config.Modules.ShouldHaveSingleItem().ShouldBe(new InstalledModule(
            "auth",
            "modules/auth",
            "git@example.com:acme/modules.git",
            "splits/auth-module",
            new SemanticVersion(0, 1, 0),
            new DateOnly(2026, 11, 22),
            "0123456789abcdef0123456789abcdef01234567",
            "89abcdef0123456789abcdef0123456789abcdef",
            "content/modules/auth",
            new Dictionary<string, OptionValue>
            {
                ["registration"] = new TextValue("open"),
                ["days"] = new IntValue(7),
                ["strict"] = new BoolValue(true),
                ["hosts"] = new ListValue(["a.example", "b.example"]),
            }));
    }

    [Test]
    public void As_the_template_writes_it()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Starter, "base", ".quickscale", "config.yml")).Replace("qs-theme", "html", StringComparison.Ordinal);

        ProjectConfig.Read(text, "config.yml").Failed(out var failure, out var config).ShouldBeFalse(failure?.Sentence);

        config!.Starter.ToString().ShouldBe(Repository.Version);
        config.Modules.ShouldBeEmpty();
    }

    [TestCase("modules: {}")]
    [TestCase("modules:")]
    [TestCase("modules: ~")]
    public void Without_modules(string modules)
    {
        var text = $"schema: 1\nstarter: 0.1.0\ncontract: 1\ntheme: html\ndefault_remote: builtin\n{modules}\n";

        ProjectConfig.Read(text, "config.yml").Failed(out var failure, out var config).ShouldBeFalse(failure?.Sentence);

        config!.Modules.ShouldBeEmpty();
        config.History.ShouldBeNull();
    }
}
