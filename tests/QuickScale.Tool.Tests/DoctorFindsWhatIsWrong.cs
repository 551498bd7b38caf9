using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.Json;

namespace QuickScale.Tool.Tests;

/// <summary><c>qs doctor</c>: every finding with its fix, no value of a setting, and <c>--fix</c> does only what takes nothing away.</summary>
[Platform(Exclude = "Win", Reason = "The stand-ins are shell scripts.")]
internal sealed class DoctorFindsWhatIsWrong : WorkplaceFixture
{
    private const string Secret = "s3cr3t-value-of-nobody";
    private const string Healthy = "case \"$1\" in --version) echo 10.0.100;; esac";

    [Test]
    public async Task A_sound_project_has_no_findings()
    {
        var project = await DailyProject.CreateAsync(Workplace, Healthy);
        var before = await project.Host.StateAsync();

        var answer = (await project.QsAsync("doctor")).ShouldExitWith(0);

        answer.Output.ShouldNotContain("wrong");
        answer.Output.ShouldContain("ok     SDK       .NET SDK 10.0.100");
        answer.Output.ShouldContain("all migrations are applied");
        StartedPrograms.Without(await project.Host.StateAsync(), "qs-").ShouldBe(before);
    }

    [TestCase("case \"$1\" in --version) echo 8.0.1;; esac", "SDK", "8.0.1, which is too old", "install .NET SDK 10.0.100")]
    [TestCase("case \"$1\" in --version) echo 10.0.100;; build) exit 1;; esac", "build", "The build failed", "dotnet build")]
    [TestCase("case \"$1\" in --version) echo 10.0.100;; run) exit 1;; esac", "database", "Migrations are pending", "qs migrate")]
    [TestCase("case \"$1\" in --version) echo 10.0.100;; run) exit 4;; esac", "database", "The migrator does not start", "qs migrate status")]
    [TestCase("case \"$1\" in --version) echo 10.0.100;; run) exit 5;; esac", "database", "The database does not answer", "qs migrate status")]
    public async Task What_dotnet_says(string dotnet, string check, string finding, string fix)
    {
        var project = await DailyProject.CreateAsync(Workplace, dotnet);

        ShouldFind((await project.QsAsync("doctor", "--json")).ShouldExitWith(1), check, finding, fix);
    }

    [Test]
    public async Task A_missing_Node_js()
    {
        var project = await DailyProject.CreateAsync(Workplace, Healthy, "react");
        Workplace.Provide("node", "echo v18.19.0");

        ShouldFind((await project.QsAsync("doctor", "--json")).ShouldExitWith(1), "Node.js", "18.19.0, which is too old", "install Node.js");
    }

    [Test]
    public async Task No_repository()
    {
        var project = await DailyProject.CreateAsync(Workplace, Healthy);
        Directory.Delete(project.Host.PathOf(".git"), recursive: true);

        ShouldFind((await project.QsAsync("doctor", "--json")).ShouldExitWith(1), "git", "is not in a git repository", "git init");
    }

    [Test]
    public async Task A_taken_port()
    {
        var project = await DailyProject.CreateAsync(Workplace, Healthy);
        using var other = new TcpListener(IPAddress.Loopback, project.Port);
        other.Start();

        ShouldFind((await project.QsAsync("doctor", "--json")).ShouldExitWith(1), "ports", $"Port {project.Port} is in use", "launchSettings.json");
    }

    [Test]
    public async Task Secrets_where_others_read_them_without_their_values()
    {
        var project = await DailyProject.CreateAsync(Workplace, Healthy);
        project.Host.Write(".env", $"App__Secret={Secret}\n");
        project.Host.Write("deploy/.env.production", $"X={Secret}\n");
        project.Host.Write("deploy/of $HOME/.env.local", $"X={Secret}\n");
        project.Host.Write(".gitignore", "obj/\n");
        await project.Host.GitAsync("add", "--force", "--all");
        await project.Host.CommitAsync("Mistake");
        project.Host.Write("src/Shop/appsettings.json", $$"""
            {
              // a comment
              "Stripe": { "ApiKey": "{{Secret}}", "Note": "no secret" },
              "ConnectionStrings": { "Default": "Host=db;Username=x;Password={{Secret}}" },
              "Queue": "amqp://user:{{Secret}}@queue",
              "List": [ { "ClientSecret": "{{Secret}}" } ],
              "App": { "Secret": "" },
            }
            """);
        project.Host.Write("src/Shop/appsettings.Development.json", "{ \"App\": { \"Secret\": \"development-only-x\" }, \"ConnectionStrings\": { \"Default\": \"Host=localhost;Password=dev\" } }");
        project.Host.Write("src/Shop/appsettings.Broken.json", $"{{ \"Token\": \"{Secret}\"");

        var answer = (await project.QsAsync("doctor", "--json", "--verbose")).ShouldExitWith(1);

        ShouldFind(answer, "secrets", ".env is in git", "git rm --cached -- .env");
        ShouldFind(answer, "secrets", "deploy/.env.production is in git", "git rm --cached -- deploy/.env.production");
        ShouldFind(answer, "secrets", "deploy/of $HOME/.env.local is in git", "git rm --cached -- \"deploy/of \\$HOME/.env.local\"'");
        ShouldFind(answer, "secrets", "Git does not ignore .env", ".gitignore");
        ShouldFind(answer, "secrets", "Other users of this machine may read .env", "chmod 600 .env");
        ShouldFind(answer, "secrets", "src/Shop/appsettings.json holds a value for Stripe:ApiKey", "Stripe__ApiKey");
        ShouldFind(answer, "secrets", "holds a value for ConnectionStrings:Default", "ConnectionStrings__Default");
        ShouldFind(answer, "secrets", "holds a value for Queue", "Queue");
        ShouldFind(answer, "secrets", "holds a value for List:0:ClientSecret", "List__0__ClientSecret");
        ShouldFind(answer, "settings", "src/Shop/appsettings.Broken.json cannot be read", "correct it");
        Findings(answer).Count(finding => finding.Check == "secrets").ShouldBe(9);
        (answer.Output + answer.Error).ShouldNotContain(Secret);
    }

    [Test]
    public async Task Managed_files_that_differ_and_modules_that_are_wanted()
    {
        var project = await DailyProject.CreateAsync(Workplace, Healthy);
        project.Host.Write("src/Shop/Modules.cs", "// mine\n");
        project.Host.Write("quickscale.yml", project.Host.Read("quickscale.yml").Replace("modules: {}", "modules:\n  teams: {}", StringComparison.Ordinal));

        var answer = (await project.QsAsync("doctor", "--json", "--fix")).ShouldExitWith(1);

        ShouldFind(answer, "drift", "src/Shop/Modules.cs, which qs manages, differs", "git checkout -- src/Shop/Modules.cs");
        ShouldFind(answer, "drift", "quickscale.yml asks for teams, which is not embedded", "'qs apply' brings it");
        project.Host.Read("src/Shop/Modules.cs").ShouldBe("// mine\n");
    }

    [Test]
    public async Task A_module_whose_folder_is_gone()
    {
        var project = await DailyProject.CreateAsync(Workplace, Healthy);
        project.Host.Write(".quickscale/config.yml", project.Host.Read(".quickscale/config.yml").Replace("modules: {}", $"""
            history: subtree
            modules:
              core:
                prefix: modules/core
                remote: builtin
                branch: splits/core-module
                installed_version: v0.1.0
                installed_at: 2026-01-01
                split: {new string('a', 40)}
                tree: {new string('b', 40)}
                source: content/modules/core
                options: {"{}"}
            """, StringComparison.Ordinal));
        await project.Host.CommitAsync("As after a rebase");

        ShouldFind((await project.QsAsync("doctor", "--json")).ShouldExitWith(1), "modules", "modules/core is gone from the commit", "qs module repair core");
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task What_is_safe_is_done()
    {
        var project = await DailyProject.CreateAsync(
            Workplace, $"case \"$*\" in --version) echo 10.0.100;; *' -- migrate') touch '{Workplace["migrated"]}';; *' -- status') [ -e '{Workplace["migrated"]}' ];; esac");
        project.Host.Write(".env", "X=1\n");
        File.SetUnixFileMode(project.Host.PathOf(".env"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        var managed = project.Host.Read("src/Shop/Modules.cs");
        File.Delete(project.Host.PathOf("src/Shop/Modules.cs"));

        var found = (await project.QsAsync("doctor")).ShouldExitWith(1);
        found.Error.ShouldContain("3 things to be settled; 'qs doctor --fix' does what is safe.");
        var mended = (await project.QsAsync("doctor", "--fix", "--json")).ShouldExitWith(1);

        Findings(mended).Count(finding => finding.Fixed).ShouldBe(2);
        // A migration may drop a column.
        File.Exists(Workplace["migrated"]).ShouldBeFalse();
        project.Host.Read("src/Shop/Modules.cs").ShouldBe(managed);
        File.GetUnixFileMode(project.Host.PathOf(".env")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await project.QsAsync("migrate")).ShouldExitWith(0);
        (await project.QsAsync("doctor")).ShouldExitWith(0);
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task Nothing_is_done_through_a_link_that_leads_elsewhere()
    {
        var project = await DailyProject.CreateAsync(Workplace, Healthy);
        var (written, kept) = (Workplace["elsewhere.cs"], Workplace["elsewhere.env"]);
        File.Delete(project.Host.PathOf("src/Shop/Modules.cs"));
        File.CreateSymbolicLink(project.Host.PathOf("src/Shop/Modules.cs"), written);
        await File.WriteAllTextAsync(kept, "X=1\n");
        File.SetUnixFileMode(kept, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        File.CreateSymbolicLink(project.Host.PathOf(".env"), kept);

        var answer = (await project.QsAsync("doctor", "--fix", "--json")).ShouldExitWith(1);

        Findings(answer).ShouldAllBe(finding => !finding.Fixed);
        ShouldFind(answer, "drift", "src/Shop/Modules.cs, which qs manages, is missing", "git checkout -- src/Shop/Modules.cs");
        ShouldFind(answer, "secrets", "Other users of this machine may read .env", "chmod 600 .env");
        File.Exists(written).ShouldBeFalse();
        File.GetUnixFileMode(kept).HasFlag(UnixFileMode.OtherRead).ShouldBeTrue();
    }

    [Test]
    public async Task A_file_that_comes_while_the_project_is_built_is_not_written_over()
    {
        var project = await DailyProject.CreateAsync(
            Workplace, "case \"$1\" in --version) echo 10.0.100;; build) echo '// mine' > src/Shop/Modules.cs;; esac");
        File.Delete(project.Host.PathOf("src/Shop/Modules.cs"));

        ShouldFind((await project.QsAsync("doctor", "--fix", "--json")).ShouldExitWith(1), "drift", "src/Shop/Modules.cs, which qs manages, is missing", "git checkout");

        project.Host.Read("src/Shop/Modules.cs").ShouldBe("// mine\n");
    }

    [Test]
    public async Task What_a_wanted_module_requires_need_not_be_named()
    {
        var remote = await ModuleRemote.CreateAsync(Workplace);
        await remote.ReleaseAsync("shop", "0.1.0", ("a.txt", "a\n"));
        var project = await DailyProject.CreateAsync(Workplace, Healthy);
        (await project.QsAsync("module", "embed", "shop", "--remote", remote.Address, "--trust-remote", "--yes")).ShouldExitWith(0);
        var lines = project.Host.Read("quickscale.yml").Split('\n');
        project.Host.Write("quickscale.yml", string.Join('\n', lines.Where(line => !line.StartsWith("  core:", StringComparison.Ordinal))));
        await project.Host.CommitAsync("Name only what is wanted");
        project.Host.Has("modules/core").ShouldBeTrue();

        (await project.QsAsync("plan", "--check")).ShouldExitWith(0);
        (await project.QsAsync("doctor")).ShouldExitWith(0);
    }

    private static void ShouldFind(Answer answer, string check, string finding, string fix)
    {
        var found = Findings(answer).Where(one => one.Check == check && one.Finding.Contains(finding, StringComparison.Ordinal)).ToList();
        found.ShouldHaveSingleItem(answer.Output).Fix.ShouldContain(fix);
    }

    private static List<(string Check, string Finding, string Fix, bool Fixed)> Findings(Answer answer)
    {
        using var json = JsonDocument.Parse(answer.Output);
        return [.. json.RootElement.GetProperty("findings").EnumerateArray()
            .Where(one => one.GetProperty("fix").ValueKind == JsonValueKind.String)
            .Select(one => (one.GetProperty("check").GetString()!, one.GetProperty("finding").GetString()!, one.GetProperty("fix").GetString()!, one.GetProperty("fixed").GetBoolean()))];
    }
}
