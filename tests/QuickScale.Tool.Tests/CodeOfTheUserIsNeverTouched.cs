using System.Security.Cryptography;

namespace QuickScale.Tool.Tests;

/// <summary>
/// A project lives through a long random sequence of commands on modules, while its own files are changed, staged, untracked and ignored:
/// apart from the modules and the files that qs manages, not a byte and not a time of any file is another one afterwards.
/// </summary>
internal sealed class CodeOfTheUserIsNeverTouched : ShopFixture
{
    private const string Options = "options:\n  mode: { type: enum, values: [a, b, c], default: a, change: mutable, summary: How }";
    private static readonly string[] Managed = [".quickscale/config.yml", ".quickscale/Modules.props", "quickscale.yml", "Shop.slnx", "src/Shop/Modules.cs", "src/Shop/modules.json"];
    private static readonly string[] Names = ["core", "shop", "other"];
    private readonly List<string> _steps = [];
    private int _versions = 1;

    [Test]
    public async Task In_a_long_random_sequence([Values("subtree", "linear")] string history)
    {
        var chance = Rounds.Chance(history);
        await PrepareAsync(history);
        await ReleaseAsync("shop", chance);
        WriteOwnFiles();
        await Project.GitAsync("add", "README.md", "src/Shop/Staged.cs");
        var (status, index, files) = (await StatusAsync(), await OwnIndexAsync(), OwnFiles());
        var done = 0;
        for (var step = 0; step < Rounds.Of(12); step++)
        {
            if (chance.Next(3) == 0)
                await ReleaseAsync(Names[chance.Next(Names.Length)], chance);
            var command = Command(chance);
            var modules = ModuleFiles();
            var head = await Project.GitAsync("rev-parse", "HEAD");
            var answer = await Project.QsAsync([.. command.Split(' '), "--yes"]);

            _steps.Add($"{command}: {answer.ExitCode}");
            var shown = $"{string.Join('\n', _steps)}\n{answer.Output}{answer.Error}";
            answer.ExitCode.ShouldBeOneOf([0, 2, 4], shown);
            (await StatusAsync()).ShouldBe(status, shown);
            (await OwnIndexAsync()).ShouldBe(index, shown);
            OwnFiles().ShouldBe(files, shown);
            var changed = (await Project.GitAsync("diff", "--name-only", head, "HEAD")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            changed.ShouldAllBe(path => path.StartsWith("modules/", StringComparison.Ordinal) || Managed.Contains(path), shown);
            modules.Where(file => !changed.Contains(file.Key)).ShouldBeSubsetOf(ModuleFiles(), shown);
            done += answer.ExitCode == 0 && changed.Length > 0 ? 1 : 0;
        }

        done.ShouldBePositive(string.Join('\n', _steps));
    }

    private static string Command(Random chance)
    {
        var name = Names[1 + chance.Next(Names.Length - 1)];
        return chance.Next(8) switch
        {
            0 or 1 => $"module embed {name}",
            2 or 3 => "module update",
            4 => $"module rollback {name}",
            5 => $"module remove {name}",
            6 => $"module set shop mode={"abc"[chance.Next(3)]}",
            _ => "module repair",
        };
    }

    private Task<string> ReleaseAsync(string name, Random chance) =>
        Remote.ReleaseAsync(name, $"0.{++_versions}.0", name == "shop" ? Options : "", ("a.txt", string.Concat(Lines($"{_versions}"))), ($"file-{chance.Next(3)}.txt", chance.Next(2) == 0 ? null : $"{_versions}\n"));

    private void WriteOwnFiles()
    {
        Project.Write("README.md", "# Staged\n");
        Project.Write("src/Shop/Staged.cs", "// Staged and new\n");
        Project.Write("src/Shop/Program.cs", "// Changed\r\nwithout an end");
        Project.Write("src/Shop/New.cs", "// Untracked\n");
        Project.Write("src/Shop/obj/left.txt", "ignored\n");
        Project.Write("modules/README.md", "untracked beside the modules\n");
        Project.Write("modules/mine/a.txt", "my own folder\n");
        Project.Write(".quickscale/notes.txt", "untracked beside the config\n");
        Project.Write("größe & more.txt", "untracked\n");
    }

    private Task<string> StatusAsync() => Project.GitAsync("status", "--porcelain", "--ignored");

    private async Task<string> OwnIndexAsync() =>
        string.Join('\n', (await Project.GitAsync("ls-files", "--stage")).Split('\n').Where(line => IsOwn(line[(line.IndexOf('\t', StringComparison.Ordinal) + 1)..])));

    private Dictionary<string, string> OwnFiles() => Files(IsOwn);

    private Dictionary<string, string> ModuleFiles() => Files(path => !IsOwn(path) && !Managed.Contains(path));

    private static bool IsOwn(string path) => !Managed.Contains(path) && !Names.Any(name => path.StartsWith($"modules/{name}/", StringComparison.Ordinal));

    private Dictionary<string, string> Files(Func<string, bool> choose) =>
        Directory.EnumerateFiles(Project.PathOf(""), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Project.PathOf(""), file).Replace('\\', '/'))
            .Where(path => !path.StartsWith(".git/", StringComparison.Ordinal) && choose(path))
            .ToDictionary(path => path, path => $"{File.GetLastWriteTimeUtc(Project.PathOf(path)):O} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Project.PathOf(path))))}");
}
