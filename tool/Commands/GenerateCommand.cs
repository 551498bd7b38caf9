using System.CommandLine;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs generate [FILE]</c>: makes a whole project of a quickscale.yml, as <c>qs new</c> makes it of the same answers.</summary>
internal static class GenerateCommand
{
    public static Command Create(SharedOptions shared)
    {
        var file = new Argument<string>("FILE") { Description = "What the project shall be", DefaultValueFactory = _ => ProjectFile.FileName };
        var folder = new Option<string?>("--output", "-o") { Description = "The folder to make; one of the project's name when left out", HelpName = "DIR" };
        var httpPort = NewCommand.PortOption("--http-port", "Port of the http address; one is chosen when left out");
        var httpsPort = NewCommand.PortOption("--https-port", "Port of the https address; one is chosen when left out");
        var noGit = new Option<bool>("--no-git") { Description = "Make no repository and no first commit" };
        var noRestore = new Option<bool>("--no-restore") { Description = "Do not restore packages" };
        var trust = new Option<bool>("--trust-remote") { Description = "Use remotes that the file names, without asking the first time" };
        var command = new CommandWithExamples("generate", "Make a project of a quickscale.yml, with its modules, repository and commits")
        {
            Examples =
            [
                "qs generate                                 of quickscale.yml in this folder",
                "qs generate shop.yml --output ../shop       of another file, into another folder",
            ],
        };
        command.Add(file);
        foreach (var option in new Option[] { folder, httpPort, httpsPort, noGit, noRestore, trust })
        {
            command.Add(option);
        }

        command.SetAction((parse, cancellation) => shared.RunAsync(parse, output =>
        {
            var shown = parse.GetRequiredValue(file) is { Length: > 0 } named ? named : ProjectFile.FileName;
            if (ProjectFile.ReadText(Path.GetFullPath(shown), shown).Failed(out var failure, out var text) || ProjectFile.Parse(text, shown).Failed(out failure, out var wanted))
            {
                return output.Fail(failure);
            }

            var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(parse.GetValue(folder) is { Length: > 0 } typed ? typed : wanted.Name));
            if (Path.GetFullPath(shown).StartsWith(target + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                return output.Fail(new Failure(ExitCode.Precondition, $"{target} holds {shown} itself, and a project begins in an empty folder; name another one with --output."));
            }

            var options = new NewProjectOptions(target, wanted.Theme, wanted.Database, parse.GetValue(httpPort), parse.GetValue(httpsPort), !parse.GetValue(noGit), !parse.GetValue(noRestore))
            {
                File = wanted,
                FileText = text,
                TrustRemotes = parse.GetValue(trust),
            };
            return NewCommand.Run(options, serve: false, output, cancellation);
        }));
        return command;
    }
}
