using System.CommandLine;
using System.Text.Json.Nodes;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs module info NAME</c>: what a module is, needs and can be told.</summary>
internal static class ModuleInfoCommand
{
    public static Command Create(SharedOptions shared)
    {
        var name = new Argument<string>("NAME") { Description = "The module" };
        var remote = new RemoteArguments();
        var command = new CommandWithExamples("info", "Tell about one module: versions, requirements and options")
        {
            Examples =
            [
                "qs module info auth",
                "qs module info crm --remote https://example.com/modules.git",
            ],
        };
        command.Add(name);
        remote.AddTo(command, withRemote: true);
        command.SetAction((parse, cancellation) => shared.RunAsync(parse, output =>
            Run(parse.GetRequiredValue(name), workspace => remote.Catalogue(parse, workspace, output), output, cancellation)));
        return command;
    }

    private static int Run(string typed, Func<Workspace, Result<Catalogue>> open, Output output, CancellationToken cancellation)
    {
        if (ModuleWish.Parse(typed).Failed(out var failure, out var wish))
        {
            return output.Fail(failure);
        }

        var programs = new ProgramRunner(output.Verbose ? output.Trace : null);
        if (Workspace.Open(programs, output, Environment.CurrentDirectory, forChange: false, cancellation).Failed(out failure, out var workspace))
        {
            return output.Fail(failure);
        }

        using (workspace)
        {
            if (open(workspace).Failed(out failure, out var catalogue)
                || catalogue.Releases(wish.Name, requiredBy: null, cancellation).Failed(out failure, out var releases))
            {
                return output.Fail(failure);
            }

            var release = releases.FirstOrDefault(release => wish.Version is null || wish.Version.Contains(release.Version)) ?? releases[0];
            var installed = workspace.Snapshot.Find(wish.Name)?.Entry;
            if (output.Json)
            {
                output.Write(Json(release, releases, installed));
            }
            else
            {
                output.Say(Lines(release, releases, installed, workspace));
            }

            return ExitCode.Done;
        }
    }

    private static IEnumerable<string> Lines(ModuleRelease release, IReadOnlyList<ModuleRelease> releases, InstalledModule? installed, Workspace workspace)
    {
        var manifest = release.Manifest;
        yield return $"[bold]{manifest.Name}[/] {ModuleVersion.Tag(release.Version)}  {Output.Plain(manifest.Summary)}";
        if (manifest.Status == ModuleStatus.Planned)
        {
            yield return $"  planned   for v{manifest.AvailableIn}; only its place is there";
        }

        yield return $"  embedded  {(installed is null ? "no" : ModuleVersion.Tag(installed.InstalledVersion))}";
        yield return $"  versions  {string.Join(", ", releases.Select(other => ModuleVersion.Tag(other.Version)))}";
        yield return $"  requires  {string.Join(", ", manifest.Requires.Select(pair => $"{pair.Key} {pair.Value}").DefaultIfEmpty("nothing"))}";
        yield return $"  themes    {string.Join(", ", manifest.Themes)}";
        if (Compatibility.Problem(manifest, workspace.Snapshot) is { } problem)
        {
            yield return $"  [yellow]It {Output.Plain(problem)}.[/]";
        }

        if (manifest.Options.Count > 0)
        {
            yield return "  options";
        }

        foreach (var option in manifest.Options)
        {
            var values = option.Values.Count > 0 ? string.Join('|', option.Values) : option.Type.ToString().ToLowerInvariant();
            var standard = option.Default is { } value ? $", default {value}" : string.Empty;
            yield return $"    {option.Name,-22} {Output.Plain(values + standard)}{(option.Mutable ? string.Empty : ", fixed when embedded")}  [dim]{Output.Plain(option.Summary)}[/]";
        }
    }

    private static JsonObject Json(ModuleRelease release, IReadOnlyList<ModuleRelease> releases, InstalledModule? installed) => new()
    {
        ["ok"] = true,
        ["name"] = release.Name,
        ["version"] = release.Version.ToString(),
        ["summary"] = release.Manifest.Summary,
        ["status"] = release.Manifest.Status == ModuleStatus.Planned ? "planned" : "released",
        ["availableIn"] = release.Manifest.AvailableIn?.ToString(),
        ["installed"] = installed?.InstalledVersion.ToString(),
        ["versions"] = ChangeReport.Strings(releases.Select(other => other.Version.ToString())),
        ["requires"] = new JsonObject(release.Manifest.Requires.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(pair.Value.ToString())))),
        ["themes"] = ChangeReport.Strings(release.Manifest.Themes),
        ["options"] = new JsonArray([.. release.Manifest.Options.Select(option => new JsonObject
        {
            ["name"] = option.Name,
            ["type"] = option.Type.ToString().ToLowerInvariant(),
            ["values"] = ChangeReport.Strings(option.Values),
            ["default"] = option.Default?.ToJson(),
            ["mutable"] = option.Mutable,
            ["summary"] = option.Summary,
        })]),
    };
}
