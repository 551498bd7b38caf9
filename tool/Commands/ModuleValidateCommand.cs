using System.CommandLine;
using System.Text.Json.Nodes;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs module validate</c>: checks the structure and the manifest of a module, or of all modules in a folder.</summary>
internal static class ModuleValidateCommand
{
    public static Command Create(SharedOptions shared)
    {
        var path = new Argument<string>("PATH") { Description = "A module's folder, or a folder of modules", DefaultValueFactory = _ => "." };
        var command = new CommandWithExamples("validate", "Check that a module keeps to the rules by which it builds in every project")
        {
            Examples =
            [
                "qs module validate                      the module in this folder",
                "qs module validate content/modules      every module there, and what they do to each other",
                "qs module validate modules/crm --json   for a script",
            ],
        };
        command.Add(path);
        command.SetAction((parse, _) => shared.RunAsync(parse, output => (Run(Path.GetFullPath(parse.GetRequiredValue(path)), output))));
        return command;
    }

    private static int Run(string folder, Output output)
    {
        if (ModuleFolders.Find(folder).Failed(out var failure, out var folders))
        {
            return output.Fail(failure);
        }

        var checkedModules = folders.Select(module => (Folder: module, Result: ModuleRules.Check(ModuleContent.InFolder(module)))).ToList();
        var findings = checkedModules.SelectMany(module => module.Result.Findings.Select(finding => (Module: Path.GetFileName(module.Folder), Finding: finding)))
            .Concat(ModuleRules.CheckTogether([.. checkedModules.Select(module => module.Result.Manifest).OfType<ModuleManifest>()]).Select(finding => (Module: string.Empty, Finding: finding)))
            .ToList();
        return Show(output, [.. checkedModules.Select(module => Path.GetFileName(module.Folder))], findings);
    }

    private static int Show(Output output, IReadOnlyList<string> modules, List<(string Module, ModuleFinding Finding)> findings)
    {
        if (output.Json)
        {
            output.Write(new JsonObject
            {
                ["ok"] = findings.Count == 0,
                ["modules"] = new JsonArray([.. modules.Select(module => JsonValue.Create(module))]),
                ["findings"] = new JsonArray([.. findings.Select(found => new JsonObject
                {
                    ["module"] = found.Module,
                    ["path"] = found.Finding.Path,
                    ["problem"] = found.Finding.Sentence,
                })]),
            });
        }
        else
        {
            output.Say(findings.Select(found => Output.Plain(found.Module.Length == 0 ? found.Finding.Sentence : $"{found.Module}: {found.Finding.Sentence}")));
        }

        if (findings.Count > 0)
        {
            return output.Warn(new Failure(ExitCode.CheckFailed, $"{(findings.Count == 1 ? "One rule is" : $"{findings.Count} rules are")} broken; correct what is named above and validate again."));
        }

        if (!output.Json)
        {
            output.Say(modules.Count == 1 ? $"{modules[0]} is valid." : $"{modules.Count} modules are valid: {string.Join(", ", modules)}.");
        }

        return ExitCode.Done;
    }
}
