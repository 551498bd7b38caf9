using System.CommandLine;
using System.Text.Json.Nodes;
using QuickScale.Tool.Git;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs module split</c>: makes a history of its own of every module in a monorepo.</summary>
internal static class ModuleSplitCommand
{
    public static Command Create(SharedOptions shared)
    {
        var path = new Argument<string>("PATH")
        {
            Description = "The folder that holds the modules, each in a sub-folder",
            DefaultValueFactory = _ => Path.Combine("content", "modules"),
        };
        var bundle = new Option<string?>("--bundle") { Description = "Write the branches and tags into a git bundle, and its SHA-256 beside it", HelpName = "FILE" };
        var into = new Option<string?>("--into") { Description = "Push the branches and tags to a repository; '.' is this one", HelpName = "REPOSITORY" };
        var check = new Option<bool>("--check") { Description = "First check every split: its files, its rules, and that it builds with only the modules that it requires" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what --into would push, and push nothing" };
        var command = new CommandWithExamples("split", "Split every committed module into a branch splits/NAME-module with tags NAME/vX.Y.Z")
        {
            Examples =
            [
                "qs module split                                       what the branches and tags would be",
                "qs module split content/modules --bundle my.bundle    a file that a project can embed from",
                "qs module split --check --into origin --dry-run       what a release would push",
            ],
        };
        command.Add(path);
        foreach (var option in new Option[] { bundle, into, check, dryRun })
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(dryRun) && result.GetValue(into) is null)
            {
                result.AddError("--dry-run belongs to --into");
            }

            if (result.GetValue(into) is { } remote && (remote.Length == 0 || remote[0] == '-'))
            {
                result.AddError($"--into takes a remote, an address or a path, not '{remote}'");
            }
        });
        command.SetAction((parse, cancellation) => shared.RunAsync(parse, output =>
        {
            var wanted = new SplitOrder(Path.GetFullPath(parse.GetRequiredValue(path)), parse.GetValue(bundle), parse.GetValue(into), parse.GetValue(check), parse.GetValue(dryRun));
            return Run(wanted, output, cancellation);
        }));
        return command;
    }

    private sealed record SplitOrder(string Folder, string? Bundle, string? Into, bool Check, bool DryRun);

    private static int Run(SplitOrder order, Output output, CancellationToken cancellation)
    {
        if (!Directory.Exists(order.Folder))
        {
            return output.Fail(new Failure(ExitCode.Precondition, $"There is no folder {order.Folder}; name the folder that holds the modules."));
        }

        var programs = new ProgramRunner(output.Verbose ? output.Trace : null);
        if (MonorepoHistory.Open(programs, order.Folder, cancellation).Failed(out var failure, out var monorepo))
        {
            return output.Fail(failure);
        }

        using var repository = SplitRepository.Create(programs, monorepo, cancellation);
        if (output.Work("Splitting", () => new ModuleSplitter(monorepo, repository).Split(cancellation)).Failed(out failure, out var split))
        {
            return output.Fail(failure);
        }

        if (order.Check && Check(programs, repository, split, output, cancellation) is { } faulty)
        {
            return output.Fail(faulty);
        }

        var report = Report(split);
        if (order.Bundle is { } bundle)
        {
            report["bundle"] = Path.GetFullPath(bundle);
            report["sha256"] = WriteBundle(repository, split, Path.GetFullPath(bundle), cancellation);
        }

        if (order.Into is { } remote)
        {
            var delivery = new SplitDelivery(monorepo, repository, Directory.Exists(remote) ? Path.GetFullPath(remote) : remote);
            if (delivery.Deliver(split, order.DryRun, cancellation).Failed(out failure, out var pushed))
            {
                return output.Fail(failure);
            }

            report["pushed"] = new JsonArray([.. pushed.Select(reference => JsonValue.Create(reference))]);
        }

        Show(output, split, report, order);
        return ExitCode.Done;
    }

    private static Failure? Check(ProgramRunner programs, SplitRepository repository, SplitMonorepo split, Output output, CancellationToken cancellation)
    {
        using var check = new SplitCheck(programs, repository, split);
        var faults = check.Run(output.WriteMessage, cancellation);
        foreach (var fault in faults)
        {
            output.WriteMessage(fault);
        }

        return faults.Count == 0
            ? null
            : new Failure(ExitCode.CheckFailed, $"{(faults.Count == 1 ? "One check" : $"{faults.Count} checks")} of the splits failed, so nothing was written; correct what is named above, commit and try again.");
    }

    /// <summary>Written beside its place and moved there, so that no half of a bundle is ever found.</summary>
    private static string WriteBundle(SplitRepository repository, SplitMonorepo split, string path, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var unfinished = path + ".new";
        repository.Bundle(unfinished, split.References, cancellation);
        File.Move(unfinished, path, overwrite: true);
        return ModuleBundle.WriteHash(path);
    }

    private static JsonObject Report(SplitMonorepo split) => new()
    {
        ["ok"] = true,
        ["commit"] = split.Source,
        ["folder"] = split.Folder,
        ["uncommitted"] = split.HasUncommitted,
        ["modules"] = new JsonArray([.. split.Modules.Select(module => new JsonObject
        {
            ["name"] = module.Name,
            ["version"] = module.Version.ToNormalizedString(),
            ["branch"] = module.Branch,
            ["split"] = module.Tip.Id,
            ["tree"] = module.Tip.Tree,
            ["commits"] = module.Commits,
            ["unreleased"] = module.HasUnreleased,
            ["tags"] = new JsonObject(module.Versions.Select(version => KeyValuePair.Create(version.Tag, (JsonNode?)version.Commit.Id))),
        })]),
    };

    private static void Show(Output output, SplitMonorepo split, JsonObject report, SplitOrder order)
    {
        if (split.HasUncommitted)
        {
            output.WriteMessage($"{split.Folder} has changes that are not committed; they are not in the split.");
        }

        if (output.Json)
        {
            output.Write(report);
            return;
        }

        var width = split.Modules.Max(module => module.Name.Length);
        output.Say(split.Modules.Select(module =>
            $"{module.Name.PadRight(width)}  {module.Version.ToNormalizedString(),-8}  {module.Tip.Id[..7]}  {module.Branch}, {(module.Commits == 1 ? "1 commit" : $"{module.Commits} commits")}{(module.HasUnreleased ? $", changed since {module.Name}/v{module.Version.ToNormalizedString()}" : string.Empty)}"));
        if (report["bundle"] is { } bundle)
        {
            output.Say(Output.Plain($"Wrote {bundle}"));
        }

        if (report["pushed"] is JsonArray pushed)
        {
            var what = pushed.Count == 0 ? "Nothing to push: all is there already." : $"{(order.DryRun ? "Would push" : "Pushed")}:";
            output.Say([Output.Plain(what), .. pushed.Select(reference => Output.Plain($"  {reference}"))]);
        }
    }
}
