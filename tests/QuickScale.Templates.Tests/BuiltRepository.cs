namespace QuickScale.Templates.Tests;

/// <summary>A clone of the present state with its tool built, shared by the tests that run what the README says.</summary>
internal sealed class BuiltRepository
{
    private static readonly Lazy<Task<BuiltRepository>> Shared = new(CreateAsync);

    private BuiltRepository(string root) => Root = root;

    public string Root { get; }

    public static Task<BuiltRepository> GetAsync() => Shared.Value;

    /// <summary>Runs the built tool as a process.</summary>
    public Task<ProcessResult> RunToolAsync(IEnumerable<string> arguments) =>
        TestProcess.DotnetAsync([Path.Combine(Root, "artifacts", "bin", "QuickScale.Tool", "debug", "qs.dll"), .. arguments]);

    private static async Task<BuiltRepository> CreateAsync()
    {
        var root = Path.Combine(TemporaryFolder.ForTheRun(), "QuickScale");
        await Repository.CopyToAsync(root);
        (await TestProcess.DotnetAsync(["build", "QuickScale.Tool.csproj"], root, limit: TimeSpan.FromMinutes(5))).ShouldSucceed();
        return new BuiltRepository(root);
    }
}
