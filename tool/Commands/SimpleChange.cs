using System.Text.Json.Nodes;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary>What a command wants to do, in the words in which it says so.</summary>
/// <param name="Steps">None when there is nothing to do.</param>
/// <param name="Before">Lines that are shown first, as markup.</param>
/// <param name="Done">The sentence at the end, without the commit and a full stop; or that there was nothing to do, whole.</param>
internal sealed record PlannedChange(IReadOnlyList<ModuleStep> Steps, IReadOnlyList<string> Before, string Done)
{
    /// <summary>Lines that follow when it was done, as markup.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>What is done outside git just before the commit; a failure stops everything.</summary>
    public Beforehand? First { get; init; }

    /// <summary>What is done in the work tree after the commit.</summary>
    public Action? Last { get; init; }
}

/// <summary>Runs commands that plan steps and make them: open, plan, show, ask, make, say.</summary>
internal sealed class SimpleChange(string what, Output output, ChangeOptions options, Asking asking)
{
    public int Run(Func<Workspace, ProgramRunner, Result<PlannedChange>> plan, CancellationToken cancellation)
    {
        var programs = new ProgramRunner(output.Verbose ? output.Trace : null);
        if (Workspace.Open(programs, output, Environment.CurrentDirectory, forChange: true, cancellation).Failed(out var failure, out var workspace))
        {
            return output.Fail(failure);
        }

        using (workspace)
        {
            if (plan(workspace, programs).Failed(out failure, out var planned))
            {
                return output.Fail(failure);
            }

            return planned.Steps.Count == 0 ? End(planned, null, null, made: false) : Make(workspace, planned, cancellation);
        }
    }

    private int Make(Workspace workspace, PlannedChange planned, CancellationToken cancellation)
    {
        var change = new ModuleChange(workspace, output, options);
        if (change.Prepare(planned.Steps, cancellation).Failed(out var failure, out var prepared))
        {
            return output.Fail(failure);
        }

        if (!output.Json)
        {
            output.Say([.. planned.Before, .. ChangeReport.Files(workspace, prepared), .. change.Warnings().Select(warning => $"[yellow]Note:[/] {Output.Plain(warning)}")]);
        }

        if (change.Make(what, prepared, asking, planned.First, cancellation).Failed(out failure, out var made))
        {
            return output.Fail(failure);
        }

        if (made)
        {
            planned.Last?.Invoke();
        }

        return End(planned, workspace, prepared, made);
    }

    private int End(PlannedChange planned, Workspace? workspace, PreparedChange? prepared, bool made)
    {
        if (output.Json)
        {
            output.Write(new JsonObject
            {
                ["ok"] = true,
                ["changed"] = made,
                ["commit"] = made ? prepared!.Chain.Tip : null,
                ["steps"] = ChangeReport.Strings(planned.Steps.Select(step => step.Subject)),
                ["files"] = prepared is null ? new JsonArray() : ChangeReport.FilesJson(workspace!, prepared),
            });
        }
        else if (planned.Steps.Count == 0)
        {
            output.Say(planned.Done);
        }
        else
        {
            output.Say(made ? [$"[green]{planned.Done}[/] in commit {ChangeReport.Short(prepared!.Chain.Tip)}.", .. planned.After] : ["Nothing was changed."]);
        }

        return ExitCode.Done;
    }
}
