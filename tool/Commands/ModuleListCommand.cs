using System.CommandLine;
using System.Text.Json.Nodes;
using QuickScale.Tool.Git;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs module list</c>: what there is, and what of it is embedded.</summary>
internal static class ModuleListCommand
{
    public static Command Create(SharedOptions shared)
    {
        var upstream = new Option<bool>("--upstream") { Description = "Ask the remotes of the project for their newest versions" };
        var remote = new RemoteArguments();
        var command = new CommandWithExamples("list", "List the modules: available, planned and embedded")
        {
            Examples =
            [
                "qs module list                without network",
                "qs module list --upstream     also what other remotes have by now",
                "qs module list --json         for a script",
            ],
        };
        command.Add(upstream);
        remote.AddTo(command, withRemote: false);
        command.SetAction((parse, cancellation) => shared.RunAsync(parse, output => Run(parse.GetValue(upstream), remote.Trust(parse, output), output, cancellation)));
        return command;
    }

    private sealed record Row(string Name, ModuleRelease? Newest, InstalledModule? Installed, SemanticVersion? Known)
    {
        public bool IsPlanned => Newest?.Manifest.Status == ModuleStatus.Planned && Installed is null;
    }

    private static int Run(bool ask, RemoteTrust trust, Output output, CancellationToken cancellation)
    {
        var programs = new ProgramRunner(output.Verbose ? output.Trace : null);
        if (Workspace.Open(programs, output, Environment.CurrentDirectory, forChange: false, cancellation).Failed(out var failure, out var workspace))
        {
            return output.Fail(failure);
        }

        using (workspace)
        {
            var builtIn = new Upstream(workspace.Repository, RemoteAddress.BuiltIn);
            var names = builtIn.Names(cancellation);
            if (builtIn.Fetch([.. names.Select(name => (name, Catalogue.BranchOf(name)))], cancellation).Failed(out failure, out _)
                || new KnownVersions(workspace, trust).Read(ask, cancellation).Failed(out failure, out var known))
            {
                return output.Fail(failure);
            }

            var releases = builtIn.Releases(names, cancellation);
            var installed = workspace.Snapshot.Modules.ToDictionary(module => module.Name, module => module.Entry, StringComparer.Ordinal);
            var rows = names.Concat(installed.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(name => new Row(name, releases.GetValueOrDefault(name) is [var newest, ..] ? newest : null, installed.GetValueOrDefault(name), known.GetValueOrDefault(name)?[0]))
                .ToList();
            if (output.Json)
            {
                output.Write(new JsonObject { ["ok"] = true, ["modules"] = new JsonArray([.. rows.Select(Json)]) });
            }
            else
            {
                output.Say([.. rows.Select(Line), string.Empty, "[dim]qs module info NAME tells more; qs module embed NAME embeds it.[/]"]);
            }

            return ExitCode.Done;
        }
    }

    private static string Line(Row row)
    {
        var (style, state, version) = row switch
        {
            { Installed: { } entry } => ("green", "embedded", $"{ModuleVersion.Tag(entry.InstalledVersion)}{(row.Known is { } newest && newest > entry.InstalledVersion ? $" → {ModuleVersion.Tag(newest)}" : string.Empty)}"),
            { IsPlanned: true } => ("dim", "planned", $"for v{row.Newest!.Manifest.AvailableIn}"),
            { Newest: { } release } => ("default", "available", ModuleVersion.Tag(release.Version)),
            _ => ("default", "available", string.Empty),
        };
        return $"  [bold]{row.Name,-16}[/] [{style}]{state,-9}[/] {version,-17} {Output.Plain(row.Newest?.Manifest.Summary ?? row.Installed?.Remote ?? string.Empty)}";
    }

    private static JsonObject Json(Row row) => new()
    {
        ["name"] = row.Name,
        ["state"] = row.Installed is not null ? "installed" : row.IsPlanned ? "planned" : "available",
        ["version"] = row.Newest?.Version.ToString(),
        ["installed"] = row.Installed?.InstalledVersion.ToString(),
        ["newest"] = row.Known?.ToString(),
        ["availableIn"] = row.Newest?.Manifest.AvailableIn?.ToString(),
        ["summary"] = row.Newest?.Manifest.Summary,
        ["remote"] = row.Installed?.Remote ?? RemoteAddress.BuiltInWord,
    };
}
