using System.Text.RegularExpressions;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Workflow;

/// <summary>The application's own migrations as dotnet-ef writes them. What is only half written when it ends is taken back.</summary>
internal sealed partial class NewMigration(LocalProject project, ProgramRunner programs, Output output)
{
    // What NuGet says of a source that does not answer.
    private static readonly string[] SourceMarks = ["Unable to load the service index", "from remote source", "NU1301"];

    private readonly DotnetSdk _dotnet = new(programs);

    private string Folder => project.PathOf(project.WebProject, "Data", "Migrations");

    /// <summary>Whether a class of C# can have this name and a file system of any kind this file.</summary>
    public static bool IsName(string? text) => text is not null && Name.IsMatch(text);

    /// <summary>Writes a migration; returns its files, relative to the project.</summary>
    public Result<IReadOnlyList<string>> Add(string name, CancellationToken cancellation)
    {
        // What one takes back would be the other's.
        var busy = new Failure(ExitCode.Precondition, "Another qs is writing a migration of this project; wait until it has ended and try again.");
        if (ProjectLock.Take(project, "migration", TimeSpan.Zero, busy, cancellation).Failed(out var failure, out var held))
        {
            return failure;
        }

        using (held)
        {
            return Prepare(cancellation) is { } refused ? refused : Write(name, cancellation);
        }
    }

    private Result<IReadOnlyList<string>> Write(string name, CancellationToken cancellation)
    {
        var before = Read();
        var isDone = false;
        try
        {
            var added = output.Work($"Adding {name}", () => Ef(["migrations", "add", name], cancellation));
            isDone = added.Succeeded;
            if (!isDone)
            {
                return new Failure(ExitCode.CheckFailed, $"The migration {name} cannot be written ({Reason(added)}); settle that and try again.", added.Everything);
            }

            var changed = Read().Where(file => !before.TryGetValue(file.Key, out var earlier) || !earlier.AsSpan().SequenceEqual(file.Value));
            return Result<IReadOnlyList<string>>.Of([.. changed.Select(file => Path.GetRelativePath(project.Folder, file.Key).Replace(Path.DirectorySeparatorChar, '/')).Order(StringComparer.Ordinal)]);
        }
        finally
        {
            if (!isDone)
            {
                TakeBack(before, name);
            }
        }
    }

    /// <summary>All migrations as SQL; with PostgreSQL in a form that leaves out what is applied already, which SQLite has no words for.</summary>
    public Result<string> Script(CancellationToken cancellation)
    {
        if (Prepare(cancellation) is { } failure)
        {
            return failure;
        }

        string[] form = project.File.Database == "postgres" ? ["--idempotent"] : [];
        var written = output.Work("Writing the script", () => Ef(["migrations", "script", .. form], cancellation));
        return written.Succeeded
            ? written.Output
            : new Failure(ExitCode.CheckFailed, $"The script cannot be written ({Reason(written)}); settle that and try again.", written.Everything);
    }

    private Failure? Prepare(CancellationToken cancellation)
    {
        if (new ProjectBuild(project, programs, output).Migrator(cancellation) is { } failure)
        {
            return failure;
        }

        var tools = _dotnet.RestoreTools(project.Folder, cancellation);
        if (tools.Succeeded)
        {
            return null;
        }

        if (tools.Ending == Ending.NotFound)
        {
            return DotnetSdk.NotFound;
        }

        return tools.Ending != Ending.Exited || SourceMarks.Any(mark => tools.Everything.Contains(mark, StringComparison.Ordinal))
            ? new Failure(ExitCode.Remote, "The tool dotnet-ef cannot be fetched; run 'dotnet tool restore' to see why, and the command again when the package source can be reached.", tools.Everything)
            : new Failure(ExitCode.Precondition, $"The tool dotnet-ef cannot be restored ({Reason(tools)}); correct .config/dotnet-tools.json, or the package sources of nuget.config, and try again.", tools.Everything);
    }

    private Completion Ef(IEnumerable<string> arguments, CancellationToken cancellation) =>
        _dotnet.Ef(project.Folder, [.. arguments, "--project", project.WebProject, "--startup-project", project.Migrator, "--no-build"], cancellation);

    private Dictionary<string, byte[]> Read() => Directory.Exists(Folder)
        ? Directory.EnumerateFiles(Folder, "*.cs").ToDictionary(file => file, File.ReadAllBytes, StringComparer.Ordinal)
        : [];

    /// <summary>Deletes what is new of the migration and gives the snapshot its earlier text. No other file is touched.</summary>
    private void TakeBack(Dictionary<string, byte[]> before, string name)
    {
        foreach (var (file, content) in Read())
        {
            if (!before.TryGetValue(file, out var earlier))
            {
                if (file.EndsWith($"_{name}.cs", StringComparison.Ordinal) || file.EndsWith($"_{name}.Designer.cs", StringComparison.Ordinal))
                {
                    File.Delete(file);
                }
            }
            else if (file.EndsWith("ModelSnapshot.cs", StringComparison.Ordinal) && !earlier.AsSpan().SequenceEqual(content))
            {
                File.WriteAllBytes(file, earlier);
            }
        }
    }

    /// <summary>The last thing that it said, as the middle of a sentence.</summary>
    private static string Reason(Completion ended) =>
        ended.Everything.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault()?.Trim().TrimEnd('.') ?? $"exit code {ended.ExitCode}";

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name { get; }
}
