using QuickScale.Tool.Git;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>Turns what git says about a remote into a sentence that says what to do.</summary>
internal static class RemoteProblem
{
    private const string Unreachable = "cannot be reached; check the network and the address and try again";
    private const string Refused = "refused access; check the address and what you may do there, and try again";

    private static readonly (string Said, string Meaning)[] Meanings =
    [
        ("could not read Username", "asks for credentials; set up git's credential helper for it ('git ls-remote' there must work without a question) and try again"),
        ("could not read Password", "asks for credentials; set up git's credential helper for it ('git ls-remote' there must work without a question) and try again"),
        ("Authentication failed", "refused the credentials; renew them in git's credential helper and try again"),
        ("Permission denied", "refused access; add your key there, or check the address, and try again"),
        ("Host key verification failed", "is not a known host; connect once with ssh, compare its key, and try again"),
        ("Could not resolve host", Unreachable),
        ("Could not connect", Unreachable),
        ("Connection refused", Unreachable),
        ("Connection timed out", Unreachable),
        ("Failed to connect", Unreachable),
        ("No route to host", Unreachable),
        ("Network is unreachable", Unreachable),
        ("certificate", "shows a certificate that this machine does not trust; check the address, or make its authority known to git ('http.sslCAInfo'), and try again"),
        ("returned error: 401", Refused),
        ("returned error: 403", Refused),
        ("returned error: 404", "was not found; check the address and your access to it, and try again"),
        ("returned error: 5", "did not answer as it should; try again later"),
        ("timed out", "did not answer in time; check the network and try again"),
        ("does not appear to be a git repository", "is no git repository; check the address and try again"),
        ("Repository not found", "was not found; check the address and your access to it, and try again"),
        ("not found", "was not found; check the address and your access to it, and try again"),
        ("dubious ownership", "belongs to another user; allow it with 'git config --global --add safe.directory' and its path, if you trust it"),
    ];

    public static Failure Explain(RemoteAddress remote, Completion answer) => new(
        ExitCode.Remote,
        Known(remote, answer) ?? $"{remote.Shown} could not be read ({GitProgram.Reason(answer)}); settle that and try again.",
        answer.Everything);

    /// <summary>Why a remote did not take a branch.</summary>
    public static Failure ExplainPush(RemoteAddress remote, Completion answer, string branch)
    {
        // A line of the porcelain: a sign, from:to, and why, separated by tabs.
        var refusal = answer.Output.Split('\n').FirstOrDefault(line => line.StartsWith("!\t", StringComparison.Ordinal))?.Split('\t')[^1];
        if (refusal is not null && (refusal.Contains("non-fast-forward", StringComparison.Ordinal) || refusal.Contains("fetch first", StringComparison.Ordinal)))
        {
            return OtherCommits(remote, branch) with { Detail = answer.Everything };
        }

        return new Failure(
            ExitCode.Remote,
            refusal is null && Known(remote, answer) is { } known ? known : $"{remote.Shown} did not take {branch} ({refusal ?? GitProgram.Reason(answer)}); settle that and try again.",
            answer.Everything);
    }

    /// <summary>A branch of that name is there and is not ours.</summary>
    public static Failure OtherCommits(RemoteAddress remote, string branch) => new(
        ExitCode.Conflict,
        $"{remote.Shown} has a branch {branch} with other commits; nothing was pushed: choose another with --branch.");

    private static string? Known(RemoteAddress remote, Completion answer)
    {
        var text = answer.Ending == Ending.TimedOut ? "timed out" : answer.Error;
        var (said, meaning) = Meanings.FirstOrDefault(pair => text.Contains(pair.Said, StringComparison.Ordinal));
        return said is null ? null : $"{remote.Shown} {meaning}.";
    }
}
