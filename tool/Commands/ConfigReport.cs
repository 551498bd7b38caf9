using System.Text.Json.Nodes;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary>What <c>qs config show</c> says: the file with what stands behind it. A secret is only ever the name of a variable.</summary>
internal sealed class ConfigReport(Output output, ConfigFile config)
{
    public int Show(string? environment)
    {
        var (file, shown) = (config.File, config.Shown);
        if (environment is not null && !file.Environments.ContainsKey(environment))
        {
            return output.Fail(new Failure(ExitCode.Usage, file.Environments.Count == 0
                ? $"{shown} names no environment, so '{environment}' has no overrides; leave out --environment."
                : $"{shown} names no environment '{environment}'; there {(file.Environments.Count == 1 ? "is" : "are")} {Phrase.All([.. file.Environments.Keys])}."));
        }

        var modules = file.Modules.Select(module => (Module: module, Options: config.InForce(module, environment))).ToList();
        if (output.Json)
        {
            output.Write(Json(environment, modules));
        }
        else
        {
            output.Say(Lines(environment, modules));
        }

        return ExitCode.Done;
    }

    private IEnumerable<string> Lines(string? environment, IReadOnlyList<(WantedModule Module, IReadOnlyList<ShownOption> Options)> modules)
    {
        var file = config.File;
        yield return $"[bold]{file.Name}[/] ({file.Slug}), theme {file.Theme}, database {file.Database}{(environment is null ? string.Empty : $", in {environment}")}";
        foreach (var (module, options) in modules)
        {
            yield return $"  [bold]{module.Name}[/]{(module.Version is { } version ? $" {Output.Plain(version)}" : string.Empty)}{(module.Remote is { } remote ? $" from {Output.Plain(remote)}" : string.Empty)}";
            foreach (var option in options)
            {
                yield return $"    {option.Name}: {Output.Plain(option.Value.ToString()!)}  [dim]{Word(option.From, environment)}[/]";
            }
        }

        foreach (var (target, settings) in Deploy(environment))
        {
            yield return $"  deploy {target}: {Output.Plain(string.Join(", ", settings.Select(setting => $"{setting.Key} {setting.Value}").DefaultIfEmpty("as it is")))}";
        }
    }

    private JsonObject Json(string? environment, IReadOnlyList<(WantedModule Module, IReadOnlyList<ShownOption> Options)> modules)
    {
        var file = config.File;
        return new JsonObject
        {
            ["ok"] = true,
            ["file"] = config.Shown,
            ["schema"] = ProjectFile.Format.Schema,
            ["project"] = new JsonObject { ["name"] = file.Name, ["slug"] = file.Slug },
            ["theme"] = file.Theme,
            ["database"] = file.Database,
            ["environment"] = environment,
            ["environments"] = ChangeReport.Strings(file.Environments.Keys),
            ["remotes"] = new JsonObject(file.Remotes.Select(remote => KeyValuePair.Create(remote.Key, (JsonNode?)JsonValue.Create(remote.Value)))),
            ["modules"] = new JsonObject(modules.Select(item => KeyValuePair.Create(item.Module.Name, (JsonNode?)new JsonObject
            {
                ["version"] = item.Module.Version,
                ["remote"] = item.Module.Remote,
                ["embedded"] = config.Manifests.ContainsKey(item.Module.Name),
                ["options"] = new JsonObject(item.Options.Select(option => KeyValuePair.Create(option.Name, (JsonNode?)new JsonObject { ["value"] = option.Value.ToJson(), ["from"] = Word(option.From, environment) }))),
            }))),
            ["deploy"] = new JsonObject(Deploy(environment).Select(target => KeyValuePair.Create(target.Key, (JsonNode?)new JsonObject(target.Value.Select(setting => KeyValuePair.Create(setting.Key, (JsonNode?)setting.Value.ToJson())))))),
        };
    }

    private IEnumerable<KeyValuePair<string, IReadOnlyDictionary<string, OptionValue>>> Deploy(string? environment) =>
        DeployShapes.Targets
            .Where(target => config.File.Deploy.ContainsKey(target) || (environment is not null && config.File.EnvironmentDeploy.GetValueOrDefault(environment)?.ContainsKey(target) == true))
            .Select(target => KeyValuePair.Create(target, config.File.DeployTo(target, environment)));

    private static string Word(OptionSource source, string? environment) => source switch
    {
        OptionSource.Environment => environment!,
        OptionSource.File => ProjectFile.FileName,
        _ => "default",
    };
}
