using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;
using QuickScale.Tool.Workflow.Deploy;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs deploy docker|fly|railway</c>: from the project to a site that is ready, and back to the release before where it is not.</summary>
internal static partial class DeployCommand
{
    private const int LongestTimeout = 24 * 60 * 60; // seconds

    public static Command Create(SharedOptions shared)
    {
        var command = new CommandWithExamples("deploy", "Deploy the project: create what is missing, migrate, release, and go back if the site does not become ready")
        {
            Examples =
            [
                "qs deploy railway --dry-run    every call that would change something",
                "qs deploy railway              the first time, and each time after",
            ],
        };
        command.Add(Target(shared, "docker", "Deploy to a host with Docker and Compose: this machine, or one that a Docker context leads to", run => new DockerTarget(run),
            "qs deploy docker                     to the host of quickscale.yml, or this machine",
            "qs deploy docker --context server    to the host of a Docker context"));
        command.Add(Target(shared, "fly", "Deploy to Fly", run => new FlyTarget(run),
            "qs deploy fly                                 what is committed, to production",
            "qs deploy fly --variable STRIPE_SECRET_KEY    with a secret of this terminal, if the app has none of that name"));
        command.Add(Target(shared, "railway", "Deploy to Railway", run => new RailwayTarget(run),
            "qs deploy railway                          what is committed, to production",
            "qs deploy railway --environment staging    to another environment of quickscale.yml"));
        return command;
    }

    private static CommandWithExamples Target(SharedOptions shared, string name, string description, Func<DeployRun, IDeployTarget> create, params string[] examples)
    {
        var environment = new Option<string>("--environment", "-e") { Description = "Another environment than production; quickscale.yml names it", HelpName = "NAME", DefaultValueFactory = _ => DeploySettings.Production };
        var dryRun = new Option<bool>("--dry-run") { Description = "Check everything, print each call that would change something, and make none" };
        var allowChanges = new Option<bool>("--allow-changes") { Description = "Deploy the files as they lie here, also those that are not committed" };
        var timeout = new Option<int>("--timeout") { Description = "How long the new release may take until it is ready; 300 when left out", HelpName = "SECONDS", DefaultValueFactory = _ => 300 };
        timeout.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds is < 1 or > LongestTimeout))
            {
                result.AddError($"--timeout takes a number of seconds from 1 to 86400, not '{token.Value}'");
            }
        });
        var variables = new Option<string[]>("--variable") { Description = "Hand a variable of this terminal to the application, unless it has one of that name; may be given several times", HelpName = "NAME", Arity = ArgumentArity.OneOrMore };
        variables.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => !VariableName.IsMatch(token.Value)) is { } wrong)
            {
                result.AddError($"'{wrong.Value}' cannot name a variable; write the name alone, its value is taken from this terminal");
            }
        });
        var context = new Option<string?>("--context") { Description = "The Docker context of the host ('docker context ls'); quickscale.yml may name one too", HelpName = "NAME" };
        context.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !ContextName.IsMatch(token.Value))
            {
                result.AddError($"'{token.Value}' cannot name a Docker context; 'docker context ls' lists them");
            }
        });
        var command = new CommandWithExamples(name, description) { Examples = examples };
        command.Add(environment);
        command.Add(dryRun);
        command.Add(allowChanges);
        command.Add(timeout);
        command.Add(variables);
        if (name == "docker")
        {
            command.Add(context);
        }

        command.SetAction((parse, cancellation) => shared.RunAsync(parse, output => Run(
            name,
            create,
            new DeployOptions(
                parse.GetRequiredValue(environment), parse.GetValue(dryRun), parse.GetValue(allowChanges), TimeSpan.FromSeconds(parse.GetValue(timeout)), parse.GetValue(variables) ?? [], name == "docker" ? parse.GetValue(context) : null),
            output,
            cancellation)));
        return command;
    }

    private static int Run(string target, Func<DeployRun, IDeployTarget> create, DeployOptions options, Output output, CancellationToken cancellation) => DailyCommands.InProject(output, (project, _) =>
    {
        // What is traced is shown without secrets too.
        var mask = new SecretMask();
        var programs = new ProgramRunner(output.Verbose ? text => output.Trace(mask.Clean(text)) : null);
        if (DeploySettings.Read(project, target, options.Environment).Failed(out var failure, out var settings)
            || DeploySource.Read(project, programs, options.AllowChanges, cancellation).Failed(out failure, out var source))
        {
            return output.Fail(failure);
        }

        output.WriteMessage($"{(options.DryRun ? "Would deploy" : "Deploying")} {source.Name} to {target}, {options.Environment}{(source.Changed.Count > 0 ? $", with changes that are not committed: {Output.HarmlessLines(Phrase.Some(source.Changed))}" : string.Empty)}.");
        var run = new DeployRun(project, settings, source, options, programs, output, mask);
        var platform = create(run);
        var end = new Deployment(run, platform).Make(cancellation);
        var problem = end.Failure is { } ended ? ended with { Sentence = mask.Clean(ended.Sentence), Detail = ended.Detail is null ? null : mask.Clean(ended.Detail) } : null;
        return Report(run, platform, problem, end.WentBack);
    });

    private static int Report(DeployRun run, IDeployTarget platform, Failure? failure, bool wentBack)
    {
        var (output, isDry) = (run.Output, run.Options.DryRun);
        if (output.Json)
        {
            output.Write(new JsonObject
            {
                ["ok"] = failure is null,
                ["exitCode"] = failure?.ExitCode ?? ExitCode.Done,
                ["error"] = failure?.Sentence,
                ["target"] = run.Settings.Target,
                ["environment"] = run.Settings.Environment,
                ["commit"] = run.Source.Commit,
                ["changed"] = ChangeReport.Strings(run.Source.Changed),
                ["dryRun"] = isDry,
                ["address"] = failure is null && !isDry ? Shown(platform.Address) : null,
                ["release"] = failure is null && !isDry ? platform.Release : null,
                ["before"] = platform.Before,
                ["wentBack"] = wentBack,
                ["created"] = ChangeReport.Strings(run.Created),
                ["set"] = ChangeReport.Strings(run.Set),
                ["kept"] = ChangeReport.Strings(run.Kept),
                ["calls"] = ChangeReport.Strings(run.Calls),
            });
        }

        if (failure is not null)
        {
            return output.Warn(failure);
        }

        if (!output.Json)
        {
            output.Say(isDry
                ? [.. run.Calls.Select(Output.Plain), $"Nothing was changed; {(run.Kept.Count == 0 ? "no secret is there yet" : $"{Output.Plain(Phrase.All(run.Kept))} would stay as {(run.Kept.Count == 1 ? "it is" : "they are")}")}."]
                : [$"[green]Deployed[/] {Output.Plain(run.Source.Name)}: [bold]{Output.Plain(Shown(platform.Address))}[/] is ready."]);
        }

        return ExitCode.Done;
    }

    private static string Shown(Uri address) => address.GetLeftPart(UriPartial.Authority);

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,199}\z", RegexOptions.CultureInvariant)]
    private static partial Regex VariableName { get; }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_.+-]{0,199}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ContextName { get; }
}
