namespace QuickScale.Tool.Tests;

internal sealed class ModulesAreEmbedded : WorkplaceFixture
{
    [Test]
    public async Task One_command_embeds_a_module_with_what_it_requires_in_one_step()
    {
        var remote = await ModuleRemote.CreateAsync(Workplace);
        await remote.ReleaseAsync("base", "0.1.0");
        var split = await remote.ReleaseAsync("shop", "0.2.0", "requires: { base: \">=0.1 <1\" }", ("README.md", "Shop\n"));
        var project = await HostProject.CreateAsync(Workplace, remote: remote.Address);

        var answer = (await project.QsAsync("module", "embed", "shop", "--remote", remote.Address)).ShouldExitWith(0);

        answer.Output.ShouldContain("base v0.1.0 (required by shop)");
        (await project.GitAsync("status", "--porcelain", "--ignored")).ShouldBeEmpty();
        (await project.GitAsync("rev-parse", "HEAD:modules/shop")).ShouldBe(await project.GitAsync("rev-parse", $"{split}^{{tree}}"));
        (await project.GitAsync("log", "--first-parent", "--format=%s")).ShouldBe("Embed shop v0.2.0\nEmbed base v0.1.0\nEmbed core v0.1.0\nStart");
        project.Read(".quickscale/config.yml").ShouldContain($"split: {split}");
        project.Read("quickscale.yml").ShouldContain("shop:");
        project.Read("Shop.slnx").ShouldContain("modules/shop/src/Example.Shop.csproj");
        project.Read("src/Shop/Modules.cs").ShouldContain("new global::Example.Shop.ShopModule()");
    }

    [Test]
    public async Task Changes_of_the_user_survive_an_update()
    {
        var remote = await ModuleRemote.CreateAsync(Workplace);
        await remote.ReleaseAsync("shop", "0.1.0", ("a.txt", "1\n2\n3\n4\n5\n"), ("b.txt", "b\n"));
        var project = await HostProject.CreateAsync(Workplace, remote: remote.Address);
        (await project.QsAsync("module", "embed", "shop", "--remote", remote.Address)).ShouldExitWith(0);
        project.Write("modules/shop/a.txt", "mine\n2\n3\n4\n5\n");
        await project.CommitAsync("Change the module");
        await remote.ReleaseAsync("shop", "0.2.0", ("a.txt", "1\n2\n3\n4\ntheirs\n"), ("b.txt", null), ("c.txt", "c\n"));

        (await project.QsAsync("module", "update", "--yes")).ShouldExitWith(0);

        project.Read("modules/shop/a.txt").ShouldBe("mine\n2\n3\n4\ntheirs\n");
        project.Has("modules/shop/b.txt").ShouldBeFalse();
        project.Read(".quickscale/config.yml").ShouldContain("installed_version: v0.2.0");
        (await project.GitAsync("status", "--porcelain", "--ignored")).ShouldBeEmpty();
    }
}
