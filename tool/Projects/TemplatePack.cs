using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Projects;

/// <summary>
/// The template pack that the tool carries, instantiated by <c>dotnet new</c> from a hive of our own: the user's installed
/// templates neither matter nor change.
/// </summary>
internal sealed class TemplatePack(DotnetSdk dotnet, string package)
{
    // dotnet new's own codes.
    private const int FilesExist = 73;
    private const int ConstraintNotMet = 100;
    private const int BadOption = 127;

    /// <summary>The pack beside this program.</summary>
    public static string Carried => Path.Combine(AppContext.BaseDirectory, "templates", "QuickScale.Templates.nupkg");

    /// <summary>Writes the starter into the folder.</summary>
    public Result<string> Instantiate(NewProjectOptions options, string folder, CancellationToken cancellation)
    {
        using var hive = TemplateHive.Open(package);
        for (var attempt = 1; ; attempt++)
        {
            if (!hive.Ready)
            {
                var installed = dotnet.InstallTemplates(package, hive.Folder, cancellation);
                if (!installed.Succeeded)
                {
                    return Refused(installed);
                }

                hive.MarkReady();
            }

            var made = dotnet.New(options, folder, hive.Folder, overwrite: attempt > 1, cancellation);
            if (made.Succeeded)
            {
                return folder;
            }

            if (attempt > 1 || made.Ending != Ending.Exited)
            {
                return Refused(made);
            }

            // A hive that was damaged fails in many ways; a fresh one tells whether it was the hive.
            hive.Reset();
        }
    }

    private static Failure Refused(Completion answer) => answer switch
    {
        { Ending: Ending.TimedOut } => new Failure(ExitCode.Precondition, "'dotnet new' did not finish in time; try again when the machine is less busy.", answer.Everything),
        { ExitCode: FilesExist } => new Failure(ExitCode.Precondition, "'dotnet new' found files in its way; try again.", answer.Everything),
        { ExitCode: ConstraintNotMet } => new Failure(ExitCode.Precondition, "The .NET SDK here is too old for the template; install .NET SDK 10.0.100 or later and try again.", answer.Everything),
        { ExitCode: BadOption } => new Failure(ExitCode.Usage, "'dotnet new' refused the name or an option; try another name, or --verbose to see what it said.", answer.Everything),
        _ => new Failure(ExitCode.Precondition, $"'dotnet new' failed (exit code {answer.ExitCode}); run the command again with --verbose to see what it said.", answer.Everything),
    };
}
