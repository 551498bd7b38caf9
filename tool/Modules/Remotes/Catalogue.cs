using QuickScale.Tool.Git;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>What can be had, and where: for each module its remote, its branch and its releases, asked for once.</summary>
internal sealed class Catalogue(Workspace workspace, RemoteAddress? given, RemoteTrust trust)
{
    private readonly Dictionary<string, Upstream> _upstreams = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<ModuleRelease>> _releases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Upstream> _upstreamOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _addresses = new(StringComparer.Ordinal);

    /// <summary>The remote that a module was found at.</summary>
    public RemoteAddress RemoteOf(string name) => _upstreamOf[name].Remote;

    public static string BranchOf(string name) => $"splits/{name}-module";

    /// <summary>Brings what these modules' remotes have, with one connection to each remote.</summary>
    public Result<Catalogue> Load(IReadOnlyCollection<string> names, CancellationToken cancellation)
    {
        var missing = names.Where(name => !_releases.ContainsKey(name)).Distinct(StringComparer.Ordinal).ToList();
        foreach (var group in missing.GroupBy(AddressOf, StringComparer.Ordinal))
        {
            if (UpstreamAt(group.Key, cancellation).Failed(out var failure, out var upstream)
                || upstream.Fetch([.. group.Select(name => (name, workspace.Snapshot.Find(name)?.Entry.Branch ?? BranchOf(name)))], cancellation).Failed(out failure, out _))
            {
                return failure;
            }

            foreach (var (name, releases) in upstream.Releases([.. group], cancellation))
            {
                (_releases[name], _upstreamOf[name]) = (releases, upstream);
            }
        }

        return this;
    }

    /// <summary>The releases of a module, the newest first; a module that its remote does not have is a failure.</summary>
    public Result<IReadOnlyList<ModuleRelease>> Releases(string name, string? requiredBy, CancellationToken cancellation)
    {
        if (requiredBy is not null && !_releases.ContainsKey(name) && workspace.Snapshot.Find(name) is null)
        {
            _addresses.TryAdd(name, AddressOfRequired(name, requiredBy));
        }

        if (Load([name], cancellation).Failed(out var failure, out _))
        {
            return failure;
        }

        return _releases[name] is { Count: > 0 } found
            ? Result<IReadOnlyList<ModuleRelease>>.Of(found)
            : _upstreamOf[name].NoRelease(name, cancellation);
    }

    /// <summary>
    /// What a module needs is ours where we have it, so that no stranger's repository can bring a module of a known name; else it is
    /// looked for where the module itself came from.
    /// </summary>
    private string AddressOfRequired(string name, string requiredBy) =>
        workspace.Snapshot.Config.DefaultRemote == RemoteAddress.BuiltInWord
        && !ModuleBundle.Open().Failed(out _, out var bundle)
        && bundle.Refs.ContainsKey($"refs/heads/{BranchOf(name)}")
            ? RemoteAddress.BuiltInWord
            : AddressOf(requiredBy);

    private string AddressOf(string name)
    {
        if (_addresses.TryGetValue(name, out var known))
        {
            return known;
        }

        var wanted = workspace.Snapshot.File.Modules.FirstOrDefault(module => module.Name == name)?.Remote;
        var address = workspace.Snapshot.Find(name)?.Entry.Remote
            ?? given?.Text
            ?? (wanted is not null && workspace.Snapshot.File.Remotes.TryGetValue(wanted, out var named) ? named : wanted)
            ?? workspace.Snapshot.Config.DefaultRemote;
        return _addresses[name] = address;
    }

    private Result<Upstream> UpstreamAt(string address, CancellationToken cancellation)
    {
        if (_upstreams.TryGetValue(address, out var known))
        {
            return known;
        }

        if (RemoteAddress.Parse(address).Failed(out var failure, out var remote))
        {
            return failure;
        }

        if (remote.Equals(given))
        {
            // Whoever types an address trusts it.
            RemoteTrust.Remember(workspace.Repository.Place, remote);
        }
        else if (trust.Problem(workspace.Repository.Place, remote, cancellation) is { } untrusted)
        {
            return untrusted;
        }

        return _upstreams[address] = new Upstream(workspace.Repository, remote);
    }
}
