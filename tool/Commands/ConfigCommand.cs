using System.CommandLine;
using System.Text.Json.Nodes;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs config</c>: looks at quickscale.yml.</summary>
internal static class ConfigCommand
{
    public static Command Create(SharedOptions shared)
    {
        var command = new CommandWithExamples("config", "Check, show and bring up to date what quickscale.yml says")
        {
            Examples =
            [
                "qs config validate                            is the file right",
                "qs config show --environment production       what is in force there",
            ],
        };
        command.Add(Validate(shared));
        command.Add(Show(shared));
        command.Add(Migrate(shared));
        command.Add(Schema(shared));
        return command;
    }

    private static CommandWithExamples Validate(SharedOptions shared)
    {
        var file = FileArgument();
        var command = new CommandWithExamples("validate", "Check quickscale.yml, and its options against the embedded modules")
        {
            Examples =
            [
                "qs config validate                 the file of the project around this folder",
                "qs config validate other.yml       another file",
                "qs config validate --json          for a script",
            ],
        };
        command.Add(file);
        command.SetAction((parse, _) => shared.RunAsync(parse, output =>
        {
            if (ConfigFile.Open(parse.GetValue(file)).Failed(out var failure, out var config))
            {
                return output.Fail(failure);
            }

            var unknown = config.File.Modules.Select(module => module.Name).Where(name => !config.Manifests.ContainsKey(name)).ToList();
            if (output.Json)
            {
                output.Write(new JsonObject { ["ok"] = true, ["file"] = config.Shown, ["notEmbedded"] = ChangeReport.Strings(unknown) });
            }
            else
            {
                output.Say(Output.Plain($"{config.Shown} is valid."));
                output.Say(unknown.Count == 0 ? [] : [$"[yellow]Note:[/] {Phrase.All(unknown)} {(unknown.Count == 1 ? "is" : "are")} not embedded yet; 'qs plan' checks {(unknown.Count == 1 ? "its" : "their")} options."]);
            }

            return ExitCode.Done;
        }));
        return command;
    }

    private static CommandWithExamples Show(SharedOptions shared)
    {
        var file = FileArgument();
        var environment = new Option<string?>("--environment", "-e") { Description = "With the overrides of an environment that the file names", HelpName = "NAME" };
        var command = new CommandWithExamples("show", "Show what is wanted, with the defaults of options and the overrides of an environment")
        {
            Examples =
            [
                "qs config show                                what development uses",
                "qs config show --environment production       with what production overrides",
                "qs config show --json                         for a program",
            ],
        };
        command.Add(file);
        command.Add(environment);
        command.SetAction((parse, _) => shared.RunAsync(parse, output =>
            ConfigFile.Open(parse.GetValue(file)).Failed(out var failure, out var config) ? output.Fail(failure) : new ConfigReport(output, config).Show(parse.GetValue(environment))));
        return command;
    }

    private static CommandWithExamples Migrate(SharedOptions shared)
    {
        var file = FileArgument();
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would be done, and change nothing" };
        var command = new CommandWithExamples("migrate", "Bring quickscale.yml to the newest schema; comments stay, and nothing is committed")
        {
            Examples =
            [
                "qs config migrate                 the file of the project around this folder",
                "qs config migrate --dry-run       look only",
            ],
        };
        command.Add(file);
        command.Add(dryRun);
        command.SetAction((parse, _) => shared.RunAsync(parse, output => ConfigFile.Migrate(parse.GetValue(file), parse.GetValue(dryRun)).Failed(out var failure, out var done)
            ? output.Fail(failure)
            : Migrated(output, done, parse.GetValue(dryRun))));
        return command;
    }

    private static CommandWithExamples Schema(SharedOptions shared)
    {
        var command = new CommandWithExamples("schema", "Print the JSON Schema of quickscale.yml, by which editors complete and check it")
        {
            Examples = ["qs config schema > .quickscale/quickscale.schema.json       where the file's first line can name it"],
        };
        command.SetAction((parse, _) => shared.RunAsync(parse, output =>
        {
            using var reader = new StreamReader(typeof(ConfigCommand).Assembly.GetManifestResourceStream("quickscale.schema.json")!);
            output.WriteText(reader.ReadToEnd());
            return ExitCode.Done;
        }));
        return command;
    }

    private static int Migrated(Output output, MigratedFile file, bool dryRun)
    {
        if (output.Json)
        {
            output.Write(new JsonObject { ["ok"] = true, ["file"] = file.Shown, ["from"] = file.From, ["to"] = file.To, ["changed"] = file.From < file.To && !dryRun });
        }
        else
        {
            output.Say(Output.Plain(file.From == file.To
                ? $"{file.Shown} has schema {file.To} already, the newest that this qs knows."
                : $"{file.Shown} {(dryRun ? "would go" : "went")} from schema {file.From} to {file.To}."));
        }

        return ExitCode.Done;
    }

    private static Argument<string?> FileArgument() => new("FILE") { Description = "The file; that of the project around this folder when left out", Arity = ArgumentArity.ZeroOrOne };
}
