using System.Text;
using System.Text.RegularExpressions;
using QuickScale.Tool.Git;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Workflow.Deploy;

/// <summary>
/// The file on this machine from which Compose takes the secrets of a deployment: <c>.env.production</c> in the project, which git
/// ignores and only its owner reads. Lines are only ever added to it.
/// </summary>
internal sealed partial class DockerSecrets
{
    /// <summary>The names of the two that are made here; the application gets them as App__Secret and within DATABASE_URL.</summary>
    public const string Secret = "APP_SECRET";
    public const string Password = "DATABASE_PASSWORD";
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly DeployRun _run;

    private DockerSecrets(DeployRun run, IReadOnlyCollection<string> names) => (_run, Names) = (run, [.. names]);

    /// <summary>The names in it, in their order.</summary>
    public List<string> Names { get; }

    public string FullName => _run.Project.PathOf(Shown);

    /// <summary>The file as sentences name it.</summary>
    public string Shown => FileNameOf(_run);

    /// <summary>Opens the file; one that is not there yet has no names.</summary>
    public static Result<DockerSecrets> Open(DeployRun run, CancellationToken cancellation)
    {
        var (name, path) = (FileNameOf(run), run.Project.PathOf(FileNameOf(run)));
        if (GitRepository.Open(run.Programs, run.Project.Folder, cancellation).Failed(out var failure, out var repository))
        {
            return failure;
        }

        var inGit = repository.Place.Prefix + name;
        if (repository.Git.Ask(cancellation, "ls-files", "--error-unmatch", "--", GitRepository.Literal(inGit)).Succeeded)
        {
            return new Failure(ExitCode.Precondition, $"{name} is in git, where secrets are for everybody; run 'git rm --cached {name}', commit that, and change every secret in it.");
        }

        if (!repository.Git.Ask(cancellation, "check-ignore", "--quiet", "--no-index", inGit).Succeeded)
        {
            return new Failure(ExitCode.Precondition, $"Git does not ignore {name}, where the secrets of the deployment belong; add the line '.env.*' to .gitignore and try again.");
        }

        if (new FileInfo(path).LinkTarget is not null || Directory.Exists(path))
        {
            return new Failure(ExitCode.Precondition, $"{name} is no file of its own; put the file itself in its place and try again.");
        }

        if (!File.Exists(path))
        {
            return new DockerSecrets(run, []);
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~Owner & ~UnixFileMode.UserExecute) != 0)
        {
            return new Failure(ExitCode.Precondition, $"Other users of this machine may read {name}; run 'chmod 600 {name}' and try again.");
        }

        return Read(run, name, path);
    }

    private static Result<DockerSecrets> Read(DeployRun run, string name, string path)
    {
        try
        {
            var names = new List<string>();
            foreach (var line in File.ReadAllLines(path))
            {
                if (Line().Match(line) is { Success: true } entry)
                {
                    names.Add(entry.Groups["name"].Value);
                    run.Mask.Add(entry.Groups["value"].Value.Trim().Trim('\'', '"'));
                }
                else if (line.Trim() is { Length: > 0 } text && text[0] != '#')
                {
                    return new Failure(ExitCode.Precondition, $"{name} has a line that is neither NAME=VALUE nor a comment; correct it and try again.");
                }
            }

            return new DockerSecrets(run, names);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return new Failure(ExitCode.Precondition, $"{name} cannot be read; settle that and try again.", unreadable.Message);
        }
    }

    /// <summary>What keeps a value out of the file: Compose would read it otherwise.</summary>
    public static string? Problem(string value) => value.Contains('\'', StringComparison.Ordinal) ? "a quotation mark" : null;

    /// <summary>Adds lines at the end, so that what is there is not touched; the file is the owner's alone from its first moment.</summary>
    public Failure? Add(IReadOnlyList<KeyValuePair<string, string>> secrets)
    {
        try
        {
            var isNew = !File.Exists(FullName);
            var options = new FileStreamOptions { Mode = isNew ? FileMode.CreateNew : FileMode.Open, Access = FileAccess.ReadWrite, Share = FileShare.None };
            if (isNew && !OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = Owner;
            }

            using var file = new FileStream(FullName, options);
            var text = new StringBuilder();
            if (isNew)
            {
                text.Append("# The secrets of this deployment, made by qs. Keep a copy in a safe place: with another APP_SECRET everybody is signed out,\n# and with another DATABASE_PASSWORD the database cannot be opened. Git ignores this file.\n");
            }
            else if (file.Length > 0)
            {
                file.Seek(-1, SeekOrigin.End);
                text.Append(file.ReadByte() == '\n' ? string.Empty : "\n");
            }

            foreach (var (name, value) in secrets)
            {
                text.Append(name).Append("='").Append(value).Append("'\n");
                Names.Add(name);
            }

            file.Seek(0, SeekOrigin.End);
            file.Write(Encoding.UTF8.GetBytes(text.ToString()));
            file.Flush(flushToDisk: true);
            return null;
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            return new Failure(ExitCode.Precondition, $"{Shown} cannot be written; settle that and try again.", unwritable.Message);
        }
    }

    private static string FileNameOf(DeployRun run) => $".env.{run.Settings.Environment}";

    [GeneratedRegex(@"^\s*(?:export\s+)?(?<name>[A-Za-z_][A-Za-z0-9_]*)=(?<value>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
