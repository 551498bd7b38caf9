using System.Text;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Workflow.Doctor;

/// <summary>Whether the modules are where they have to be: what is wanted, what is installed, what git holds, and the files that follow from it.</summary>
internal sealed class ModuleChecks(LocalProject project, ProgramRunner programs, Output output)
{
    private const string Check = "modules";
    private const string Drift = "drift";

    public IReadOnlyList<Finding> Examine(CancellationToken cancellation)
    {
        if (Workspace.Open(programs, output, project.Folder, forChange: false, cancellation).Failed(out var failure, out var workspace))
        {
            return [Finding.Of(Check, failure)];
        }

        using (workspace)
        {
            List<Finding> found = [.. Dropped(workspace, cancellation), .. Wanted(workspace), .. Wired(workspace)];
            return found.Count > 0 ? found : [new Finding(Check, $"{Phrase.Count(workspace.Snapshot.Modules.Count, "module")} embedded, nothing differs")];
        }
    }

    private static IEnumerable<Finding> Dropped(Workspace workspace, CancellationToken cancellation)
    {
        if (DroppedEmbed.Find(workspace, cancellation) is { } dropped)
        {
            yield return new Finding(Check, $"A rebase has dropped the embed of {dropped.Name} and spilled its files into the root", $"bring it back with 'qs module repair {dropped.Name}'");
        }

        foreach (var module in workspace.Snapshot.Modules.Where(module => module.Tree is null))
        {
            yield return new Finding(Check, $"{module.Entry.Prefix} is gone from the commit", $"bring it back with 'qs module repair {module.Name}'");
        }
    }

    private IEnumerable<Finding> Wanted(Workspace workspace)
    {
        var wanted = project.File.Modules.Select(module => module.Name).ToHashSet(StringComparer.Ordinal);
        var installed = workspace.Snapshot.Modules.Select(module => module.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var name in wanted.Except(installed).Order(StringComparer.Ordinal))
        {
            yield return new Finding(Drift, $"quickscale.yml asks for {name}, which is not embedded", "'qs plan' shows what would come, 'qs apply' brings it; or take it out of quickscale.yml");
        }

        foreach (var name in installed.Except(Kept(wanted, workspace.Snapshot)).Order(StringComparer.Ordinal))
        {
            yield return new Finding(Drift, $"{name} is embedded, and quickscale.yml does not ask for it", "'qs apply' removes it; to keep it, add it to quickscale.yml again");
        }
    }

    /// <summary>The wanted modules with all that they require, which a plan brings and keeps whether the file names it or not.</summary>
    private static HashSet<string> Kept(IEnumerable<string> wanted, Snapshot snapshot)
    {
        var kept = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(wanted);
        while (open.TryDequeue(out var name))
        {
            foreach (var required in kept.Add(name) ? (snapshot.Find(name)?.Manifest?.Requires.Keys ?? []).Append(ModuleName.Core) : [])
            {
                open.Enqueue(required);
            }
        }

        return kept;
    }

    /// <summary>Compares the managed files as they lie here with what the embedded modules make of them.</summary>
    private IEnumerable<Finding> Wired(Workspace workspace)
    {
        var snapshot = workspace.Snapshot;
        var wired = snapshot.Modules.Where(module => module.Manifest is not null).Select(module => new WiredModule(module.Manifest!, module.Entry.Options, module.Projects));
        var solution = Wiring.Paths(snapshot.File.Name).Single(path => path.EndsWith(".slnx", StringComparison.Ordinal));
        var text = Read(solution);
        if (text is null)
        {
            return [new Finding(Drift, $"{solution} is missing", $"bring it back with 'git checkout -- {solution}'")];
        }

        return Wiring.Derive(snapshot.File, Resolver.Order(wired, module => module.Manifest.Name, module => module.Manifest), text).Failed(out var failure, out var files)
            ? [Finding.Of(Drift, failure)]
            : files.Select(Compare).OfType<Finding>();
    }

    private Finding? Compare(ManagedFile file)
    {
        var present = Read(file.Path);
        if (present is null)
        {
            // Nothing of anybody's can be in a file that is not there. A link that leads nowhere is, and would lead us elsewhere.
            var isOurs = Preflight.LinkProblem(project.Folder, [".quickscale", "src", project.WebProject, file.Path]) is null;
            return new Finding(Drift, $"{file.Path}, which qs manages, is missing", $"bring it back with 'git checkout -- {file.Path}'", isOurs ? _ => Write(file) : null);
        }

        return present.ReplaceLineEndings("\n") == file.Content.ReplaceLineEndings("\n")
            ? null
            : new Finding(Drift, $"{file.Path}, which qs manages, differs from what the embedded modules need", $"see it with 'git diff {file.Path}' and take it back with 'git checkout -- {file.Path}', or run 'qs module repair' where it is committed");
    }

    /// <summary>Never over a file that has come meanwhile: between the look and this lies a build.</summary>
    private bool Write(ManagedFile file)
    {
        using var stream = new FileStream(project.PathOf(file.Path), FileMode.CreateNew, FileAccess.Write);
        stream.Write(Encoding.UTF8.GetBytes(file.Content));
        return true;
    }

    /// <summary>Null where there is no file, and where a link leads nowhere.</summary>
    private string? Read(string path)
    {
        try
        {
            return PlainFile.ReadText(project.PathOf(path));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            // What cannot be read is not what it shall be.
            return string.Empty;
        }
    }
}
