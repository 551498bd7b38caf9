namespace QuickScale.Tool.Tests;

/// <summary>Tests of a project with the modules <c>core</c> and <c>shop</c> v0.1.0, whose file a.txt a later version changes.</summary>
internal abstract class ShopFixture : WorkplaceFixture
{
    private static readonly Lazy<Task<string>> Published = ModuleRemote.Once(async remote =>
    {
        await remote.ReleaseAsync("shop", "0.1.0", ("a.txt", string.Concat(Lines("0.1.0"))), ("b.txt", "b\n"));
        await remote.ReleaseAsync("other", "0.1.0", ("c.txt", "c\n"));
    });

    protected ModuleRemote Remote { get; set; } = null!;

    protected HostProject Project { get; set; } = null!;

    protected static IEnumerable<string> Lines(string middle) => ["1\n", "2\n", "3\n", $"{middle}\n", "5\n", "6\n", "7\n"];

    protected async Task PrepareAsync(string history = "subtree", string repository = "host", string within = "")
    {
        await PublishAsync();
        Project = await HostProject.CreateAsync(Workplace, repository, within, Remote.Address);
        (await Project.QsAsync("module", "embed", "shop", "--remote", Remote.Address, "--history", history)).ShouldExitWith(0);
    }

    /// <summary>A project without modules, and a remote that has them.</summary>
    protected async Task PrepareWithoutModulesAsync(string repository = "host", string within = "")
    {
        await PublishAsync();
        Project = await HostProject.CreateAsync(Workplace, repository, within, Remote.Address);
    }

    protected Task<string> ReleaseNextAsync() =>
        Remote.ReleaseAsync("shop", "0.2.0", ("a.txt", string.Concat(Lines("0.2.0"))), ("new.txt", "new\n"));

    protected Task<Answer> EmbedAsync(params string[] more) => Project.QsAsync(["module", "embed", "shop", "--remote", Remote.Address, .. more]);

    protected Task<Answer> UpdateAsync(params string[] more) => Project.QsAsync(["module", "update", "--yes", "--trust-remote", .. more]);

    /// <summary>Updates to v0.2.0 and looks whether it came.</summary>
    protected async Task<Answer> UpdateWorksAsync()
    {
        await ReleaseNextAsync();
        var answer = (await UpdateAsync()).ShouldExitWith(0);
        ShouldBeAt("0.2.0");
        return answer;
    }

    protected void ShouldBeAt(string version)
    {
        Project.Read(".quickscale/config.yml").ShouldContain($"installed_version: v{version}");
        Project.Read("modules/shop/module.yml").ShouldContain($"version: {version}");
        Project.Read("modules/shop/a.txt").ReplaceLineEndings("\n").ShouldContain($"{version}\n");
    }

    /// <summary>The command is refused with a sentence that has these words, and nothing at all has changed.</summary>
    protected async Task RefusesAsync(int exitCode, string[] words, params string[] command)
    {
        var before = await Project.StateAsync();
        var answer = await Project.QsAsync(command);
        (answer with { Output = string.Empty }).ShouldRefuse(exitCode, words);
        (answer.Output + answer.Error).ShouldNotContain('\u001B');
        (await Project.StateAsync()).ShouldBe(before);
        (await Project.GitAsync("for-each-ref", "refs/qs/transaction")).ShouldBeEmpty();
    }

    protected static void MakeExecutable(string file, string script)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task PublishAsync() => Remote = await ModuleRemote.CopyAsync(Workplace, Published);
}
