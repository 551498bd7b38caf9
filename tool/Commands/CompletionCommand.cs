using System.CommandLine;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary><c>qs completion SHELL</c>: the script by which a shell asks qs itself what can come next.</summary>
internal static class CompletionCommand
{
    private static readonly string[] Shells = ["bash", "fish", "powershell", "zsh"];

    public static Command Create(SharedOptions shared)
    {
        var shell = new Argument<string>("SHELL") { Description = $"The shell: {string.Join(", ", Shells)}" };
        shell.CompletionSources.Add(Shells);
        shell.Validators.Add(result =>
        {
            var typed = result.GetValueOrDefault<string>();
            if (!Shells.Contains(typed))
            {
                result.AddError($"There is no completion for '{typed}'; choose one of: {string.Join(", ", Shells)}");
            }
        });
        var command = new CommandWithExamples("completion", "Print the script that completes commands and options of qs in a shell")
        {
            Examples =
            [
                "qs completion bash > ~/.local/share/bash-completion/completions/qs    for bash",
                "qs completion zsh > ~/.zfunc/_qs                                      for zsh, in a folder of its fpath",
                "qs completion fish > ~/.config/fish/completions/qs.fish               for fish",
            ],
        };
        command.Add(shell);
        command.SetAction((parse, _) => shared.RunAsync(parse, output =>
        {
            using var script = typeof(CompletionCommand).Assembly.GetManifestResourceStream($"completion/{parse.GetRequiredValue(shell)}")!;
            using var reader = new StreamReader(script);
            output.WriteText(reader.ReadToEnd());
            return ExitCode.Done;
        }));
        return command;
    }
}
