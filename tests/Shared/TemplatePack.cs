namespace QuickScale.Tests.Shared;

/// <summary>
/// The template pack as a user gets it: packed once in a run, for all test projects, from a copy of the repository, and installed into a hive
/// of its own, so that neither the machine's templates nor the working copy's build output take part.
/// </summary>
public sealed class TemplatePack
{
    private static readonly Lazy<Task<TemplatePack>> Shared = new(CreateAsync);

    private TemplatePack(string package, string hive)
    {
        Package = package;
        Hive = hive;
    }

    /// <summary>Path of the .nupkg.</summary>
    public string Package { get; }

    public string Hive { get; }

    public static Task<TemplatePack> InstalledAsync() => Shared.Value;

    /// <summary>Installs a package or a folder into a fresh hive. The command ends with 0 even for a broken template, so its words count.</summary>
    public static async Task InstallAsync(string source, string hive)
    {
        var installed = await TestProcess.DotnetAsync(["new", "install", source, "--debug:custom-hive", hive]);
        if (installed.ExitCode != 0 || !installed.Text.Contains("quickscale", StringComparison.Ordinal) || installed.Text.Contains("Error", StringComparison.Ordinal))
            throw new InvalidOperationException($"The templates of '{source}' were not installed:\n{installed.Text}");
    }

    /// <summary>Runs <c>dotnet new quickscale</c> with this pack.</summary>
    public Task<ProcessResult> NewAsync(
        IEnumerable<string> arguments,
        string? directory = null,
        bool deterministic = false) =>
        TestProcess.DotnetAsync(
            ["new", "quickscale", .. arguments, "--no-update-check", "--debug:custom-hive", Hive],
            directory,
            deterministic ? new Dictionary<string, string?> { ["TEMPLATE_ENGINE_ENABLE_DETERMINISTIC_MODE"] = "true" } : null,
            TimeSpan.FromMinutes(2));

    private static async Task<TemplatePack> CreateAsync()
    {
        var folder = await SharedFolder.GetAsync("pack", async folder =>
        {
            var copy = Path.Combine(folder, "repository");
            await Repository.CopyToAsync(copy);
            (await TestProcess.DotnetAsync(["pack", "QuickScale.Templates.csproj", "--output", folder], copy)).ShouldSucceed();
            await InstallAsync(PackageIn(folder), HiveIn(folder));
        });
        return new TemplatePack(PackageIn(folder), HiveIn(folder));
    }

    private static string PackageIn(string folder) => Directory.GetFiles(folder, "*.nupkg").Single();

    private static string HiveIn(string folder) => Path.Combine(folder, "hive");
}
