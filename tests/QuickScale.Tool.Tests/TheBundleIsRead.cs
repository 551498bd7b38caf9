using QuickScale.Tool.Modules;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Tests;

/// <summary>The bundle of modules beside the tool: its references without git, and what is wrong with it.</summary>
internal sealed class TheBundleIsRead : WorkplaceFixture
{
    private string Bundle => Workplace["modules.bundle"];

    [TestCase]
    [TestCase("--object-format=sha256")]
    public async Task Its_references_are_those_that_git_sees(params string[] format)
    {
        var mono = await MakeAsync(format);

        var bundle = Opened();

        bundle.Path.ShouldBe(Bundle);
        bundle.Refs.Select(pair => $"{pair.Value}\t{pair.Key}").ShouldBe((await mono.GitAsync("ls-remote", Bundle)).Split('\n'), ignoreOrder: true);
        bundle.Refs.Keys.ShouldBe(["refs/heads/splits/auth-module", "refs/heads/splits/core-module", "refs/tags/auth/v0.0.1", "refs/tags/core/v0.1.0", "refs/tags/core/v0.2.0"]);
        File.ReadAllText(Bundle + ".sha256").ShouldBe($"{bundle.Sha256}  modules.bundle\n");
    }

    [Test]
    public async Task It_is_whole_for_a_repository_that_has_nothing()
    {
        var mono = await MakeAsync();
        await mono.GitAsync("init", "--quiet", "--bare", Workplace["empty.git"]);

        await Workplace.GitAsync("empty.git", "-c", "transfer.fsckObjects=true", "fetch", "--quiet", Bundle, "refs/*:refs/*");

        (await Workplace.GitAsync("empty.git", "log", "--format=%s", "splits/core-module")).Split('\n').ShouldBe(["Second", "First"]);
        (await Workplace.GitAsync("empty.git", "cat-file", "blob", "core/v0.1.0:module.yml")).ShouldContain("0.1.0");
    }

    [Test]
    public async Task Every_lost_or_changed_byte_is_noticed()
    {
        await MakeAsync();
        var whole = await File.ReadAllBytesAsync(Bundle);
        var chance = Rounds.Chance(nameof(Every_lost_or_changed_byte_is_noticed));
        for (var round = 0; round < Rounds.Of(50); round++)
        {
            var damaged = whole[..chance.Next(whole.Length)];
            if (chance.Next(2) == 0)
            {
                damaged = [.. whole];
                damaged[chance.Next(whole.Length)] ^= 1;
            }

            await File.WriteAllBytesAsync(Bundle, damaged);
            Refusal().Sentence.ShouldContain("reinstall qs");
        }
    }

    [TestCase("")]
    [TestCase("# v2 git bundle\n")]
    [TestCase("# v9 git bundle\n\n")]
    [TestCase("# v2 git bundle\n-1234 needed\n\nPACK")]
    [TestCase("# v2 git bundle\n1234\n\nPACK")]
    public void What_is_no_whole_bundle_is_refused_although_its_hash_is_right(string content)
    {
        File.WriteAllText(Bundle, content);
        ModuleBundle.WriteHash(Bundle);

        Refusal().ExitCode.ShouldBe(ExitCode.Precondition);
    }

    [Test]
    public void A_tool_without_one_says_how_to_get_it()
    {
        Refusal().Sentence.ShouldContain("built without its modules");

        File.WriteAllText(Bundle, "# v2 git bundle\n\n");
        Refusal().Sentence.ShouldContain("reinstall qs");
    }

    private async Task<Monorepo> MakeAsync(params string[] format)
    {
        var mono = await new Monorepo(Workplace).InitAsync(format);
        mono.Module("core", "0.1.0").Module("auth", "0.0.1");
        await mono.CommitAsync("First");
        mono.Module("core", "0.2.0");
        await mono.CommitAsync("Second");
        await mono.SplitAsync("--bundle", Bundle);
        return mono;
    }

    private ModuleBundle Opened()
    {
        ModuleBundle.Open(Bundle).Failed(out var failure, out var bundle).ShouldBeFalse(failure?.Sentence);
        return bundle!;
    }

    private Failure Refusal()
    {
        ModuleBundle.Open(Bundle).Failed(out var failure, out _).ShouldBeTrue();
        failure!.Sentence.ShouldEndWith(".");
        failure.ExitCode.ShouldBe(ExitCode.Precondition);
        return failure;
    }
}
