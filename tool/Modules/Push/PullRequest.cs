using System.Text.RegularExpressions;
using QuickScale.Tool.Git;

namespace QuickScale.Tool.Modules;

/// <summary>Where a pull request is opened, for the hosts whose pages are known.</summary>
internal static partial class PullRequest
{
    /// <returns>The page's address, or null when the host is not known.</returns>
    public static string? Address(RemoteAddress remote, string branch)
    {
        if (Parts().Match(remote.Text) is not { Success: true } parts)
        {
            return null;
        }

        var path = parts.Groups["path"].Value.Trim('/');
        path = path.EndsWith(".git", StringComparison.Ordinal) ? path[..^4] : path;
        if (!SafePath().IsMatch(path))
        {
            return null;
        }

        var escaped = Uri.EscapeDataString(branch);
        return parts.Groups["host"].Value.ToLowerInvariant() switch
        {
            "github.com" => $"https://github.com/{path}/pull/new/{branch}",
            "gitlab.com" => $"https://gitlab.com/{path}/-/merge_requests/new?merge_request%5Bsource_branch%5D={escaped}",
            "bitbucket.org" => $"https://bitbucket.org/{path}/pull-requests/new?source={escaped}",
            "dev.azure.com" => $"https://dev.azure.com/{path}/pullrequestcreate?sourceRef={escaped}",
            "ssh.dev.azure.com" when path.Split('/') is ["v3", var owner, var project, var name] => $"https://dev.azure.com/{owner}/{project}/_git/{name}/pullrequestcreate?sourceRef={escaped}",
            _ => null,
        };
    }

    // https://host:port/path, ssh://user@host:port/path, user@host:path
    [GeneratedRegex(@"^(?:(?:https|ssh)://(?:[^@/]+@)?(?<host>[^/:@]+)(?::[0-9]+)?/(?<path>.+)|[^@/:]+@(?<host>[^/:@]+):(?<path>.+))$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Parts();

    [GeneratedRegex(@"^[A-Za-z0-9._~%-]+(?:/[A-Za-z0-9._~%-]+)+$", RegexOptions.CultureInvariant)]
    private static partial Regex SafePath();
}
