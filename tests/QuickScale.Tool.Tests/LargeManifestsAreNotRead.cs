namespace QuickScale.Tool.Tests;

/// <summary>A manifest of many megabytes is not read to learn that it is none.</summary>
internal sealed class LargeManifestsAreNotRead : ShopFixture
{
    private const int Megabyte = 1024 * 1024;

    [Test]
    public async Task It_is_refused_with_a_sentence_of_its_own()
    {
        await PrepareAsync();
        await ReleaseLargeAsync("large", "0.1.0", 50);
        string[] embed = ["module", "embed", "large", "--remote", Remote.Address];
        await RefusesAsync(4, ["module.yml of module 'large'", Remote.Address, "larger than 1 MB", "was not read"], embed);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        (await Project.QsAsync(embed)).ExitCode.ShouldBe(4);

        // All that was ever allocated, whether it was needed at the same time or not.
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        await TestContext.Out.WriteLineAsync($"{allocated / Megabyte} MB");
        allocated.ShouldBeLessThan(50L * Megabyte);
    }

    [Test]
    public async Task Other_versions_of_the_module_are_found([Values(2, 50)] int megabytes)
    {
        await PrepareAsync();
        await ReleaseLargeAsync("shop", "0.3.0", megabytes);
        (await UpdateAsync()).ShouldExitWith(0).Output.ShouldContain("shop v0.1.0 is up to date");

        await UpdateWorksAsync();
    }

    [Test]
    public async Task The_limit_is_one_megabyte()
    {
        await PrepareAsync();
        var rest = Megabyte - ModuleRemote.Manifest("large", "0.1.0").Length;
        await Remote.ReleaseAsync("large", "0.1.0", ("module.yml", ModuleRemote.Manifest("large", "0.1.0") + new string('#', rest)));
        string[] embed = ["module", "embed", "large", "--remote", Remote.Address];
        await RefusesAsync(4, ["module.yml:1:1: the file is larger than 256 KiB"], embed);

        await Remote.ReleaseAsync("large", "0.1.0", ("module.yml", ModuleRemote.Manifest("large", "0.1.0") + new string('#', rest + 1)));
        await RefusesAsync(4, ["larger than 1 MB"], embed);
    }

    private Task<string> ReleaseLargeAsync(string module, string version, int megabytes) =>
        Remote.ReleaseAsync(module, version, ("module.yml", ModuleRemote.Manifest(module, version) + string.Concat(Enumerable.Repeat($"#{new string('x', 1022)}\n", megabytes * 1024))));
}
