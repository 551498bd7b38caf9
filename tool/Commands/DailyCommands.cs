using System.CommandLine;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary>The commands that a developer types every day. Each starts what the project's README names, so that nobody needs them.</summary>
internal static class DailyCommands
{
    public static IEnumerable<Command> Create(SharedOptions shared) =>
    [
        RunCommand.Create(shared),
        TestCommand.Create(shared),
        MigrateCommand.Create(shared),
        ManageCommand.Create(shared),
        DoctorCommand.Create(shared),
        .. ComposeCommands.Create(shared),
        DeployCommand.Create(shared),
        CompletionCommand.Create(shared),
    ];

    /// <summary>Opens the project around the current folder and does something in it.</summary>
    public static int InProject(Output output, Func<LocalProject, ProgramRunner, int> command) =>
        LocalProject.Open(Environment.CurrentDirectory).Failed(out var failure, out var project)
            ? output.Fail(failure)
            : command(project, new ProgramRunner(output.Verbose ? output.Trace : null));
}
