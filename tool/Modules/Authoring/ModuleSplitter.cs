using System.Text;
using System.Text.RegularExpressions;
using QuickScale.Tool.Git;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Modules;

/// <summary>
/// Splits every module of a monorepo's commit into a history of its own. A module's folder may have been moved: where it
/// appears, the folder whose module.yml of the same name disappears in that commit is what it was before.
/// </summary>
internal sealed partial class ModuleSplitter(MonorepoHistory monorepo, SplitRepository target)
{
    private const string Manifest = "module.yml";

    /// <summary>Splits the modules and writes their commits, branches and tags into the target.</summary>
    public Result<SplitMonorepo> Split(CancellationToken cancellation)
    {
        var commits = monorepo.Commits(cancellation);
        var siblings = monorepo.Subfolders(monorepo.Folder, commits, cancellation);
        if (!siblings.TryGetValue(monorepo.Head, out var present) || present.Count == 0)
        {
            return new Failure(ExitCode.Precondition, $"The last commit has no module in {ShownFolder}; commit the modules and try again.");
        }

        if (present.Keys.FirstOrDefault(name => !ModuleName.IsValid(name)) is { } odd)
        {
            return new Failure(ExitCode.CheckFailed, $"The folder {Home(odd)} cannot be a module; give it a name of small letters, digits and single dashes, or move it elsewhere.");
        }

        var folders = FindHomes(present.Keys.Order(StringComparer.Ordinal), commits, siblings, cancellation);
        var candidates = folders.SelectMany(folder => SplitHistory.Candidates(commits, folder.TreeOf)).Distinct(StringComparer.Ordinal).ToList();
        var contents = monorepo.ReadObjects(candidates, cancellation);
        var originals = candidates.Zip(contents).ToDictionary(pair => pair.First, pair => pair.Second!.Value, StringComparer.Ordinal);
        var modules = new List<SplitModule>();
        foreach (var folder in folders)
        {
            var history = new SplitHistory(content => target.IdOf(content));
            foreach (var commit in commits)
            {
                history.Add(commit, folder.TreeOf(commit.Id), id => originals[id]);
            }

            if (Module(folder.Name, history, cancellation).Failed(out var failure, out var module))
            {
                return failure;
            }

            modules.Add(module);
            for (var place = 0; place < history.Commits.Count; place++)
            {
                target.Write(history.Commits[place].Id, history.Content(place));
            }
        }

        var split = new SplitMonorepo(monorepo.Head, monorepo.Folder, monorepo.HasUncommitted(cancellation), modules);
        target.Set(split.References, cancellation);
        return split;
    }

    private string ShownFolder => monorepo.Folder.Length == 0 ? monorepo.Top : monorepo.Folder;

    private string Home(string name) => monorepo.Folder.Length == 0 ? name : $"{monorepo.Folder}/{name}";

    /// <summary>Finds where each module lay in each commit, by following it from folder to folder.</summary>
    private List<MovedFolder> FindHomes(
        IEnumerable<string> names,
        IReadOnlyList<HistoryCommit> commits,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> siblings,
        CancellationToken cancellation)
    {
        var parents = new Dictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>(StringComparer.Ordinal) { [monorepo.Folder] = siblings };
        var folders = names.Select(name => new MovedFolder(name)).ToList();
        var open = folders.ConvertAll(folder => (Folder: folder, Home: Home(folder.Name)));
        while (open.Count > 0)
        {
            foreach (var (folder, home) in open)
            {
                var (parent, name) = Divided(home);
                if (!parents.TryGetValue(parent, out var trees))
                {
                    parents[parent] = trees = monorepo.Subfolders(parent, commits, cancellation);
                }

                var isModule = folder.Homes.Count == 0 ? _ => true : Namesakes(folder.Name, name, trees, cancellation);
                folder.Add(home, commit => trees.GetValueOrDefault(commit)?.GetValueOrDefault(name) is { } tree && isModule(tree) ? tree : null);
            }

            var births = open.ConvertAll(entry => (entry.Folder, Commits: entry.Folder.Births(commits)));
            open = EarlierHomes(births, cancellation);
        }

        return folders;
    }

    /// <summary>Tells the trees of an earlier home that are the module from what else lay there at other times.</summary>
    private Predicate<string> Namesakes(string module, string folder, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> siblings, CancellationToken cancellation)
    {
        var trees = siblings.Values.Select(names => names.GetValueOrDefault(folder)).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var manifests = monorepo.ReadObjects([.. trees.Select(tree => $"{tree}:{Manifest}")], cancellation);
        var own = trees.Zip(manifests).Where(pair => pair.Second is { } text && Line("name", text) == module).Select(pair => pair.First).ToHashSet(StringComparer.Ordinal);
        return own.Contains;
    }

    private List<(MovedFolder Folder, string Home)> EarlierHomes(List<(MovedFolder Folder, IReadOnlyList<HistoryCommit> Commits)> births, CancellationToken cancellation)
    {
        var deleted = monorepo.Deleted(Manifest, [.. births.SelectMany(birth => birth.Commits).Select(commit => commit.Id).Distinct(StringComparer.Ordinal)], cancellation);
        var leads = births
            .SelectMany(birth => birth.Commits.SelectMany(commit => deleted[commit.Id].SelectMany(path => commit.Parents.Select(parent => (birth.Folder, Path: path, Name: $"{parent}:{path}")))))
            .ToList();
        var manifests = monorepo.ReadObjects([.. leads.Select(lead => lead.Name)], cancellation);
        return [.. leads.Zip(manifests)
            .Where(pair => pair.Second is { } text && Line("name", text) == pair.First.Folder.Name)
            .Select(pair => (pair.First.Folder, Home: pair.First.Path[..^(Manifest.Length + 1)]))
            .Distinct()
            .Where(pair => !pair.Folder.Homes.Contains(pair.Home, StringComparer.Ordinal))];
    }

    private Result<SplitModule> Module(string name, SplitHistory history, CancellationToken cancellation)
    {
        var manifests = monorepo.ReadObjects([.. history.Commits.Select(commit => $"{commit.Tree}:{Manifest}")], cancellation);
        var tip = history.TipOf(monorepo.Head);
        var last = manifests[history.Commits.ToList().IndexOf(tip)];
        if (last is not { } text)
        {
            return new Failure(ExitCode.CheckFailed, $"{Home(name)} has no {Manifest} in the last commit; add one, or move the folder elsewhere, and commit.");
        }

        if (Line("name", text) != name)
        {
            return new Failure(ExitCode.CheckFailed, $"{Home(name)}/{Manifest} does not say 'name: {name}', as its folder does; make the two the same and commit.");
        }

        if (Version(text) is not { } version)
        {
            return new Failure(ExitCode.CheckFailed, $"{Home(name)}/{Manifest} states no version like 'version: 0.1.0'; add it and commit.");
        }

        var versions = Versions(name, history.Commits, manifests);
        return versions.FirstOrDefault(earlier => earlier.Version > version) is { } higher
            ? new Failure(
                ExitCode.CheckFailed,
                $"{Home(name)}/{Manifest} goes back to version {version}, after {higher.Version} in commit {higher.Commit.Origin[..7]}; state a version above {higher.Version} and commit.")
            : new SplitModule(name, version, tip, history.Commits.Count, versions);
    }

    /// <summary>The versions in the order of the history, each where it first appears. The order grows at its end, so a tag stays where it is.</summary>
    private static List<SplitVersion> Versions(string name, IReadOnlyList<SplitCommit> commits, IReadOnlyList<ReadOnlyMemory<byte>?> manifests)
    {
        var found = new List<SplitVersion>();
        foreach (var (commit, manifest) in commits.Zip(manifests))
        {
            if (manifest is { } text && Version(text) is { } version && found.TrueForAll(earlier => !earlier.Version.Equals(version)))
            {
                found.Add(new SplitVersion($"{name}/{ModuleVersion.Tag(version)}", version, commit));
            }
        }

        return found;
    }

    private static SemanticVersion? Version(ReadOnlyMemory<byte> manifest) =>
        Line("version", manifest) is { } text && ModuleVersion.TryParse(text, out var version) ? version : null;

    // Two lines are read and not the whole manifest: what was tagged must not depend on rules that came later.
    private static string? Line(string key, ReadOnlyMemory<byte> manifest) =>
        ManifestLine().Matches(Encoding.UTF8.GetString(manifest.Span)).FirstOrDefault(match => match.Groups["key"].Value == key)?.Groups["value"].Value;

    private static (string Parent, string Name) Divided(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash < 0 ? (string.Empty, path) : (path[..slash], path[(slash + 1)..]);
    }

    [GeneratedRegex("""^(?<key>name|version):[ \t]+(?<quote>["']?)(?<value>[^\s"'#]+)\k<quote>[ \t]*(?:#.*)?\r?$""", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex ManifestLine();

    /// <summary>A module's folder through all commits: its homes, the newest first.</summary>
    private sealed class MovedFolder(string name)
    {
        private readonly List<Func<string, string?>> _trees = [];

        public string Name => name;

        public List<string> Homes { get; } = [];

        public void Add(string home, Func<string, string?> treeOf)
        {
            Homes.Add(home);
            _trees.Add(treeOf);
        }

        public string? TreeOf(string commit) => _trees.Select(treeOf => treeOf(commit)).FirstOrDefault(tree => tree is not null);

        /// <summary>The commits that have the folder while none of their parents has.</summary>
        public IReadOnlyList<HistoryCommit> Births(IReadOnlyList<HistoryCommit> commits) =>
            [.. commits.Where(commit => commit.Parents.Count > 0 && TreeOf(commit.Id) is not null && commit.Parents.All(parent => TreeOf(parent) is null))];
    }
}
