using System.CommandLine;
using System.Text.Json.Nodes;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs module extract PATH NAME</c>: starts a module from a folder of the project.</summary>
internal static class ModuleExtractCommand
{
    public static Command Create(SharedOptions shared)
    {
        var path = new Argument<string>("PATH") { Description = "The folder of the project, committed" };
        var name = new Argument<string>("NAME") { Description = "The module's name: small letters, digits and dashes" };
        var space = new Option<string?>("--namespace") { Description = "The module's namespace, PROJECT.Modules.NAME when left out", HelpName = "NAMESPACE" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would be done, and change nothing" };
        var command = new CommandWithExamples("extract", "Start a module from a folder of the project, on a branch of its own that keeps the folder's history")
        {
            Examples =
            [
                "qs module extract src/MyApp/Crm crm                              a branch splits/crm-module",
                "qs module extract src/MyApp/Crm crm --namespace Acme.Modules.Crm",
                "qs module extract src/MyApp/Crm crm --dry-run                    what it would hold, and what would be left to do",
            ],
        };
        command.Add(path);
        command.Add(name);
        command.Add(space);
        command.Add(dryRun);
        command.SetAction((parse, cancellation) => shared.RunAsync(parse, output => Run(
            Path.GetFullPath(parse.GetRequiredValue(path)),
            parse.GetRequiredValue(name),
            parse.GetValue(space),
            parse.GetValue(dryRun),
            output,
            cancellation)));
        return command;
    }

    private static int Run(string folder, string name, string? space, bool dryRun, Output output, CancellationToken cancellation)
    {
        var programs = new ProgramRunner(output.Verbose ? output.Trace : null);
        if (Workspace.Open(programs, output, Environment.CurrentDirectory, forChange: false, cancellation).Failed(out var failure, out var workspace))
        {
            return output.Fail(failure);
        }

        using (workspace)
        {
            var extraction = new Extraction(workspace, programs);
            if (output.Work("Extracting", () => extraction.Extract(Path.TrimEndingDirectorySeparator(folder), name, space, dryRun, cancellation)).Failed(out failure, out var made))
            {
                return output.Fail(failure);
            }

            if (output.Json)
            {
                output.Write(Json(made, dryRun));
            }
            else
            {
                output.Say(Report(made, dryRun));
            }

            return ExitCode.Done;
        }
    }

    private static IEnumerable<string> Report(ExtractedModule made, bool dryRun)
    {
        yield return dryRun
            ? $"The branch [bold]{made.Branch}[/] would hold {Phrase.Count(made.Kept, "commit")} of the folder, and one that makes a module of it:"
            : $"[green]Made[/] the branch [bold]{made.Branch}[/] of {Phrase.Count(made.Kept, "commit")} of the folder, and one that makes a module of it ({ChangeReport.Short(made.Commit)}):";
        if (made.Moved > 0)
        {
            yield return $"  {Phrase.Count(made.Moved, "file")} moved into src/";
        }

        foreach (var file in made.Added)
        {
            yield return $"  new {Output.Plain(file)}";
        }

        if (made.Left.Count > 0)
        {
            yield return "Left to do there, by the rules of 'qs module validate':";
            foreach (var finding in made.Left)
            {
                yield return $"  {Output.Plain(finding.Sentence)}";
            }
        }

        yield return dryRun ? "Nothing was changed." : "Your own branch and files are as they were.";
        if (!dryRun)
        {
            yield return string.Empty;
            yield return "Next:";
            yield return $"  git worktree add ../{made.Module.Name} {made.Branch}   [dim]work on the module there, until it is valid[/]";
            yield return $"  git push URL {made.Branch}   [dim]to a repository of its own[/]";
            yield return $"  qs module embed {made.Module.Name} --remote URL   [dim]after the folder was deleted here[/]";
        }
    }

    private static JsonObject Json(ExtractedModule made, bool dryRun) => new()
    {
        ["ok"] = true,
        ["changed"] = !dryRun,
        ["module"] = made.Module.Name,
        ["namespace"] = made.Module.Namespace,
        ["branch"] = made.Branch,
        ["commit"] = dryRun ? null : made.Commit,
        ["commits"] = made.Kept + 1,
        ["moved"] = made.Moved,
        ["added"] = ChangeReport.Strings(made.Added),
        ["findings"] = new JsonArray([.. made.Left.Select(finding => new JsonObject { ["path"] = finding.Path, ["problem"] = finding.Sentence })]),
    };
}
