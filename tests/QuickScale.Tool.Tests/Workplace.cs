using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Tests;

/// <summary>What a command printed and how it ended.</summary>
internal sealed record Answer(int ExitCode, string Output, string Error)
{
    public Answer ShouldExitWith(int exitCode)
    {
        ExitCode.ShouldBe(exitCode, Output + Error);
        return this;
    }

    /// <summary>A refusal that comes after the plan was shown.</summary>
    public void ShouldRefuseAfterOutput(int exitCode, params string[] words) => (this with { Output = string.Empty }).ShouldRefuse(exitCode, words);

    /// <summary>A refusal: its exit code, one sentence and no trace.</summary>
    public void ShouldRefuse(int exitCode, params string[] words)
    {
        ShouldExitWith(exitCode);
        var sentence = Error.TrimEnd('\n').Split('\n')[^1];
        sentence.ShouldStartWith("qs: ");
        sentence.ShouldEndWith(".");
        words.ShouldAllBe(word => sentence.Contains(word, StringComparison.Ordinal), sentence);
        Error.ShouldNotContain("   at ");
        Output.ShouldBeEmpty();
    }
}

/// <summary>
/// An empty folder and a user with a name, for the length of a test: the machine's own git configuration has no say. The
/// variables are those of the test process, which is why the tests of this assembly run one after the other.
/// </summary>
internal sealed class Workplace : IDisposable
{
    private static readonly string Templates = TemporaryFolder.ForTheRun();
    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _belongings = new();
    private readonly Dictionary<string, string?> _before = [];

    public Workplace()
    {
        Set("GIT_CONFIG_GLOBAL", _belongings["gitconfig"]);
        Set("GIT_CONFIG_NOSYSTEM", "1");
        Set("XDG_DATA_HOME", Templates);
        Set("MSBUILDDISABLENODEREUSE", "1");
        foreach (var variable in new[] { "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "EMAIL", "NO_COLOR" })
            Set(variable, null);
        GitConfig("[user]", "name = Ada Lovelace", "email = ada@example.com");
    }

    public string Root => _folder.Root;

    public string this[params ReadOnlySpan<string> parts] => _folder[parts];

    /// <summary>All that lies in the folder, hidden or not.</summary>
    public IEnumerable<string> Entries => Directory.EnumerateFileSystemEntries(Root).Select(path => Path.GetFileName(path)!);

    /// <summary>The user's configuration. What git may do by itself after a commit would cost a process each time, and changes nothing that is tested.</summary>
    public void GitConfig(params string[] lines) => File.WriteAllLines(_belongings["gitconfig"], [.. lines, "[maintenance]", "auto = false"]);

    public void Set(string variable, string? value)
    {
        _before.TryAdd(variable, Environment.GetEnvironmentVariable(variable));
        Environment.SetEnvironmentVariable(variable, value);
    }

    /// <summary>Templates that no run has installed yet.</summary>
    public string FreshTemplates()
    {
        Set("XDG_DATA_HOME", _belongings["data"]);
        return _belongings["data", "quickscale", "templates"];
    }

    /// <summary>Puts a shell script in front of a program; <c>$real</c> in it is the program itself. Not on Windows.</summary>
    public void Replace(string program, string script)
    {
        var real = Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, program)).First(File.Exists);
        Provide(program, $"real='{real}'\n{script}");
    }

    /// <summary>Puts a shell script on the PATH, whether or not there is a program of that name. Not on Windows.</summary>
    public void Provide(string program, string script)
    {
        Directory.CreateDirectory(_belongings["bin"]);
        File.WriteAllText(_belongings["bin", program], $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_belongings["bin", program], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Set("PATH", _belongings["bin"] + ":" + Environment.GetEnvironmentVariable("PATH"));
    }

    /// <summary>A machine that has only the named programs.</summary>
    public void OnlyPrograms(params string[] programs)
    {
        var path = Environment.GetEnvironmentVariable("PATH")!.Split(':');
        Directory.CreateDirectory(_belongings["only"]);
        foreach (var program in programs)
            File.CreateSymbolicLink(_belongings["only", program], path.Select(folder => Path.Combine(folder, program)).First(File.Exists));
        Set("PATH", _belongings["only"]);
    }

    /// <summary>Runs a command line in this process.</summary>
    public Task<Answer> QsAsync(params string[] arguments) => QsAsync(CancellationToken.None, arguments);

    /// <summary>Runs a command line as if a person sat there who types these lines.</summary>
    public async Task<Answer> QsAnsweringAsync(string answers, params string[] arguments)
    {
        using var lines = new StringReader(answers);
        return await QsAnsweringAsync(lines, arguments);
    }

    public Task<Answer> QsAnsweringAsync(TextReader answers, params string[] arguments) => QsAsync(answers, arguments, CancellationToken.None);

    public Task<Answer> QsAsync(CancellationToken cancellation, params string[] arguments) => QsAsync(null, arguments, cancellation);

    /// <summary>The folder in which commands are run; the workplace's root at first.</summary>
    public string? CurrentFolder { get; set; }

    /// <summary>Runs a command line where both streams go to one place, as on a screen.</summary>
    public async Task<(int ExitCode, string Screen)> QsOnScreenAsync(params string[] arguments)
    {
        using var screen = new StringWriter { NewLine = "\n" };
        return (await QsAsync(null, screen, screen, arguments, CancellationToken.None), screen.ToString());
    }

    private async Task<Answer> QsAsync(TextReader? answers, string[] arguments, CancellationToken cancellation)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = await QsAsync(answers, output, error, arguments, cancellation);
        return new Answer(exitCode, output.ToString(), error.ToString());
    }

    private async Task<int> QsAsync(TextReader? answers, TextWriter output, TextWriter error, string[] arguments, CancellationToken cancellation)
    {
        var before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = CurrentFolder ?? Root;
        try
        {
            return await Cli.RunAsync(arguments, output, error, answers, cancellation);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    public static void CopyFolder(string from, string to)
    {
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }

    /// <summary>What git says in a folder of the workplace.</summary>
    public async Task<string> GitAsync(string folder, params string[] arguments) =>
        (await TestProcess.RunAsync("git", arguments, this[folder])).ShouldSucceed().Output.TrimEnd('\n');

    public void Dispose()
    {
        foreach (var (variable, value) in _before)
            Environment.SetEnvironmentVariable(variable, value);
        _folder.Dispose();
        _belongings.Dispose();
    }
}
