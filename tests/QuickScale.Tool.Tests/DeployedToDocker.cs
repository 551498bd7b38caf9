using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace QuickScale.Tool.Tests;

/// <summary><c>qs deploy docker</c> before a stand-in of Docker and Compose: no container engine exists where these tests run.</summary>
internal sealed partial class DeployedToDocker : DeploysEverywhere
{
    private const string Secrets = ".env.production";

    protected override string Target => "docker";

    protected override string Program => "docker";

    protected override string Settings => ", address: \"https://shop.example.com\"";

    protected override string Address => "https://shop.example.com";

    protected override string? SecretOrNone => Project.Host.Has(Secrets) && SecretLine.Match(Project.Host.Read(Secrets)) is { Success: true } line ? line.Groups[1].Value : null;

    protected override Regex Changing => ChangingCall;

    protected override Regex Creating => CreatingLine;

    protected override int TimesGoneBack => Math.Max(0, StandIn.Calls.Count(call => call.Contains(" up --detach ", StringComparison.Ordinal)) - 1);

    protected override string Answers => """
        "version --format json") [ -e "$state/no-engine" ] && echo "Cannot connect to the Docker daemon" >&2 && exit 1; echo '{"Client":{},"Server":{}}';;
        "compose version --short") cat "$state/compose" 2>/dev/null || echo 2.32.1;;
        "ps --filter label=com.docker.compose.project=shop-production --filter label=com.docker.compose.service=web --format json") [ -e "$state/running" ] && echo "{\"Image\":\"$(cat "$state/running")\",\"State\":\"running\"}"; exit 0;;
        "volume ls --filter label=com.docker.compose.project=shop-production --format json") [ -e "$state/volume" ] && echo '{"Name":"shop-production_data"}'; exit 0;;
        *" config --format json") [ "$APP_SECRET" = word ] || exit 15; cat "$state/config";;
        *" build web migrator") echo "built as docker says it";;
        *" run --rm --no-TTY migrator") echo > "$state/volume"; echo "Applied Initial"; exit "$(cat "$state/migrator" 2>/dev/null || echo 0)";;
        *" up --detach --no-build --no-deps --wait --wait-timeout "*" web")
          for word in "$@"; do [ "$last" = "--file" ] && overrides=$word; last=$word; done
          cp "$overrides" "$state/overrides"
          echo "$COMPOSE_FILE $APP_SECRET $STRIPE_SECRET_KEY $SMTP_PASSWORD" > "$state/environment"
          sed -n 's/.*"image": "\(shop-production-web:[^"]*\)".*/\1/p' "$overrides" > "$state/running"
          [ "$(cat "$state/running")" != "$(cat "$state/sick" 2>/dev/null)" ] || { echo "container web is unhealthy" >&2; exit 1; };;
        """;

    protected override void Prepare(string database)
    {
        Project.Host.Write("compose.yml", "name: shop\n");
        Configure(database);
    }

    protected override void Start()
    {
        var config = StandIn.Read("config");
        base.Start();
        StandIn.Write("config", config);
        File.Delete(Project.Host.PathOf(Secrets));
    }

    [Test]
    public async Task The_file_of_secrets_is_its_owners_alone_and_is_only_added_to()
    {
        await CreateAsync("postgres");
        Project.Host.Write(Secrets, "# mine\nWEB_PORT=9000");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Project.Host.PathOf(Secrets), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        (await DeployAsync()).ShouldExitWith(0);

        Project.Host.Read(Secrets).ShouldMatch("^# mine\nWEB_PORT=9000\nAPP_SECRET='[0-9a-f]{64}'\nDATABASE_PASSWORD='[0-9a-f]{64}'\n$");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Project.Host.PathOf(Secrets)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await Project.Host.GitAsync("status", "--porcelain")).ShouldBeEmpty();
    }

    [Test]
    public async Task A_new_file_of_secrets_is_its_owners_alone()
    {
        await CreateAsync("sqlite");

        (await DeployAsync()).ShouldExitWith(0);

        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Project.Host.PathOf(Secrets)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await Project.Host.GitAsync("status", "--porcelain")).ShouldBeEmpty();
    }

    [Test]
    public async Task The_second_file_of_Compose_names_secrets_and_holds_none()
    {
        await CreateAsync("postgres");
        Workplace.Set("COMPOSE_FILE", "/other/compose.yml");
        Workplace.Set("APP_SECRET", "of-this-terminal-and-not-meant");
        Workplace.Set("SMTP_PASSWORD", "of-this-terminal-and-not-meant");
        Project.Host.Write(Secrets, "SMTP_PASSWORD='of-the-file'\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Project.Host.PathOf(Secrets), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        (await DeployAsync("--variable", "STRIPE_SECRET_KEY")).ShouldExitWith(0);

        var web = JsonNode.Parse(StandIn.Read("overrides"))!["services"]!["web"]!["environment"]!;
        web["App__Secret"]!.GetValue<string>().ShouldBe("${APP_SECRET:?missing}");
        web["DATABASE_URL"]!.GetValue<string>().ShouldBe("postgres://shop_user:${DATABASE_PASSWORD:?missing}@db:5432/shop_data?sslmode=disable");
        web["STRIPE_SECRET_KEY"]!.GetValue<string>().ShouldBe("${STRIPE_SECRET_KEY?}");
        web["SMTP_PASSWORD"]!.GetValue<string>().ShouldBe("${SMTP_PASSWORD?}");
        web["ASPNETCORE_ENVIRONMENT"]!.GetValue<string>().ShouldBe("Production");
        web["AllowedHosts"]!.GetValue<string>().ShouldBe("shop.example.com");
        StandIn.Read("overrides").ShouldNotContain(Secret);
        StandIn.Read("environment").Trim().ShouldBeEmpty();
    }

    [Test]
    public async Task The_release_before_keeps_its_name_and_comes_back()
    {
        await CreateAsync("sqlite");
        (await DeployAsync()).ShouldExitWith(0);
        var first = StandIn.Read("running");
        StandIn.Forget();
        StandIn.Write("sick", first + "-2");

        (await DeployAsync()).ShouldRefuseAfterOutput(1, $"{first} serves again");

        StandIn.Read("running").ShouldBe(first);
        TimesGoneBack.ShouldBe(1);
    }

    [TestCase(4, 4)]
    [TestCase(5, 5)]
    [TestCase(70, 1)]
    public async Task A_migrator_that_refuses_keeps_the_new_version_from_starting(int migrator, int exitCode)
    {
        await CreateAsync("sqlite");
        (await DeployAsync()).ShouldExitWith(0);
        StandIn.Forget();
        StandIn.Write("migrator", $"{migrator}");

        var answer = await DeployAsync();

        answer.ShouldRefuseAfterOutput(exitCode, "the release before still serves");
        answer.Error.ShouldContain("Applied Initial");
        StandIn.Calls.ShouldNotContain(call => call.Contains(" up --detach ", StringComparison.Ordinal));
    }

    [Test]
    public async Task Secrets_of_a_deployment_from_another_machine_are_asked_for_and_not_made_anew()
    {
        await CreateAsync("sqlite");
        StandIn.Write("volume", "");

        (await DeployAsync()).ShouldRefuseAfterOutput(4, "The host has shop-production already, and .env.production with its secrets is not on this machine");

        Project.Host.Has(Secrets).ShouldBeFalse();
        StandIn.Calls.Where(call => Changing.IsMatch(call)).ShouldBeEmpty();
    }

    [Test]
    public async Task A_file_of_secrets_that_others_may_read_is_refused()
    {
        await CreateAsync("sqlite");
        Project.Host.Write(Secrets, $"APP_SECRET={Handed}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Project.Host.PathOf(Secrets), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        (await DeployAsync()).ShouldRefuseAfterOutput(4, "run 'chmod 600 .env.production'");

        await Project.Host.GitAsync("add", "--force", Secrets);
        await Project.Host.GitAsync("commit", "--quiet", "--message", "A mistake");
        (await DeployAsync()).ShouldRefuseAfterOutput(4, ".env.production is in git", "change every secret in it");

        await Project.Host.GitAsync("rm", "--quiet", Secrets);
        Project.Host.Write(".gitignore", "obj/\n");
        await Project.Host.CommitAsync("Another");
        (await DeployAsync()).ShouldRefuseAfterOutput(4, "Git does not ignore .env.production");
    }

    [Test]
    public async Task SQLite_without_its_volume_or_on_two_instances_is_refused()
    {
        await CreateAsync("sqlite");
        StandIn.Write("config", """{"services":{"web":{},"migrator":{}}}""");
        (await DeployAsync()).ShouldRefuseAfterOutput(4, "SQLite needs a volume at /data");

        StandIn.Write("config", """{"services":{"web":{"volumes":[{"type":"volume","target":"/data"}],"deploy":{"replicas":2}}}}""");
        (await DeployAsync()).ShouldRefuseAfterOutput(4, "one instance of web");
        StandIn.Calls.Where(call => Changing.IsMatch(call)).ShouldBeEmpty();
    }

    [Test]
    public async Task An_engine_that_does_not_answer_and_an_old_Compose_are_told_apart()
    {
        await CreateAsync("sqlite");
        StandIn.Write("compose", "2.4.0\n");
        (await DeployAsync()).ShouldRefuseAfterOutput(4, "without Compose 2.20 or later");

        StandIn.Write("no-engine", "");
        (await DeployAsync()).ShouldRefuseAfterOutput(5, "The Docker engine does not answer (Cannot connect to the Docker daemon)");
    }

    [Test]
    public async Task Another_host_is_one_context_away()
    {
        await CreateAsync("sqlite");
        (await DeployAsync("--context", "-H tcp://elsewhere")).ShouldExitWith(2);
        StandIn.Calls.ShouldBeEmpty();

        (await DeployAsync("--context", "server")).ShouldExitWith(5);

        StandIn.Calls.ShouldBe(["--context server version --format json"]);
    }

    [Test]
    public async Task Without_an_address_there_is_nothing_to_wait_for()
    {
        await CreateAsync("sqlite");
        Project.Host.Write("quickscale.yml", Project.Host.Read("quickscale.yml").Replace(Settings, "", StringComparison.Ordinal));

        (await DeployAsync("--allow-changes")).ShouldRefuseAfterOutput(4, "add 'address: https://www.your.domain'");
    }

    private void Configure(string database) => StandIn.Write("config", database == "sqlite"
        ? """{"services":{"web":{"volumes":[{"type":"volume","source":"data","target":"/data"}]},"migrator":{}}}"""
        : """{"services":{"web":{},"migrator":{},"db":{"environment":{"POSTGRES_USER":"shop_user","POSTGRES_DB":"shop_data","POSTGRES_PASSWORD":"word"}}}}""");

    [GeneratedRegex(" (build web migrator|run --rm --no-TTY migrator|up --detach .* web)$")]
    private static partial Regex ChangingCall { get; }

    [GeneratedRegex(@"^\.env\.production    #")]
    private static partial Regex CreatingLine { get; }

    [GeneratedRegex("^APP_SECRET='?([^'\n]*)'?$", RegexOptions.Multiline)]
    private static partial Regex SecretLine { get; }
}
