using System.Security.Cryptography;
using System.Text;
using QuickScale.Tool.Git;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>
/// A remote that a project's files name is code from somewhere: whoever wrote the file chose it, not the person at the keyboard.
/// The first use is confirmed, and remembered for this repository outside of it, where no pull can write.
/// </summary>
internal sealed class RemoteTrust(Output output, bool given)
{
    private static string Folder => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "quickscale",
        "trusted");

    private readonly List<(RepositoryPlace Place, RemoteAddress Remote)> _remembered = [];

    /// <summary>Asks when it has to; null when the remote may be used.</summary>
    public Failure? Problem(RepositoryPlace place, RemoteAddress remote, CancellationToken cancellation)
    {
        if (remote.Kind == RemoteKind.BuiltIn || File.Exists(MarkOf(place, remote)))
        {
            return null;
        }

        if (!given)
        {
            if (!output.CanAsk)
            {
                return new Failure(ExitCode.Usage, $"This project takes modules from {remote.Text}, which has not been used here before; pass --trust-remote if you trust it.");
            }

            if (!output.Confirm($"This project takes modules from {remote.Text}, which has not been used here before. Trust it?", cancellation))
            {
                return new Failure(ExitCode.Precondition, $"{remote.Text} is not trusted, so nothing was fetched from it; name another remote with --remote, or change .quickscale/config.yml.");
            }
        }

        Remember(place, remote);
        _remembered.Add((place, remote));
        return null;
    }

    /// <summary>Lets what was confirmed here go with a repository to its new place: a project grows in a hidden folder.</summary>
    public void MovedTo(RepositoryPlace place)
    {
        foreach (var (before, remote) in _remembered)
        {
            Remember(place, remote);
            File.Delete(MarkOf(before, remote));
        }

        _remembered.Clear();
    }

    public static void Remember(RepositoryPlace place, RemoteAddress remote)
    {
        if (remote.Kind != RemoteKind.BuiltIn)
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllText(MarkOf(place, remote), $"{remote.Text}\n{place.Top}\n");
        }
    }

    private static string MarkOf(RepositoryPlace place, RemoteAddress remote) =>
        Path.Combine(Folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{place.CommonFolder}\n{remote.Text}"))));
}
