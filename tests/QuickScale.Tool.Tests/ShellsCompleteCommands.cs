namespace QuickScale.Tool.Tests;

/// <summary>What qs offers while a line is being typed, and the scripts by which real shells ask for it.</summary>
internal sealed class ShellsCompleteCommands : WorkplaceFixture
{
    [TestCase("qs mod", "module")]
    [TestCase("qs module up", "update")]
    [TestCase("qs migrate ", "add", "script", "status")]
    [TestCase("qs new X --theme ", "html", "htmx", "react")]
    [TestCase("qs new X --theme re", "react")]
    [TestCase("qs completion ", "bash", "fish", "powershell", "zsh")]
    [TestCase("qs run --no-w", "--no-watch")]
    public async Task It_offers_what_can_come_next(string line, params string[] expected)
    {
        var answer = (await Workplace.QsAsync($"[suggest:{line.Length}]", line)).ShouldExitWith(0);

        var offered = answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        offered.Where(word => line.EndsWith("--no-w", StringComparison.Ordinal) || !word.StartsWith('-')).ShouldBe(expected, ignoreOrder: true);
        answer.Error.ShouldBeEmpty();
    }

    [Test]
    public async Task Other_spellings_are_not_offered() =>
        (await Workplace.QsAsync("[suggest:6]", "qs ini")).ShouldExitWith(0).Output.Trim().ShouldBeEmpty();

    [Test]
    public async Task An_unknown_shell_is_refused_with_those_there_are() =>
        (await Workplace.QsAsync("completion", "tcsh")).ShouldRefuse(2, "There is no completion for 'tcsh'; choose one of: bash, fish, powershell, zsh");

    [TestCase("qs mod", "module")]
    [TestCase("qs new X --theme ht", "html,htmx")]
    [TestCase("qs nosuch", "")]
    [Platform(Exclude = "Win", Reason = "There need not be a bash.")]
    public async Task Bash_completes(string line, string expected)
    {
        var script = await ScriptAsync("bash");

        // As readline does it: the words, the line and the cursor, then the function that 'complete' has named.
        var answer = await TestProcess.RunAsync(
            "bash",
            ["-c", "source \"$1\"; complete -p qs >/dev/null || exit 9; COMP_LINE=$2; COMP_POINT=${#2}; read -ra COMP_WORDS <<<\"$2\"; [[ $2 == *' ' ]] && COMP_WORDS+=(''); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _qs; IFS=,; echo \"${COMPREPLY[*]}\"", "bash", script, line],
            environment: Path());

        answer.ShouldSucceed().Output.ShouldBe($"{expected}\n");
        answer.Error.ShouldBeEmpty();
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "There is no fish.")]
    public async Task Fish_completes()
    {
        Need("fish");
        var script = await ScriptAsync("fish");

        var answer = await TestProcess.RunAsync("fish", ["--no-config", "-c", "source $argv[1]; complete --do-complete 'qs modul'; complete --do-complete 'qs new X --theme re'", script], Workplace.Root, Path());

        answer.ShouldSucceed().Output.ShouldBe("module\nreact\n");
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "There is no zsh.")]
    public async Task Zsh_completes()
    {
        Need("zsh");
        var script = await ScriptAsync("zsh");

        // The words and where the cursor is are what the completion system gives; compadd takes what is offered.
        var answer = await TestProcess.RunAsync(
            "zsh",
            ["-f", "-c", "compdef() { }; _files() { print files }; compadd() { shift; print -rl -- ${(P)1} }; source $1; words=(qs modul); CURRENT=2; _qs; words=(qs new X --theme re); CURRENT=5; _qs; words=(qs new ''); CURRENT=3; _qs | head -1", "zsh", script],
            environment: Path());

        answer.ShouldSucceed().Output.ShouldStartWith("module\nreact\n");
    }

    [Test]
    public async Task Powershell_completes()
    {
        Need("pwsh");
        var script = await ScriptAsync("powershell");

        var answer = await TestProcess.RunAsync(
            "pwsh",
            ["-NoProfile", "-Command", $"Invoke-Expression (Get-Content -Raw '{script}'); foreach ($line in 'qs modul', 'qs new X --theme re') {{ (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText }}"],
            environment: Path());

        answer.ShouldSucceed().Output.ReplaceLineEndings("\n").ShouldBe("module\nreact\n");
    }

    private async Task<string> ScriptAsync(string shell)
    {
        var path = Workplace[$"qs.{shell}"];
        await File.WriteAllTextAsync(path, (await Workplace.QsAsync("completion", shell)).ShouldExitWith(0).Output);
        return path;
    }

    private static void Need(string shell)
    {
        if (!Environment.GetEnvironmentVariable("PATH")!.Split(System.IO.Path.PathSeparator).Any(folder => File.Exists(System.IO.Path.Combine(folder, shell))))
            Assert.Ignore($"There is no {shell} on this machine.");
    }

    /// <summary>The tool of this build, as the shells find it.</summary>
    private static Dictionary<string, string?> Path() =>
        new() { ["PATH"] = AppContext.BaseDirectory + System.IO.Path.PathSeparator + Environment.GetEnvironmentVariable("PATH") };
}
