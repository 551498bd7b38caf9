using System.Net;
using System.Net.Sockets;

namespace QuickScale.Tool.Tests;

/// <summary>Whatever is wrong: one sentence that names the way out, an exit code, and nothing written.</summary>
internal sealed class NewRefusesBadInput : WorkplaceFixture
{
    [TestCase("There is no theme 'vue'; choose one of: html, htmx, react", "MyApp", "--theme", "vue")]
    [TestCase("There is no database 'oracle'; choose one of: sqlite, postgres", "MyApp", "--database", "oracle")]
    [TestCase("There is no database 'starter_sqlite'", "MyApp", "--database", "starter_sqlite")]
    [TestCase("--http-port takes a number from 1 to 65535, not '0'", "MyApp", "--http-port", "0")]
    [TestCase("--https-port takes a number from 1 to 65535, not 'x'", "MyApp", "--https-port", "x")]
    [TestCase("'qs new' knows no '--thme'", "MyApp", "--thme", "html")]
    [TestCase("'qs new' knows no 'two'", "MyApp", "two")]
    [TestCase("'B@D' is no module's name", "MyApp", "--modules", "auth", "--modules", "B@D")]
    [TestCase("--run builds the project, which --no-restore prevents", "MyApp", "--run", "--no-restore")]
    [TestCase("PATH must end in the project's name", "/")]
    [TestCase("PATH must end in the project's name", "")]
    [TestCase("PATH must end in the project's name", " ")]
    [TestCase("Required argument missing for command: 'new'")]
    public async Task Usage(string words, params string[] arguments)
    {
        (await Workplace.QsAsync(["new", .. arguments])).ShouldRefuse(2, words, "see 'qs new --help'");

        Workplace.Entries.ShouldBeEmpty();
    }

    [Test]
    public async Task An_unknown_command() => (await Workplace.QsAsync("nwe")).ShouldRefuse(2, "'qs' knows no 'nwe'", "see 'qs --help'");

    [Test]
    public async Task A_folder_that_is_not_empty()
    {
        Directory.CreateDirectory(Workplace["MyApp"]);
        File.WriteAllText(Workplace["MyApp", "mine.txt"], "mine");

        (await Workplace.QsAsync("new", "MyApp")).ShouldRefuse(4, "is not empty; choose another path");

        Directory.EnumerateFileSystemEntries(Workplace["MyApp"]).ShouldBe([Workplace["MyApp", "mine.txt"]]);
        Workplace.Entries.ShouldBe(["MyApp"]);
    }

    [TestCase("file")]
    [TestCase("file/MyApp")]
    public async Task A_file_in_the_way(string path)
    {
        File.WriteAllText(Workplace["file"], "mine");

        (await Workplace.QsAsync("new", path)).ShouldRefuse(4, $"{Workplace["file"]} is a file");

        Workplace.Entries.ShouldBe(["file"]);
    }

    [Test]
    [Platform(Include = "Linux", Reason = "/proc is the folder that nobody may write to.")]
    public async Task A_place_that_cannot_be_written_to() =>
        (await Workplace.QsAsync("new", "/proc/MyApp", "--no-git")).ShouldRefuse(4, "/proc cannot be written to; choose another place");

    [Test]
    [Platform(Exclude = "Win", Reason = "The stand-in for dotnet is a shell script.")]
    public async Task An_SDK_that_is_too_old()
    {
        Workplace.Replace("dotnet", "echo 9.0.100");

        (await Workplace.QsAsync("new", "MyApp")).ShouldRefuse(4, "The .NET SDK here is 9.0.100", "install .NET SDK 10.0.100 or later");

        Workplace.Entries.ShouldBeEmpty();
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "The stand-in for dotnet is a shell script.")]
    public async Task An_SDK_that_does_not_start()
    {
        Workplace.Replace("dotnet", "echo 'No .NET SDKs were found.' >&2; exit 145");

        (await Workplace.QsAsync("new", "MyApp")).ShouldRefuse(4, "The .NET SDK here does not start", "install .NET SDK 10.0.100 or later");
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Programs are hidden by symbolic links.")]
    public async Task No_SDK()
    {
        Workplace.OnlyPrograms("git");

        (await Workplace.QsAsync("new", "MyApp")).ShouldRefuse(4, "The .NET SDK was not found; install .NET SDK 10.0.100 or later");

        Workplace.Entries.ShouldBeEmpty();
    }

    [TestCase("htmx")]
    [TestCase("starter_react")]
    [Platform(Exclude = "Win", Reason = "Programs are hidden by symbolic links.")]
    public async Task A_theme_that_Node_builds_without_it(string theme)
    {
        Workplace.OnlyPrograms("dotnet", "git");

        (await Workplace.QsAsync("new", "MyApp", "--theme", theme)).ShouldRefuse(4, "is built with Node.js, which was not found", "install Node.js 20.19, 22.12 or later", "or choose --theme html, which needs none");

        Workplace.Entries.ShouldBeEmpty();
    }

    [TestCase("echo v18.20.4", "the one here is 18.20.4, which is too old")]
    [TestCase("echo v20.18.3", "the one here is 20.18.3, which is too old")]
    [TestCase("echo v22.11.0", "the one here is 22.11.0, which is too old")]
    [TestCase("echo nothing", "does not start here")]
    [TestCase("exit 1", "does not start here")]
    [Platform(Exclude = "Win", Reason = "The stand-in for node is a shell script.")]
    public async Task A_Node_that_does_not_build_the_theme(string script, string words)
    {
        Workplace.Replace("node", script);

        (await Workplace.QsAsync("new", "MyApp", "--theme", "react")).ShouldRefuse(4, "The theme react is built with Node.js", words, "--theme html");

        Workplace.Entries.ShouldBeEmpty();
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Programs are hidden by symbolic links.")]
    public async Task A_Node_without_npm()
    {
        Workplace.OnlyPrograms("dotnet", "git", "node");

        (await Workplace.QsAsync("new", "MyApp", "--theme", "htmx")).ShouldRefuse(4, "The theme htmx is built with npm, which was not found beside Node.js", "--theme html");

        Workplace.Entries.ShouldBeEmpty();
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Programs are hidden by symbolic links.")]
    public async Task No_git()
    {
        Workplace.OnlyPrograms("dotnet");

        (await Workplace.QsAsync("new", "MyApp")).ShouldRefuse(4, "Git was not found; install it, or pass --no-git");

        Workplace.Entries.ShouldBeEmpty();
    }

    // Git would make up the missing half from the login and the host.
    [TestCase("name = Ada")]
    [TestCase("email = ada@example.com")]
    public async Task No_identity_and_none_is_invented(string half)
    {
        Workplace.GitConfig("[user]", half);

        (await Workplace.QsAsync("new", "MyApp")).ShouldRefuse(4, "Git does not know who you are", "git config --global user.email", "--no-git");

        Workplace.Entries.ShouldBeEmpty();
    }

    [Test]
    public async Task A_first_commit_that_cannot_be_signed()
    {
        Workplace.GitConfig("[user]", "name = Ada", "email = ada@example.com", "[commit]", "gpgSign = true", "[gpg]", "program = no-such-program");

        (await Workplace.QsAsync("new", "MyApp")).ShouldRefuse(4, "Git could not make the first commit", "--no-git");

        Workplace.Entries.ShouldBeEmpty();
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "The stand-in for git is a shell script.")]
    public async Task A_repository_that_cannot_be_made()
    {
        Workplace.Replace("git", "case \"$*\" in *init*quiet*) echo 'fatal: no space left' >&2; exit 128;; esac\nexec $real \"$@\"");

        (await Workplace.QsAsync("new", "MyApp")).ShouldRefuse(4, "Git could not make a repository (fatal: no space left)");

        Workplace.Entries.ShouldBeEmpty();
    }

    [TestCase(127, 2, "refused the name or an option")]
    [TestCase(73, 4, "found files in its way")]
    [TestCase(100, 4, "too old for the template")]
    [TestCase(101, 4, "failed (exit code 101)")]
    [Platform(Exclude = "Win", Reason = "The stand-in for dotnet is a shell script.")]
    public async Task What_dotnet_new_refuses(int code, int exitCode, string words)
    {
        Workplace.Replace("dotnet", $"case \"$1 $2\" in 'new quickscale') echo 'raw words'; exit {code};; esac\nexec $real \"$@\"");

        var answer = await Workplace.QsAsync("new", "MyApp");

        answer.ShouldRefuse(exitCode, words);
        answer.Error.ShouldNotContain("raw words");
        Workplace.Entries.ShouldBeEmpty();
        (await Workplace.QsAsync("new", "MyApp", "--verbose")).Error.ShouldContain("raw words");
    }

    [Test]
    public async Task A_port_that_is_taken()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        (await Workplace.QsAsync("new", "MyApp", "--run", "--http-port", $"{port}")).ShouldRefuse(4, $"Port {port} is in use; choose another with --http-port");

        Workplace.Entries.ShouldBeEmpty();
    }
}
