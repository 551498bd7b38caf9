using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Workflow.Deploy;

/// <summary>How a release has ended.</summary>
/// <param name="Failure">Why it is none; null when the platform has it.</param>
/// <param name="Replaces">Whether it may stand in the place of the release before.</param>
internal sealed record ReleaseEnd(Failure? Failure, bool Replaces);

/// <summary>A place where a project can be deployed. The steps come in the order in which they stand here, each once.</summary>
internal interface IDeployTarget
{
    /// <summary>Looks at everything that has to be there first, and at what is deployed. It changes nothing.</summary>
    Failure? Check(CancellationToken cancellation);

    /// <summary>Creates what is missing and sets what differs. What is there already it finds again.</summary>
    Failure? Prepare(CancellationToken cancellation);

    /// <summary>The public address; known when it is prepared.</summary>
    Uri Address { get; }

    /// <summary>The release that serves before this one, as the platform names it; null for the first deployment.</summary>
    string? Before { get; }

    /// <summary>The new release, as the platform names it; known when it is released.</summary>
    string? Release { get; }

    /// <summary>Makes the release: migrations first, then the new version in the place of the one before.</summary>
    ReleaseEnd MakeRelease(CancellationToken cancellation);

    /// <summary>Puts the release before in its place again; migrations are not undone. Null when that is done.</summary>
    Failure? GoBack(CancellationToken cancellation);

    /// <summary>A command that shows how it stands.</summary>
    string Look { get; }
}
