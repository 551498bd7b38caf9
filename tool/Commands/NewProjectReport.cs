using System.Text.Json.Nodes;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary>What <c>qs new</c> says when it is done: to a person what was made and what comes next, to a program one object.</summary>
internal static class NewProjectReport
{
    public static void Made(Output output, NewProject project)
    {
        if (output.Json)
        {
            output.Write(AsJson(project, serving: false));
            return;
        }

        output.Say([.. Summary(project), string.Empty, "Next:", .. Steps(project).Select(Step)]);
    }

    public static void Serving(Output output, NewProject project)
    {
        if (output.Json)
        {
            output.Write(AsJson(project, serving: true));
            return;
        }

        output.Say([.. Summary(project), string.Empty, $"[green]Serving[/] at [bold]{Address(project.Addresses.Http)}[/] — Ctrl-C stops it.", string.Empty]);
    }

    /// <summary>The project is there, its packages are not: says so and returns the exit code.</summary>
    public static int Unrestored(Output output, NewProject project)
    {
        if (output.Json)
        {
            output.Write(AsJson(project, serving: false));
        }
        else
        {
            output.Say(Summary(project));
        }

        return output.Warn(new Failure(
            ExitCode.Remote,
            $"The project is complete, but its packages could not be restored; run 'dotnet restore' in {project.Folder} when the package source can be reached."));
    }

    private static IEnumerable<string> Summary(NewProject project)
    {
        var name = Output.Plain(project.Manifest.Name);
        yield return $"[green]Created[/] [bold]{name}[/] in {Output.Plain(project.Folder)}";
        if (project.Renamed)
        {
            yield return $"  name        {name} (the C# name made from '{Output.Plain(project.Options.Name)}')";
        }

        yield return $"  theme       {project.Manifest.Theme}";
        yield return $"  database    {project.Manifest.Database}";
        yield return $"  files       {project.Files}";
        yield return $"  repository  {Output.Plain(Repository(project))}";
        if (project.Modules.Count > 0)
        {
            yield return $"  modules     {Phrase.All(project.Modules)}";
        }
    }

    private static string Repository(NewProject project) => project.Git switch
    {
        { Commit: { } commit, Branch: var branch, Author: var author } => $"first commit {commit} on {branch} by {author}",
        { Enclosing: { } enclosing } => $"none of its own: it lies in {enclosing}, where nothing was committed",
        _ => "none (--no-git)",
    };

    private static IEnumerable<(string Command, string What)> Steps(NewProject project)
    {
        var folder = Path.GetRelativePath(Environment.CurrentDirectory, project.Folder);
        if (folder != ".")
        {
            yield return ($"cd {(folder.Contains(' ', StringComparison.Ordinal) ? $"\"{folder}\"" : folder)}", string.Empty);
        }

        if (project.Npm is { } npm)
        {
            yield return (npm, "adds what the modules' pages need");
        }

        if (project.Manifest.Database == "postgres")
        {
            yield return ("docker compose up -d db", "starts PostgreSQL");
        }

        yield return ($"dotnet run --project {project.WebProject}", $"serves {Address(project.Addresses.Http)}");
        if (StarterChoices.NeedsNode(project.Manifest.Theme))
        {
            yield return ("npm run dev", "the same, and shows each change at once");
        }

        yield return ("dotnet test", "proves that it works");
        yield return ("README.md", "says what comes next");
    }

    private static string Address(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private static string Step((string Command, string What) step)
    {
        var command = Output.Plain(step.Command);
        return step.What.Length == 0 ? $"  {command}" : $"  {command,-42} [dim]{step.What}[/]";
    }

    private static JsonObject AsJson(NewProject project, bool serving) => new()
    {
        ["ok"] = project.RestoreOutcome != RestoreOutcome.Failed,
        ["name"] = project.Manifest.Name,
        ["typedName"] = project.Options.Name,
        ["slug"] = project.Manifest.Slug,
        ["path"] = project.Folder,
        ["theme"] = project.Manifest.Theme,
        ["database"] = project.Manifest.Database,
        ["files"] = project.Files,
        ["httpAddress"] = Address(project.Addresses.Http),
        ["httpsAddress"] = Address(project.Addresses.Https!),
        ["commit"] = project.Git.Commit,
        ["branch"] = project.Git.Branch,
        ["author"] = project.Git.Author,
        ["enclosingRepository"] = project.Git.Enclosing,
        ["modules"] = ChangeReport.Strings(project.Modules),
        ["restored"] = project.RestoreOutcome == RestoreOutcome.Done,
        ["serving"] = serving,
        ["next"] = new JsonArray([.. Steps(project).Select(step => JsonValue.Create(step.Command))]),
    };
}
