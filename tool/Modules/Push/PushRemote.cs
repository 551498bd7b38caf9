using QuickScale.Tool.Git;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>What a remote says before anything is sent to it.</summary>
/// <param name="DefaultBranch">The branch that a pull request goes to; null when its HEAD is on none.</param>
/// <param name="Head">Its newest commit.</param>
/// <param name="Branch">The commit of the branch that is to be pushed; null when it is not there yet.</param>
internal sealed record RemoteState(string? DefaultBranch, string Head, string? Branch);

/// <summary>The repository that commits are sent to.</summary>
internal sealed class PushRemote(PushRepository store, RemoteAddress remote)
{
    public RemoteAddress Address => remote;

    public Result<RemoteState> Ask(string branch, CancellationToken cancellation)
    {
        var answer = store.Repository.Connect(remote, cancellation, "ls-remote", "--quiet", "--symref", "--end-of-options", remote.Text, "HEAD", $"refs/heads/{branch}");
        if (!answer.Succeeded)
        {
            return RemoteProblem.Explain(remote, answer);
        }

        var lines = answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).Where(parts => parts.Length == 2).ToList();
        const string Symbolic = "ref: refs/heads/";
        var main = lines.FirstOrDefault(parts => parts[1] == "HEAD" && parts[0].StartsWith(Symbolic, StringComparison.Ordinal))?[0][Symbolic.Length..];
        return Id("HEAD") is { } head
            ? new RemoteState(main, head, Id($"refs/heads/{branch}"))
            : new Failure(ExitCode.Precondition, $"{remote.Shown} has no commit on its main branch; push a first commit there and try again.");

        string? Id(string name) => lines.FirstOrDefault(parts => parts[1] == name && GitNames.IsObjectId(parts[0]))?[0];
    }

    /// <summary>Brings branches, and of their history only the newest commits; zero brings all.</summary>
    public Failure? Fetch(int depth, CancellationToken cancellation, params IEnumerable<string> branches)
    {
        string[] limit = depth > 0 ? [$"--depth={depth}"] : [];
        var answer = store.Repository.Connect(
            remote,
            cancellation,
            ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", .. limit, "--end-of-options", remote.Text, .. branches.Select(branch => $"+{branch}:refs/qs/there/{branch}")]);
        return answer.Succeeded ? null : RemoteProblem.Explain(remote, answer);
    }

    /// <summary>Sends a commit as a branch, which is new there or grows; nothing is ever overwritten.</summary>
    public Result<string> Push(string commit, string branch, CancellationToken cancellation)
    {
        var answer = store.Repository.Connect(
            remote,
            cancellation,
            "push", "--quiet", "--porcelain", "--no-verify", "--no-follow-tags", "--no-signed", "--recurse-submodules=no", "--no-force", "--end-of-options", remote.Text, $"{commit}:refs/heads/{branch}");
        return answer.Succeeded ? commit : RemoteProblem.ExplainPush(remote, answer, branch);
    }
}
