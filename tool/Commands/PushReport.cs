using System.Text.Json.Nodes;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary>What a push says: before anything leaves the machine, after it, and as JSON.</summary>
internal sealed class PushReport(Output output, Workspace workspace, PushPlan plan)
{
    private const int MostFiles = 20;

    private readonly string? _page = PullRequest.Address(plan.Remote, plan.Branch);

    private string Main => plan.DefaultBranch ?? "its main branch";

    /// <summary>No module, or no commit, to push.</summary>
    public static int Nothing(Output output, string sentence)
    {
        if (output.Json)
        {
            output.Write(new JsonObject { ["ok"] = true, ["changed"] = false });
        }
        else
        {
            output.Say(Output.Plain(sentence));
        }

        return ExitCode.Done;
    }

    public int AlreadyThere() => Ended(
        plan.Commits.Count == 0
            ? [Output.Plain($"{plan.Remote.Shown} has these changes already on {Main}; 'qs module update {plan.Module}' brings them back with the next version.")]
            : [Output.Plain($"{plan.Branch} at {plan.Remote.Shown} has these commits already."), .. Next()],
        pushed: false);

    public int NotPushed() => Ended(["Nothing was pushed."], pushed: false);

    public int After() => Ended(
        [
            $"[green]Pushed[/] {Phrase.Count(plan.Commits.Count - plan.Present, "commit")} of {plan.Module} to {Output.Plain($"{plan.Branch} at {plan.Remote.Shown}")}.",
            .. Next(),
        ],
        pushed: true);

    public void Before()
    {
        if (!output.Json)
        {
            output.Say(Preview());
        }
    }

    private IEnumerable<string> Preview()
    {
        var place = plan.Source is { } source ? $"in {source} on top of {Main}" : "on the module's own history (there is no monorepo at the remote)";
        yield return $"To be pushed to [bold]{Output.Plain(plan.Branch)}[/] at {Output.Plain(plan.Remote.Shown)}, {Output.Plain(place)}:";
        if (plan.Present > 0)
        {
            yield return $"  {Phrase.Count(plan.Present, "commit")} that the branch has already, and";
        }

        var news = plan.Commits.Skip(plan.Present).ToList();
        foreach (var commit in news)
        {
            yield return $"  {(commit.From.Id is { } id ? ChangeReport.Short(id) : "new")}  [bold]{Output.Plain(commit.From.Commit.Subject)}[/]  [dim]{Output.Plain(Person(commit.From.Commit.Author))}[/]";
            foreach (var line in commit.From.Commit.Message.Trim().Split('\n').Skip(1).SkipWhile(string.IsNullOrWhiteSpace))
            {
                yield return $"           {Output.Plain(line.TrimEnd())}";
            }

            if (commit.From.OtherFiles.Count > 0)
            {
                var own = commit.From.OtherFiles.Select(path => path.StartsWith(workspace.Repository.Place.Prefix, StringComparison.Ordinal) ? path[workspace.Repository.Place.Prefix.Length..] : path).ToList();
                yield return $"           [yellow]also changes {Output.Plain(Phrase.Some(own))}, which is not sent; its message is[/]";
            }
        }

        foreach (var file in plan.Files.Take(MostFiles))
        {
            yield return $"  {Word(file.Kind)} {Output.Plain(Shown(file.Path))}";
        }

        if (plan.Files.Count > MostFiles)
        {
            yield return $"  and {plan.Files.Count - MostFiles} more files";
        }

        if (news.Exists(commit => commit.From.OtherFiles.Count > 0))
        {
            yield return "To send other words, end here and push again with --squash -m \"What changes\".";
        }

        if (workspace.Repository.Place.IsShallow)
        {
            yield return "[yellow]Note:[/] this clone is shallow; changes from before its first commit are sent as one.";
        }

        yield return $"This pushes a feature branch and nothing else; the pull request to {Output.Plain(Main)} is yours to make.";
    }

    private IEnumerable<string> Next()
    {
        yield return _page is null
            ? Output.Plain($"Open a pull request from {plan.Branch} to {Main} where {plan.Remote.Shown} is hosted, or ask its maintainer to merge the branch.")
            : Output.Plain($"Open the pull request: {_page}");
    }

    private int Ended(IEnumerable<string> lines, bool pushed)
    {
        if (output.Json)
        {
            output.Write(Json(pushed));
        }
        else
        {
            output.Say(lines);
        }

        return ExitCode.Done;
    }

    private JsonObject Json(bool pushed) => new()
    {
        ["ok"] = true,
        ["changed"] = pushed,
        ["module"] = plan.Module,
        ["remote"] = plan.Remote.Text,
        ["branch"] = plan.Branch,
        ["target"] = plan.DefaultBranch,
        ["source"] = plan.Source,
        ["commits"] = new JsonArray([.. plan.Commits.Select((commit, index) => new JsonObject
        {
            ["id"] = commit.Id,
            ["from"] = commit.From.Id,
            ["author"] = Person(commit.From.Commit.Author),
            ["message"] = commit.From.Commit.Message.Trim(),
            ["present"] = index < plan.Present,
            ["notSent"] = ChangeReport.Strings(commit.From.OtherFiles),
        })]),
        ["files"] = ChangeReport.Strings(plan.Files.Select(file => Shown(file.Path))),
        ["pullRequest"] = _page,
    };

    private string Shown(string path) => plan.Source is { } source ? $"{source}/{path}" : path;

    private static string Person(string ident) => ident[..(ident.LastIndexOf('>') + 1)];

    private static string Word(char kind) => kind switch
    {
        'A' => "new     ",
        'D' => "removed ",
        _ => "changed ",
    };
}
