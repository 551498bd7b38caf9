using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace QuickScale.Modules.Tests;

/// <summary>
/// A later version of auth with a migration of its own, brought by <c>qs module update</c> to a project that is deployed and has users:
/// nobody is logged out, and every row is as it was.
/// </summary>
[Category("Slow")]
[TestFixtureSource(typeof(Databases), nameof(Databases.Fewer))]
public partial class AnUpdateKeepsAccountsAndSessions(string database)
{
    private const string Email = "ann@example.com";
    private const string Password = "a quiet river bends";

    private static readonly string[] Rich = ["auth_users", "auth_sessions", "auth_known_devices", "auth_security_events", "auth_one_time_codes", "auth_throttle_counters", "auth_email_changes"];

    private readonly string _folder = TemporaryFolder.ForTheRun();
    private readonly string _address = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"http://127.0.0.1:{Loopback.FreePort()}");
    private Dictionary<string, string?> _environment = null!;
    private GeneratedProject _project = null!;
    private DatabaseRows _rows = null!;

    private string Source => Path.Combine(_folder, "auth");

    private string Remote => Path.Combine(_folder, "modules.git");

    [Test]
    public async Task Nobody_is_logged_out_and_no_row_is_lost()
    {
        await EmbedAsync();
        await BuildAsync();
        (await MigratorAsync("migrate")).ShouldSucceed().Output.ShouldContain("Applied auth/");
        using var ann = new Visitor(_address);
        await RunAsync(() => UseAsync(ann));
        var before = await _rows.ReadAsync();
        Rich.ShouldAllBe(table => before[table].Count > 0);

        await UpdateAsync();
        await BuildAsync("--no-restore");
        (await MigratorAsync("migrate")).ShouldSucceed().Output.ShouldStartWith($"Applied auth/{NewerAuth.Migration}");
        ShouldHoldAll(before, await _rows.ReadAsync());
        await RunAsync(() => ComeBackAsync(ann));
    }

    private async Task EmbedAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "gitconfig"), "[user]\n\tname = Ada Lovelace\n\temail = ada@example.com\n[init]\n\tdefaultBranch = main\n");
        _environment = new(await Databases.EnvironmentAsync(database, $"update_{Guid.CreateVersion7():N}"))
        {
            ["GIT_CONFIG_GLOBAL"] = Path.Combine(_folder, "gitconfig"),
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["App__Secret"] = Guid.NewGuid().ToString("N") + Guid.NewGuid().ToString("N"),
            ["App__BaseUrl"] = "https://www.example.com",
            ["App__SecurityContact"] = "mailto:security@example.com",
            ["AllowedHosts"] = "127.0.0.1",
            ["Proxy__KnownProxies"] = "127.0.0.1",
            // Nobody listens there: nothing has to arrive.
            ["Mail__Url"] = $"smtp://127.0.0.1:{Loopback.FreePort()}?tls=off",
            ["Mail__From"] = "hello@example.com",
            ["Mail__DrainSeconds"] = "0",
            ["Modules__auth__verification_required"] = "false",
        };
        _rows = await DatabaseRows.CreateAsync(Path.Combine(_folder, "rows"), _environment["DATABASE_URL"]!);
        _project = await GeneratedProject.CreateAsync(new Combination("html", database));
        await GitAsync(_project.Root, "init", "--quiet");
        await GitAsync(_project.Root, "add", "--all");
        await GitAsync(_project.Root, "commit", "--quiet", "--message", "Start");
        await GitAsync(_project.Root, "init", "--quiet", "--bare", Remote);
        foreach (var module in new[] { "core", "auth" })
            await PublishAsync(module);
        (await QsAsync("module", "embed", "auth", "--remote", Remote)).ShouldSucceed();
    }

    /// <summary>What leaves rows in many tables.</summary>
    private async Task UseAsync(Visitor ann)
    {
        (await ann.SubmitAsync("/auth/sign-up", ("email", Email), ("password", Password))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await ann.SubmitAsync("/auth/login", ("email", Email), ("password", Password))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await ann.SubmitAsync("/account/profile", ("name", "Ann Müller"), ("timeZone", "Europe/Zurich"))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await ann.SubmitAsync("/account/email", ("email", "ann.mueller@example.com"))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var stranger = new Visitor(_address);
        (await stranger.SubmitAsync("/auth/login", ("email", Email), ("password", "a wrong guess"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await stranger.SubmitAsync("/auth/forgot-password", ("email", Email))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ann.GetAsync("/account")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task ComeBackAsync(Visitor ann)
    {
        using var account = await ann.GetAsync("/account");
        account.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await account.Content.ReadAsStringAsync()).ShouldContain(Email);
        using var anywhere = new Visitor(_address);
        (await anywhere.GetAsync("/account")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await anywhere.SubmitAsync("/auth/login", ("email", Email), ("password", Password))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await anywhere.GetAsync("/account")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task UpdateAsync()
    {
        await NewerAuth.WriteAsync(Source);
        await ReleaseAsync("auth", NewerAuth.Version);
        (await QsAsync("module", "update", "auth", "--yes")).ShouldSucceed().Output.ShouldContain(NewerAuth.Version);
        _project.Read("modules", "auth", "module.yml").ShouldContain($"version: {NewerAuth.Version}");
    }

    /// <summary>Every row with every column that there was; and the new column as the migration has filled it.</summary>
    private static void ShouldHoldAll(Dictionary<string, IReadOnlyList<JsonObject>> before, Dictionary<string, IReadOnlyList<JsonObject>> after)
    {
        after.Keys.ShouldBe(before.Keys, ignoreOrder: true);
        foreach (var (table, rows) in before)
        {
            var columns = rows.SelectMany(row => row.Select(column => column.Key)).ToHashSet();
            var kept = after[table].Select(row => new JsonObject(row.Where(column => columns.Contains(column.Key)).Select(column => KeyValuePair.Create(column.Key, column.Value?.DeepClone()))).ToJsonString());
            kept.Order(StringComparer.Ordinal).ShouldBe(rows.Select(row => row.ToJsonString()).Order(StringComparer.Ordinal), table);
        }

        ((string)after["auth_users"].Single()[NewerAuth.Column]!).ShouldBe("Ann Müller");
    }

    private async Task RunAsync(Func<Task> visit)
    {
        await using var server = TestProcess.Start(
            "dotnet", [_project.PathOf("src", "MyApp", "bin", "Debug", "net10.0", "MyApp.dll"), "--urls", _address], _project.WebProject, _environment);
        await server.WaitForTextAsync(Listening(), TimeSpan.FromMinutes(1));
        await visit();
        (await server.StopAsync()).ShouldSucceed();
    }

    private async Task PublishAsync(string module)
    {
        var folder = Repository.PathOf("content", "modules", module);
        foreach (var file in await Repository.FilesAsync(folder))
        {
            var target = Path.Combine(_folder, module, Path.GetRelativePath(folder, Repository.PathOf(file)));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Repository.PathOf(file), target);
        }

        await GitAsync(Path.Combine(_folder, module), "init", "--quiet");
        await ReleaseAsync(module, Version().Match(await File.ReadAllTextAsync(Path.Combine(_folder, module, "module.yml"))).Groups[1].Value);
    }

    private async Task ReleaseAsync(string module, string version)
    {
        var source = Path.Combine(_folder, module);
        await GitAsync(source, "add", "--all", "--force");
        await GitAsync(source, "commit", "--quiet", "--message", $"{module} {version}");
        await GitAsync(source, "tag", $"{module}/v{version}");
        await GitAsync(source, "push", "--quiet", Remote, $"HEAD:refs/heads/splits/{module}-module", $"refs/tags/{module}/v{version}");
    }

    private async Task BuildAsync(params string[] options) =>
        (await _project.DotnetAsync(["build", "src/MyApp.Migrator", .. options], limit: TimeSpan.FromMinutes(8))).ShouldSucceed().Text.ShouldContain("0 Warning(s)");

    private Task<ProcessResult> QsAsync(params string[] arguments) =>
        _project.DotnetAsync([Path.Combine(AppContext.BaseDirectory, "qs.dll"), .. arguments], _environment, TimeSpan.FromMinutes(5));

    private Task<ProcessResult> MigratorAsync(params string[] arguments) => Databases.MigratorAsync(_project, _environment, arguments);

    private async Task GitAsync(string folder, params string[] arguments) => (await TestProcess.RunAsync("git", arguments, folder, _environment)).ShouldSucceed();

    [GeneratedRegex("Now listening on: http://127\\.0\\.0\\.1:[0-9]+")]
    private static partial Regex Listening();

    [GeneratedRegex("(?m)^version: (.*)$")]
    private static partial Regex Version();
}
