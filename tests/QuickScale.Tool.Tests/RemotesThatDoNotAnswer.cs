namespace QuickScale.Tool.Tests;

/// <summary>Remotes that cannot be used: what they said is told in a sentence, nothing has changed, and nothing waits for an answer.</summary>
[Platform(Exclude = "Win", Reason = "The stand-ins for ssh and for git's transport are shell scripts.")]
internal sealed class RemotesThatDoNotAnswer : ShopFixture
{
    [Test]
    public async Task Nobody_listens_there()
    {
        await PrepareWithoutModulesAsync();
        var address = $"https://localhost:{Loopback.FreePort()}/modules.git";

        await RefusesAsync(5, [address, "cannot be reached", "network"], "module", "embed", "shop", "--remote", address);
    }

    [TestCase("git@example.invalid: Permission denied (publickey).", "refused access", "key")]
    [TestCase("Host key verification failed.", "is not a known host", "connect once with ssh")]
    [TestCase("ssh: Could not resolve hostname example.invalid: Name or service not known", "cannot be reached", "network")]
    [TestCase("ssh: connect to host example.invalid port 22: Connection timed out", "cannot be reached", "network")]
    [TestCase("ssh: connect to host example.invalid port 22: No route to host", "cannot be reached", "network")]
    [TestCase("ERROR: Repository not found.", "was not found", "access")]
    [TestCase("\u001B[31mGo away\u001B[0m", "could not be read", "try again")]
    public async Task Ssh_fails(string says, string meaning, string way)
    {
        await PrepareAsync();
        MakeExecutable(Workplace["ssh"], $"cat '{Workplace["says"]}' >&2; exit 255");
        File.WriteAllText(Workplace["says"], says + "\n");
        Workplace.Set("GIT_SSH_COMMAND", $"'{Workplace["ssh"]}'");

        await RefusesAsync(5, ["git@example.invalid:modules.git", meaning, way], "module", "embed", "other", "--remote", "git@example.invalid:modules.git");
    }

    [TestCase("fatal: could not read Username for 'https://example.invalid': terminal prompts disabled", "asks for credentials")]
    [TestCase("fatal: Authentication failed for 'https://example.invalid/modules.git/'", "refused the credentials")]
    [TestCase("fatal: unable to access 'https://example.invalid/': Could not resolve host: example.invalid", "cannot be reached")]
    [TestCase("fatal: unable to access 'https://example.invalid/': Failed to connect to example.invalid port 443 after 1 ms: Couldn't connect to server", "cannot be reached")]
    [TestCase("fatal: unable to access 'https://example.invalid/': server certificate verification failed. CAfile: none CRLfile: none", "certificate")]
    [TestCase("fatal: unable to access 'https://example.invalid/': The requested URL returned error: 403", "refused access")]
    [TestCase("fatal: unable to access 'https://example.invalid/': The requested URL returned error: 503", "did not answer as it should")]
    public async Task Https_fails(string says, string meaning)
    {
        await PrepareAsync();
        var programs = await Workplace.GitAsync("host", "--exec-path");
        Directory.CreateDirectory(Workplace["programs"]);
        foreach (var program in Directory.EnumerateFileSystemEntries(programs).Where(program => Path.GetFileName(program) != "git-remote-https"))
            File.CreateSymbolicLink(Workplace["programs", Path.GetFileName(program)], program);
        MakeExecutable(Workplace["programs", "git-remote-https"], $"cat '{Workplace["says"]}' >&2; exit 128");
        File.WriteAllText(Workplace["says"], says + "\n");
        Workplace.Set("GIT_EXEC_PATH", Workplace["programs"]);

        await RefusesAsync(5, ["https://example.invalid/modules.git", meaning], "module", "embed", "other", "--remote", "https://example.invalid/modules.git");
    }

    [Test]
    public async Task What_was_asked_is_not_advised_again()
    {
        await PrepareAsync();
        (await Project.QsAsync("module", "status", "--upstream")).ShouldExitWith(0).Output.ShouldContain("up to date");
        foreach (var tag in (await Workplace.GitAsync("modules.git", "tag")).Split('\n'))
            await Workplace.GitAsync("modules.git", "tag", "--delete", tag);

        var answer = (await Project.QsAsync("module", "status", "--upstream")).ShouldExitWith(0);

        answer.Output.ShouldContain("its remote has no release of it");
        answer.Output.ShouldNotContain("--upstream asks");
    }

    [Test]
    public async Task Nobody_is_asked_for_a_password()
    {
        await PrepareAsync();
        MakeExecutable(Workplace["ssh"], $"printf '%s\\n' \"$GIT_TERMINAL_PROMPT $GIT_ASKPASS $SSH_ASKPASS\" \"$@\" > '{Workplace["called"]}'; exit 255");
        Workplace.Replace("ssh", $"exec '{Workplace["ssh"]}' \"$@\"");

        (await Project.QsAsync("module", "embed", "other", "--remote", "ssh://git@example.invalid/modules.git")).ShouldRefuse(5);

        var called = File.ReadAllText(Workplace["called"]);
        called.ShouldStartWith("0 ");
        called.ShouldContain("BatchMode=yes");
    }

    [Test]
    public async Task There_is_no_repository([Values("missing", "folder", "file", "bundle")] string what)
    {
        await PrepareAsync();
        var address = Workplace["there"];
        if (what == "folder")
            Directory.CreateDirectory(address);
        else if (what != "missing")
            File.WriteAllText(address += what == "bundle" ? ".bundle" : "", what == "bundle" ? "# v2 git bundle\nbroken\n" : "text\n");

        await RefusesAsync(5, [address], "module", "embed", "other", "--remote", address);
    }

    [Test]
    public async Task The_remote_of_an_embedded_module_is_gone()
    {
        await PrepareAsync();
        Directory.Move(Workplace["modules.git"], Workplace["moved.git"]);

        await RefusesAsync(5, [Remote.Address, "try again"], "module", "update", "--yes");
        (await Project.QsAsync("module", "status")).ShouldExitWith(0);
        (await Project.QsAsync("module", "status", "--check")).ShouldRefuse(5, Remote.Address);
        (await Project.QsAsync("module", "diff", "shop")).ShouldExitWith(0);
    }

    [Test]
    public async Task What_needs_no_network_works_without()
    {
        await PrepareAsync();
        await UpdateWorksAsync();
        Directory.Move(Workplace["modules.git"], Workplace["moved.git"]);

        (await Project.QsAsync("module", "rollback", "shop", "--yes")).ShouldExitWith(0);
        ShouldBeAt("0.1.0");
        (await Project.QsAsync("module", "repair", "--yes")).ShouldExitWith(0);
        (await Project.QsAsync("module", "remove", "shop", "--yes")).ShouldExitWith(0);
    }

    [TestCase("y", 0)]
    [TestCase("n", 4)]
    [TestCase("", 4)]
    public async Task A_remote_that_only_the_files_name_is_asked_about_once(string answer, int exitCode)
    {
        await PrepareWithoutModulesAsync();

        (await Project.QsAsync("module", "embed", "shop")).ShouldRefuse(2, Remote.Address, "--trust-remote");
        var asked = await Workplace.QsAnsweringAsync($"{answer}\ny\n", "module", "embed", "shop");

        asked.ShouldExitWith(exitCode).Error.ShouldContain($"{Remote.Address}, which has not been used here before. Trust it? (y/N)");
        Project.Has("modules/shop").ShouldBe(exitCode == 0);
        (await Project.QsAsync("module", "embed", "shop")).ExitCode.ShouldBe(exitCode == 0 ? 0 : 2);
    }

    [Test]
    public async Task A_module_that_the_remote_does_not_have()
    {
        await PrepareAsync();

        await RefusesAsync(2, ["There is no module 'sho'", "core, other and shop"], "module", "embed", "sho", "--remote", Remote.Address);
        await RefusesAsync(2, ["There is no module 'crm'", "core, other and shop"], "module", "embed", "other", "crm", "--remote", Remote.Address);
    }

    [Test]
    public async Task A_version_that_the_remote_does_not_have()
    {
        await PrepareAsync();

        await RefusesAsync(2, ["no version", "9.9.9", "v0.1.0"], "module", "embed", "other@9.9.9", "--remote", Remote.Address);
        await RefusesAsync(2, ["no version", "9.9.9", "v0.1.0"], "module", "update", "shop", "--to", "v9.9.9", "--yes");
    }
}
