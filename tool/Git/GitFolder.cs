using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Git;

/// <summary>Git in one folder: a short list of named questions and actions.</summary>
internal sealed class GitFolder(ProgramRunner programs, string folder)
{
    private readonly GitProgram _git = new(programs, folder);

    /// <summary>The root of the work tree that holds this folder, or an empty text when none does.</summary>
    public Result<string> EnclosingWorkTree(CancellationToken cancellation)
    {
        var answer = _git.Ask(cancellation, "rev-parse", "--show-toplevel");
        if (answer.Ending == Ending.NotFound)
        {
            return new Failure(ExitCode.Precondition, "Git was not found; install it, or pass --no-git to do without a repository.");
        }

        if (answer.Succeeded)
        {
            return answer.Output.TrimEnd('\n');
        }

        // Inside a .git folder or a bare repository there is no work tree to be in.
        return answer.Error.Contains("not a git repository", StringComparison.Ordinal) || answer.Error.Contains("must be run in a work tree", StringComparison.Ordinal)
            ? string.Empty
            : new Failure(ExitCode.Precondition, $"Git cannot be used in {folder} ({GitProgram.Reason(answer)}); settle that, or pass --no-git.", answer.Everything);
    }

    /// <summary>Makes this folder a repository, on the branch that the user's configuration names, else on <c>main</c>.</summary>
    public Result<string> Initialize(CancellationToken cancellation)
    {
        var configured = _git.Ask(cancellation, "config", "--get", "init.defaultBranch");
        var branch = configured.Output.Trim() is { Length: > 0 } name ? name : "main";
        var made = _git.Ask(cancellation, "init", "--quiet");
        if (made.Succeeded)
        {
            // Not --initial-branch: this also works with a git older than 2.28.
            made = _git.Ask(cancellation, "symbolic-ref", "HEAD", $"refs/heads/{branch}");
        }

        return made.Succeeded
            ? branch
            : new Failure(ExitCode.Precondition, $"Git could not make a repository ({GitProgram.Reason(made)}); settle that, or pass --no-git.", made.Everything);
    }

    /// <summary>Who commits here, as "Name &lt;address&gt;". Git may not guess a name from the login and the host.</summary>
    public Result<string> Identity(CancellationToken cancellation)
    {
        var author = _git.Ask(cancellation, "var", "GIT_AUTHOR_IDENT");
        var committer = _git.Ask(cancellation, "var", "GIT_COMMITTER_IDENT");
        if (!author.Succeeded || !committer.Succeeded)
        {
            return new Failure(
                ExitCode.Precondition,
                "Git does not know who you are; run 'git config --global user.name \"Your Name\"' and 'git config --global user.email you@example.com', or pass --no-git.",
                author.Everything + committer.Everything);
        }

        return author.Output[..(author.Output.LastIndexOf('>') + 1)];
    }

    /// <summary>
    /// Commits every file of the folder that its own .gitignore does not exclude, and returns the commit's short hash.
    /// The user's identity and signature count; hooks and personal exclude lists, made for other projects, do not.
    /// </summary>
    public Result<string> CommitAll(string message, CancellationToken cancellation)
    {
        var nothing = Path.Combine(folder, ".git", "qs-nothing");
        var commands = new[]
        {
            new[] { "-c", $"core.excludesFile={nothing}", "-c", "core.safecrlf=false", "add", "--all" },
            ["commit", "--quiet", "--message", message],
            ["rev-parse", "--short", "HEAD"],
        };
        var done = default(Completion);
        foreach (var command in commands)
        {
            done = _git.Ask(cancellation, command);
            if (!done.Succeeded)
            {
                return new Failure(ExitCode.Precondition, $"Git could not make the first commit ({GitProgram.Reason(done)}); settle that, or pass --no-git.", done.Everything);
            }
        }

        return done!.Output.Trim();
    }
}
