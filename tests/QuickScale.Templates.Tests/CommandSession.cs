using System.Text.RegularExpressions;

namespace QuickScale.Templates.Tests;

/// <summary>What a test does with a command that a document shows.</summary>
internal sealed record DocumentedCommand(bool IsRun, bool Serves = false, int ExitCode = 0, string? Reason = null)
{
    /// <summary>Runs to its end.</summary>
    public static DocumentedCommand Ends(int exitCode = 0) => new(IsRun: true, ExitCode: exitCode);

    /// <summary>Goes on until it is stopped, and answers 200 at the address that it prints.</summary>
    public static DocumentedCommand GoesOn { get; } = new(IsRun: true, Serves: true);

    public static DocumentedCommand NotRun(string reason) => new(IsRun: false, Reason: reason);
}

/// <summary>
/// A newcomer at a terminal: types the commands of a document as they stand, in a home of its own, so that neither the
/// machine's tools and templates nor its git identity are used or changed.
/// </summary>
internal sealed partial class CommandSession
{
    private readonly string _home = TemporaryFolder.ForTheRun();
    private readonly Dictionary<string, string?> _environment;

    public CommandSession(string directory, IReadOnlyDictionary<string, string?>? environment = null)
    {
        Directory = directory;
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(home, ".nuget", "packages");
        _environment = new(environment ?? new Dictionary<string, string?>())
        {
            ["HOME"] = _home,
            ["DOTNET_CLI_HOME"] = _home,
            ["NUGET_PACKAGES"] = packages,
            ["GIT_CONFIG_GLOBAL"] = Path.Combine(_home, "gitconfig"),
        };
        File.WriteAllText(Path.Combine(_home, "gitconfig"), "[user]\n\tname = Newcomer\n\temail = newcomer@example.com\n");

        // Where packages come from is the machine's affair.
        var sources = Path.Combine(home, ".nuget", "NuGet", "NuGet.Config");
        if (File.Exists(sources))
        {
            var copy = Path.Combine(_home, ".nuget", "NuGet");
            System.IO.Directory.CreateDirectory(copy);
            File.Copy(sources, Path.Combine(copy, "NuGet.Config"));
        }
    }

    public string Directory { get; set; }

    public async Task TypeAsync(string line, DocumentedCommand command)
    {
        if (line.IndexOfAny(['|', '<', '>', '&', '"', '\'', '$']) >= 0)
            throw new NotSupportedException($"'{line}' needs a shell, which Windows lacks.");
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is ["cd", var folder])
        {
            Directory = Path.Combine(Directory, folder);
            System.IO.Directory.Exists(Directory).ShouldBeTrue(line);
            return;
        }

        var program = words[0] == "qs" ? Path.Combine(_home, ".dotnet", "tools", "qs") : words[0];
        if (!command.Serves)
        {
            (await TestProcess.RunAsync(program, words[1..], Directory, _environment, TimeSpan.FromMinutes(10))).ShouldExitWith(command.ExitCode);
            return;
        }

        await using var server = TestProcess.Start(program, words[1..], Directory, _environment);
        var address = await server.WaitForTextAsync(Address(), TimeSpan.FromMinutes(5));
        using var client = new HttpClient();
        using var home = await client.GetAsync(address.Groups["address"].Value);
        home.EnsureSuccessStatusCode();
    }

    [GeneratedRegex(@"(Now listening on: |\s)(?<address>http://(localhost|127\.0\.0\.1):\d+)")]
    private static partial Regex Address();
}
