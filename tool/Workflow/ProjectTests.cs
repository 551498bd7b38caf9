using QuickScale.Tool.Processes;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Workflow;

/// <summary>Tests that were run together.</summary>
internal sealed record TestSuite(string Name, bool Passed);

/// <summary>All tests of a project, each suite by the command that its README names.</summary>
internal sealed class ProjectTests(LocalProject project, ProgramRunner programs, Output output)
{
    private readonly Passage _passage = new(programs, output);

    /// <param name="browser">Whether those in a browser are run too.</param>
    /// <param name="arguments">For <c>dotnet test</c>.</param>
    /// <param name="cancellation">Ends them.</param>
    /// <returns>Every suite, also after one that has failed.</returns>
    public Result<IReadOnlyList<TestSuite>> Run(bool browser, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        if (project.NeedsNode && new NodeJs(programs).Problem(project.File.Theme, cancellation) is { } missing)
        {
            return missing;
        }

        if (new ProjectBuild(project, programs, output).All(cancellation) is { } failure)
        {
            return failure;
        }

        var suites = new List<TestSuite> { Ran("the solution", DotnetSdk.TestBuilt(project.Folder, arguments) with { PassedOn = arguments.Count }, cancellation) };
        if (NodePackages.HasScript(project.Folder, "test"))
        {
            suites.Add(Ran("the client", new Invocation("npm", "test", "--silent") { Folder = project.Folder, IsScript = true }, cancellation));
        }

        if (browser)
        {
            // Outside the solution, so not built yet.
            suites.Add(Ran("the browser", DotnetSdk.Test(project.Folder, $"tests/{project.File.Name}.BrowserTests", arguments) with { PassedOn = arguments.Count }, cancellation));
        }

        return suites;
    }

    private TestSuite Ran(string name, Invocation invocation, CancellationToken cancellation)
    {
        var ended = _passage.Run(invocation with { IsConfidential = true }, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return new TestSuite(name, ended.Succeeded);
    }
}
