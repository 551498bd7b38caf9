using QuickScale.Tool.Git;
using QuickScale.Tool.Projects;

namespace QuickScale.Tool.Modules;

/// <summary>The commit that stands for a module's upstream in the history, as <c>git subtree --squash</c> makes it.</summary>
/// <param name="Tree">The upstream's tree.</param>
/// <param name="Message">With the trailers that git subtree reads.</param>
/// <param name="Parent">The squash commit before it; null for the first.</param>
internal sealed record SquashCommit(string Tree, string Message, string? Parent);

/// <summary>One change of one module: what its commit will hold.</summary>
/// <param name="Name">The module.</param>
/// <param name="Subject">First line of the commit's message.</param>
/// <param name="Body">The rest of it.</param>
/// <param name="Tree">The tree at the module's prefix afterwards; null takes the folder away.</param>
/// <param name="Squash">What is merged, in a history with merges; null makes an ordinary commit.</param>
/// <param name="Entry">What config.yml says afterwards; null when it is no longer installed.</param>
/// <param name="Wanted">What quickscale.yml says afterwards; null when it is no longer wanted.</param>
/// <param name="Wired">What the wiring files are made from; null when it is no longer wired.</param>
internal sealed record ModuleStep(string Name, string Subject, string Body, string? Tree, SquashCommit? Squash, InstalledModule? Entry, WantedModule? Wanted, WiredModule? Wired)
{
    /// <summary>Single files that the same commit sets, or takes away where there is no content; relative to the repository's root.</summary>
    public IReadOnlyList<(string Path, string? Blob)> Files { get; init; } = [];

    /// <summary>The merge that a person has to finish; null when there is nothing to decide.</summary>
    public MergedTree? Conflict { get; init; }
}
