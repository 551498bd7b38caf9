namespace QuickScale.Tool.Tests;

/// <summary>Versions, requirements and options: what does not fit is refused with the way that does.</summary>
internal sealed class OnlyWhatFitsIsTaken : ShopFixture
{
    private const string Options = """
        options:
          mode: { type: enum, values: [open, closed], default: open, change: mutable, summary: How }
          limit: { type: int, min: 1, max: 9, default: 3, change: mutable, summary: How many }
          layout: { type: string, default: wide, change: immutable, summary: Fixed }
          key: { type: secret, change: mutable, summary: The key }
        """;

    [TestCase("contract: \">=1 <2\"", "contract: \">=2 <3\"", "needs a host contract")]
    [TestCase("themes: [html, htmx, react]", "themes: [react]", "supports the themes react")]
    public async Task The_newest_that_fits_is_named(string right, string wrong, string reason)
    {
        await PrepareWithoutModulesAsync();
        await Remote.ReleaseAsync("shop", "0.2.0", ("module.yml", ModuleRemote.Manifest("shop", "0.2.0").Replace(right, wrong, StringComparison.Ordinal)));

        await RefusesAsync(4, ["shop v0.2.0", reason, "shop@0.1.0"], "module", "embed", "shop@0.2.0", "--remote", Remote.Address);
        (await EmbedAsync()).ShouldExitWith(0);
        ShouldBeAt("0.1.0");
        (await UpdateAsync()).ShouldExitWith(0).Output.ShouldContain("up to date");
        await RefusesAsync(4, ["shop v0.2.0", reason, "v0.1.0"], "module", "update", "shop", "--to", "0.2.0", "--yes");
    }

    [Test]
    public async Task A_major_version_is_gone_to_on_purpose()
    {
        await PrepareAsync();
        await ReleaseNextAsync();
        await Remote.ReleaseAsync("shop", "1.0.0", ("a.txt", string.Concat(Lines("1.0.0"))));

        (await UpdateAsync()).ShouldExitWith(0);
        ShouldBeAt("0.2.0");
        (await UpdateAsync()).ShouldExitWith(0).Output.ShouldContain("shop v1.0.0 is another major version; 'qs module update shop --to 1.0.0' goes to it.");
        ShouldBeAt("0.2.0");
        (await UpdateAsync("shop", "--to", "1.0.0")).ShouldExitWith(0);
        ShouldBeAt("1.0.0");
    }

    [Test]
    public async Task Requirements_between_modules_hold()
    {
        await PrepareAsync();
        await Remote.ReleaseAsync("other", "0.2.0", "requires: { shop: \">=0.2 <1\" }");

        (await Project.QsAsync("module", "embed", "other@0.2.0", "--remote", Remote.Address)).ShouldRefuse(4, "other v0.2.0 requires shop", "qs module update shop");
        await ReleaseNextAsync();
        (await UpdateAsync()).ShouldExitWith(0);
        (await Project.QsAsync("module", "embed", "other", "--remote", Remote.Address)).ShouldExitWith(0);
        await RefusesAsync(4, ["other requires shop", "roll back other first"], "module", "rollback", "shop", "--yes");
        await RefusesAsync(4, ["other requires shop", "update both"], "module", "update", "shop", "--to", "0.1.0", "--yes");
        await RefusesAsync(4, ["other requires shop", "remove it first"], "module", "remove", "shop", "--yes");
    }

    [Test]
    public async Task A_requirement_that_no_version_meets()
    {
        await PrepareWithoutModulesAsync();
        await Remote.ReleaseAsync("crm", "0.1.0", "requires: { shop: \">=5\" }");
        await Remote.ReleaseAsync("sales", "0.1.0", "requires: { nothing: \">=0.1\" }");

        await RefusesAsync(4, ["crm", "shop"], "module", "embed", "crm", "--remote", Remote.Address);
        await RefusesAsync(2, ["'sales' requires 'nothing'", "There is no module 'nothing'"], "module", "embed", "sales", "--remote", Remote.Address);
    }

    [TestCase("mode=other", 2, "open, closed")]
    [TestCase("limit=10", 2, "from 1 to 9")]
    [TestCase("limit=many", 2, "from 1 to 9")]
    [TestCase("nothing=1", 2, "mode, limit, layout and key")]
    [TestCase("mode", 2, "MODULE.OPTION=VALUE")]
    [TestCase("other.mode=open", 2, "qs module set other")]
    [TestCase("layout=narrow", 4, "was fixed when it was embedded")]
    [TestCase("key=s3cret-value", 2, "environment variable")]
    [TestCase("key=", 2, "environment variable")]
    public async Task An_option_that_cannot_be_set(string setting, int exitCode, string words)
    {
        await PrepareWithOptionsAsync();

        await RefusesAsync(exitCode, [words], "module", "set", "shop", setting);
        (await Project.QsAsync("module", "set", "shop", setting)).Error.ShouldNotContain("s3cret");
    }

    [Test]
    public async Task Options_are_set_where_they_belong()
    {
        await PrepareWithOptionsAsync("--set", "shop.layout=narrow", "--set", "limit=5");
        Project.Read("src/Shop/modules.json").ShouldContain("5");
        (await Project.QsAsync("module", "set", "shop", "mode=closed", "key=SHOP_KEY")).ShouldExitWith(0);

        Project.Read(".quickscale/config.yml").ShouldContain("mode: closed");
        Project.Read("quickscale.yml").ShouldContain("mode: closed");
        Project.Read("src/Shop/modules.json").ShouldContain("closed");
        Project.Read(".quickscale/config.yml").ShouldContain("layout: narrow");
        var before = await Project.StateAsync();
        (await Project.QsAsync("module", "set", "shop", "mode=closed")).ShouldExitWith(0);
        (await Project.StateAsync()).ShouldBe(before);
    }

    [Test]
    public async Task Renamed_options_and_manual_steps_come_with_the_update()
    {
        await PrepareWithOptionsAsync("--set", "limit=5", "--set", "mode=closed");
        await Remote.ReleaseAsync("shop", "0.2.0", (Options + """

            upgrades:
              0.2.0: { notes: upgrades/0.2.0.md, renamed_options: { limit: most } }
            """).Replace("limit: {", "most: {", StringComparison.Ordinal), ("upgrades/0.2.0.md", "Restart it.\n"), ("a.txt", "0.2.0\n"));

        var answer = (await UpdateAsync()).ShouldExitWith(0);

        answer.Output.ShouldContain("To do for v0.2.0:\n    Restart it.");
        answer.Output.ShouldContain("option limit is now called most");
        Project.Read(".quickscale/config.yml").ShouldContain("most: 5");
        Project.Read(".quickscale/config.yml").ShouldNotContain("limit: 5");
        Project.Read("quickscale.yml").ShouldContain("most: 5");
        (await Project.QsAsync("module", "rollback", "shop", "--yes")).ShouldExitWith(0);
        Project.Read(".quickscale/config.yml").ShouldContain("limit: 5");
    }

    [Test]
    public async Task A_value_that_the_new_version_no_longer_allows()
    {
        await PrepareWithOptionsAsync("--set", "limit=5");
        await Remote.ReleaseAsync("shop", "0.2.0", Options.Replace("max: 9", "max: 4", StringComparison.Ordinal), ("a.txt", "0.2.0\n"));

        await RefusesAsync(4, ["shop.limit", "from 1 to 4", "qs module set"], "module", "update", "--yes");
    }

    private async Task PrepareWithOptionsAsync(params string[] settings)
    {
        await PrepareWithoutModulesAsync();
        await Remote.ReleaseAsync("shop", "0.1.0", Options);
        (await EmbedAsync(settings)).ShouldExitWith(0);
    }
}
