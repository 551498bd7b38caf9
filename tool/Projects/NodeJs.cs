using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Projects;

/// <summary>Node.js on this machine, which builds the client of the themes htmx and react.</summary>
internal sealed class NodeJs(ProgramRunner programs)
{
    private const string Needed = "install Node.js 20.19, 22.12 or later with npm from https://nodejs.org, or choose --theme html, which needs none.";

    // What Vite asks for.
    private static readonly Version Oldest = new(20, 19);
    private static readonly Version OldestOfNext = new(22, 12);

    /// <summary>Why a theme cannot be built here; null when it can.</summary>
    public Failure? Problem(string theme, CancellationToken cancellation)
    {
        var answer = programs.Run(new Invocation("node", "--version"), cancellation);
        if (answer.Ending == Ending.NotFound)
        {
            return new Failure(ExitCode.Precondition, $"The theme {theme} is built with Node.js, which was not found; {Needed}");
        }

        // A nightly prints v24.0.0-nightly…: its number counts.
        var text = answer.Output.Trim().TrimStart('v').Split('-')[0];
        if (!answer.Succeeded || !Version.TryParse(text, out var version))
        {
            return new Failure(ExitCode.Precondition, $"The theme {theme} is built with Node.js, which does not start here; {Needed}", answer.Everything);
        }

        if (version < Oldest || (version.Major > Oldest.Major && version < OldestOfNext))
        {
            return new Failure(ExitCode.Precondition, $"The theme {theme} is built with Node.js, and the one here is {text}, which is too old for it; {Needed}");
        }

        // Linux distributions pack it apart.
        return ProgramPath.Find("npm", script: true) is null
            ? NpmNotFound(theme)
            : null;
    }

    public static Failure NpmNotFound(string theme) =>
        new(ExitCode.Precondition, $"The theme {theme} is built with npm, which was not found beside Node.js; {Needed}");
}
