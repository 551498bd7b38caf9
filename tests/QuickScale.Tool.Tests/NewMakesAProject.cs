namespace QuickScale.Tool.Tests;

/// <summary><c>qs new PATH</c> with everything in place.</summary>
internal sealed class NewMakesAProject : WorkplaceFixture
{
    [Test]
    public async Task The_first_commit_holds_every_file_and_leaves_nothing_to_commit()
    {
        var answer = (await Workplace.QsAsync("new", "MyApp", "--no-restore")).ShouldExitWith(0);

        Workplace.Entries.ShouldBe(["MyApp"]);
        var files = Directory.EnumerateFiles(Workplace["MyApp"], "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Workplace["MyApp"], file).Replace('\\', '/'))
            .Where(file => !file.StartsWith(".git/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToList();
        (await Workplace.GitAsync("MyApp", "ls-files")).Split('\n').Order(StringComparer.Ordinal).ShouldBe(files);
        files.ShouldContain("quickscale.yml");
        files.ShouldContain(".githooks/pre-commit");
        (await Workplace.GitAsync("MyApp", "status", "--porcelain")).ShouldBeEmpty();
        (await Workplace.GitAsync("MyApp", "rev-list", "--count", "HEAD")).ShouldBe("1");
        answer.Output.ShouldContain($"files       {files.Count}");
        answer.Output.ShouldContain("dotnet run --project " + Path.Combine("src", "MyApp"));
    }

    [Test]
    public async Task The_author_is_the_user_and_the_branch_is_the_users()
    {
        Workplace.GitConfig("[user]", "name = Grace Hopper", "email = grace@example.com", "[init]", "defaultBranch = trunk");

        var answer = (await Workplace.QsAsync("new", "MyApp", "--no-restore")).ShouldExitWith(0);

        (await Workplace.GitAsync("MyApp", "log", "-1", "--format=%an %ae %cn %ce")).ShouldBe("Grace Hopper grace@example.com Grace Hopper grace@example.com");
        (await Workplace.GitAsync("MyApp", "symbolic-ref", "--short", "HEAD")).ShouldBe("trunk");
        answer.Output.ShouldContain("on trunk by Grace Hopper <grace@example.com>");
    }

    [Test]
    public async Task Personal_hooks_and_exclude_lists_have_no_say()
    {
        Directory.CreateDirectory(Workplace["hooks"]);
        File.WriteAllText(Workplace["hooks", "pre-commit"], "#!/bin/sh\nexit 1\n");
        File.WriteAllText(Workplace["hooks", "post-commit"], "#!/bin/sh\ntouch ran\n");
        if (!OperatingSystem.IsWindows())
        {
            foreach (var hook in Directory.EnumerateFiles(Workplace["hooks"]))
                File.SetUnixFileMode(hook, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        File.WriteAllText(Workplace["ignore"], "*.yml\nREADME.md\n");
        var root = Workplace.Root.Replace('\\', '/');
        Workplace.GitConfig("[user]", "name = Ada", "email = ada@example.com", "[core]", $"hooksPath = {root}/hooks", $"excludesFile = {root}/ignore");

        (await Workplace.QsAsync("new", "MyApp", "--no-restore")).ShouldExitWith(0);

        (await Workplace.GitAsync("MyApp", "ls-files")).Split('\n').ShouldContain("quickscale.yml");
        File.Exists(Workplace["MyApp", "ran"]).ShouldBeFalse();
    }

    [Test]
    public async Task Without_git_there_is_no_repository()
    {
        Workplace.GitConfig();

        var answer = (await Workplace.QsAsync("new", "MyApp", "--no-git", "--no-restore")).ShouldExitWith(0);

        Directory.Exists(Workplace["MyApp", ".git"]).ShouldBeFalse();
        answer.Output.ShouldContain("none (--no-git)");
    }

    [TestCase("My App", "MyApp")]
    [TestCase("1app", "App1App")]
    [TestCase("@scope", "Scope")]
    [TestCase("class", "Class")]
    public async Task A_name_that_CSharp_does_not_take_becomes_one_that_it_takes_and_the_user_is_told(string typed, string name)
    {
        var answer = (await Workplace.QsAsync("new", typed, "--no-git", "--no-restore")).ShouldExitWith(0);

        answer.Output.ShouldContain($"name        {name} (the C# name made from '{typed}')");
        Directory.Exists(Workplace[typed, "src", name]).ShouldBeTrue();
    }

    [Test]
    public async Task A_valid_name_is_kept_without_a_word()
    {
        var answer = (await Workplace.QsAsync("new", "shops/Acme.Shop/", "--no-git", "--no-restore")).ShouldExitWith(0);

        answer.Output.ShouldNotContain("the C# name");
        Directory.Exists(Workplace["shops", "Acme.Shop", "src", "Acme.Shop"]).ShouldBeTrue();
        Workplace.Entries.ShouldBe(["shops"]);
    }

    [Test]
    public async Task A_name_may_begin_with_a_dash()
    {
        (await Workplace.QsAsync("new", "--no-git", "--no-restore", "--", "-x")).ShouldExitWith(0);

        Directory.Exists(Workplace["-x", "src", "X"]).ShouldBeTrue();
    }

    [Test]
    public async Task An_empty_folder_is_filled_and_stays_the_same_folder()
    {
        Directory.CreateDirectory(Workplace["MyApp"]);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Workplace["MyApp"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        (await Workplace.QsAsync("init", "MyApp", "--no-restore")).ShouldExitWith(0);

        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Workplace["MyApp"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        (await Workplace.GitAsync("MyApp", "status", "--porcelain")).ShouldBeEmpty();
        Directory.EnumerateDirectories(Workplace["MyApp"], ".qs-new-*").ShouldBeEmpty();
    }

    [TestCase("starter_HTML", "Postgres", "html", "postgres")]
    [TestCase("html", "sqlite", "html", "sqlite")]
    public async Task Choices_and_ports_arrive_in_the_project(string typedTheme, string typedDatabase, string theme, string database)
    {
        (await Workplace.QsAsync(
            "new", "MyApp", "--theme", typedTheme, "--database", typedDatabase, "--http-port", "5999", "--https-port", "7999", "--no-git", "--no-restore")).ShouldExitWith(0);

        var wanted = File.ReadAllText(Workplace["MyApp", "quickscale.yml"]);
        wanted.ShouldContain($"theme: {theme}");
        wanted.ShouldContain($"database: {database}");
        var addresses = File.ReadAllText(Workplace["MyApp", "src", "MyApp", "Properties", "launchSettings.json"]);
        addresses.ShouldContain("http://localhost:5999");
        addresses.ShouldContain("https://localhost:7999");
    }

    [Test]
    public async Task Packages_are_restored_unless_told_otherwise()
    {
        (await Workplace.QsAsync("new", "MyApp", "--no-git")).ShouldExitWith(0);

        Directory.EnumerateFiles(Workplace["MyApp"], "project.assets.json", SearchOption.AllDirectories).ShouldNotBeEmpty();
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "The stand-in for dotnet is a shell script.")]
    public async Task A_restore_that_fails_leaves_a_whole_project_and_says_how_to_go_on()
    {
        Workplace.Replace("dotnet", "case \"$1\" in restore) echo 'error NU1301: secret-host'; exit 1;; esac\nexec $real \"$@\"");

        var answer = (await Workplace.QsAsync("new", "MyApp")).ShouldExitWith(5);

        answer.Error.TrimEnd().ShouldEndWith($"run 'dotnet restore' in {Workplace["MyApp"]} when the package source can be reached.");
        answer.Error.ShouldNotContain("secret-host");
        (await Workplace.GitAsync("MyApp", "status", "--porcelain")).ShouldBeEmpty();
    }
}
