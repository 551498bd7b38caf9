using System.Diagnostics;
using System.Globalization;

namespace QuickScale.Tool.Tests;

/// <summary>What every daily command says where there is no project, half of one, or a program is missing.</summary>
[Platform(Exclude = "Win", Reason = "Programs are taken away by a PATH of links.")]
internal sealed class DailyCommandsNeedAProject : WorkplaceFixture
{
    private static readonly string[][] All =
    [
        ["run"], ["run", "--no-watch"], ["test"], ["migrate"], ["migrate", "status"], ["migrate", "add", "AddInvoices"], ["migrate", "script"],
        ["manage", "auth", "create-admin"], ["doctor"], ["up"], ["down"], ["logs"], ["ps"], ["shell"],
        ["deploy", "docker"], ["deploy", "fly"], ["deploy", "railway"],
    ];

    private static IEnumerable<string[]> OfDotnet => All.Where(command => command[0] is "run" or "test" or "migrate" or "manage");

    private static IEnumerable<string[]> OfDocker => All.Where(command => command[0] is "up" or "down" or "logs" or "ps" or "shell");

    [TestCaseSource(nameof(All))]
    public async Task Outside_a_project(params string[] command) =>
        (await Workplace.QsAsync(command)).ShouldRefuse(4, "There is no QuickScale project here", "qs new");

    [TestCaseSource(nameof(All))]
    public async Task With_a_damaged_file(params string[] command)
    {
        var project = await DailyProject.CreateAsync(Workplace, "exit 0");
        project.Host.Write("quickscale.yml", "schema: 1\nproject: [\n");
        var before = await project.Host.StateAsync();

        (await project.QsAsync(command)).ShouldRefuse(4, "quickscale.yml");

        (await project.Host.StateAsync()).ShouldBe(before);
        project.Calls.ShouldBeEmpty();
    }

    [TestCase("run")]
    [TestCase("manage", "x")]
    [TestCase("up")]
    public async Task With_a_name_that_leads_elsewhere(params string[] command)
    {
        var project = await DailyProject.CreateAsync(Workplace, "exit 0");
        project.Host.Write("quickscale.yml", project.Host.Read("quickscale.yml").Replace("name: Shop", "name: ../../etc", StringComparison.Ordinal));

        (await project.QsAsync(command)).ShouldRefuse(4, "quickscale.yml");

        project.Calls.ShouldBeEmpty();
    }

    [TestCase("run")]
    [TestCase("migrate", "status")]
    [TestCase("doctor")]
    public async Task Without_its_migrator(params string[] command)
    {
        var project = await DailyProject.CreateAsync(Workplace, "exit 0");
        File.Delete(project.Host.PathOf("src/Shop.Migrator/Shop.Migrator.csproj"));

        (await project.QsAsync(command)).ShouldRefuse(4, "src/Shop.Migrator/Shop.Migrator.csproj is missing", "git checkout");
    }

    [TestCase("run")]
    [TestCase("test")]
    [TestCase("migrate")]
    public async Task Where_nothing_can_be_built(params string[] command)
    {
        var project = await DailyProject.CreateAsync(Workplace, "exit 0");
        project.Host.Write("src/Shop/obj", "a file in the place of a folder\n");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));

        (await project.QsAsync(patience.Token, command)).ShouldRefuse(4, "cannot be written; make the project's folder writable");

        project.Calls.ShouldBeEmpty();
    }

    [TestCaseSource(nameof(OfDotnet))]
    public async Task Without_the_SDK(params string[] command)
    {
        await DailyProject.CreateAsync(Workplace, "exit 0");
        Workplace.OnlyPrograms("git");

        (await Workplace.QsAsync(command)).ShouldRefuse(4, "The .NET SDK was not found");
    }

    [TestCaseSource(nameof(OfDotnet))]
    public async Task With_another_SDK_than_the_project_asks_for(params string[] command)
    {
        var project = await DailyProject.CreateAsync(Workplace, "echo 'A compatible .NET SDK was not found.' >&2; exit 155");

        (await project.QsAsync(command)).ShouldRefuse(4, "global.json asks for a .NET SDK that is not here");
    }

    [TestCaseSource(nameof(OfDotnet))]
    public async Task Offline_with_packages_to_fetch(params string[] command)
    {
        var project = await DailyProject.CreateAsync(Workplace, "echo 'x.csproj : error NU1301: Unable to load the service index'; exit 1");

        (await project.QsAsync(command)).ShouldRefuse(5, "The packages cannot be restored");
    }

    [TestCaseSource(nameof(OfDotnet))]
    public async Task With_code_that_does_not_compile(params string[] command)
    {
        var project = await DailyProject.CreateAsync(Workplace, "echo \"$PWD/A.cs(1,1): error CS1002: ; expected\"; echo 'noise'; exit 1");

        var answer = await project.QsAsync(command);

        answer.ShouldRefuse(1, "The build failed; its errors stand above.");
        answer.Error.ShouldContain("error CS1002: ; expected");
        answer.Error.ShouldNotContain("noise");
    }

    [TestCaseSource(nameof(OfDocker))]
    public async Task Without_Docker(params string[] command)
    {
        var project = await DailyProject.CreateAsync(Workplace, "exit 0");
        project.Host.Write("compose.yml", "name: shop\n");
        Workplace.OnlyPrograms("git");

        (await project.QsAsync(command)).ShouldRefuse(4, "Docker was not found");
    }

    [TestCaseSource(nameof(OfDocker))]
    public async Task Without_a_compose_file(params string[] command)
    {
        var project = await DailyProject.CreateAsync(Workplace, "exit 0");

        (await project.QsAsync(command)).ShouldRefuse(4, "compose.yml is missing");
    }

    [Test]
    [Platform("Linux", Reason = "There root can do without its power over others.")]
    public async Task A_program_that_has_given_itself_to_another_user_is_no_mistake_of_ours()
    {
        if (Environment.UserName != "root" || !File.Exists("/usr/bin/setpriv"))
            Assert.Ignore("Only root can give a process to another user, and setpriv does it.");
        var dotnet = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        var project = await DailyProject.CreateAsync(Workplace, $"setpriv --reuid=65534 sleep 300 &\necho $! > '{Workplace["part"]}'; mv '{Workplace["part"]}' '{Workplace["building"]}'; wait");
        await using var qs = TestProcess.Start("setpriv", ["--bounding-set=-kill", dotnet, Path.Combine(AppContext.BaseDirectory, "qs.dll"), "migrate"], project.Host.PathOf(""));
        while (!File.Exists(Workplace["building"]))
            await Task.Delay(50);
        using var other = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(Workplace["building"]), CultureInfo.InvariantCulture));
        try
        {
            (await TestProcess.RunAsync("kill", ["-INT", qs.Id.ToString(CultureInfo.InvariantCulture)])).ShouldSucceed();
            (await qs.WaitForExitAsync(TimeSpan.FromSeconds(40))).ShouldExitWith(130);
        }
        finally
        {
            other.Kill();
        }
    }

    [TestCaseSource(nameof(OfDotnet))]
    public async Task Interrupted_in_a_build(params string[] command)
    {
        var project = await DailyProject.CreateAsync(Workplace, $"echo $$ > '{Workplace["part"]}'; mv '{Workplace["part"]}' '{Workplace["building"]}'; sleep 300 & wait");
        var before = await project.Host.StateAsync();
        using var stop = new CancellationTokenSource();
        var running = project.QsAsync(stop.Token, command);
        var id = await StartedPrograms.ReadAsync(Workplace["building"], running);

        await stop.CancelAsync();

        (await running).ShouldRefuse(130, "Interrupted");
        id.ShouldAllBe(one => !ProcessState.IsRunning(one));
        StartedPrograms.Without(await project.Host.StateAsync(), "qs-").ShouldBe(before);
    }
}
