namespace QuickScale.Tool.Modules;

/// <summary>A module as its split makes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">The version that its module.yml states at the end.</param>
/// <param name="Tip">The newest commit, to which the branch leads.</param>
/// <param name="Commits">How many commits the history has.</param>
/// <param name="Versions">Each version and the commit in which it first appears, in that order.</param>
internal sealed record SplitModule(string Name, SemanticVersion Version, SplitCommit Tip, int Commits, IReadOnlyList<SplitVersion> Versions)
{
    public string Branch => BranchOf(Name);

    /// <summary>Whether the branch has changes that no version has: those who take the newest version do not get them.</summary>
    public bool HasUnreleased => Versions.Single(version => version.Version.Equals(Version)).Commit.Tree != Tip.Tree;

    /// <summary>The branch and the tags, by full name, and the commits that they lead to.</summary>
    public IEnumerable<KeyValuePair<string, string>> References =>
        Versions.Select(version => KeyValuePair.Create($"refs/tags/{version.Tag}", version.Commit.Id)).Prepend(KeyValuePair.Create($"refs/heads/{Branch}", Tip.Id));

    /// <summary>The branch that holds the split history of a module.</summary>
    public static string BranchOf(string name) => $"splits/{name}-module";
}

/// <summary>A version of a module and the commit in which it first appears.</summary>
internal sealed record SplitVersion(string Tag, SemanticVersion Version, SplitCommit Commit);

/// <summary>All modules of a commit of a monorepo, split.</summary>
/// <param name="Source">The monorepo's commit.</param>
/// <param name="Folder">The folder of the modules in it.</param>
/// <param name="HasUncommitted">Whether the work tree has changes there that are not in the commit.</param>
/// <param name="Modules">The modules, by name.</param>
internal sealed record SplitMonorepo(string Source, string Folder, bool HasUncommitted, IReadOnlyList<SplitModule> Modules)
{
    /// <summary>The branches and tags of all modules, sorted.</summary>
    public SortedDictionary<string, string> References => new(Modules.SelectMany(module => module.References).ToDictionary(), StringComparer.Ordinal);
}
