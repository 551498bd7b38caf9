using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace QuickScale.Tool.Tests;

/// <summary><c>qs deploy railway</c> before a stand-in of Railway's program.</summary>
internal sealed partial class DeployedToRailway : DeploysEverywhere
{
    protected override string Target => "railway";

    protected override string Program => "railway";

    protected override string Settings => string.Empty;

    protected override string Address => "https://shop-production.up.railway.app";

    protected override string? SecretOrNone => StandIn.Has("var.App__Secret") ? StandIn.Read("var.App__Secret") : null;

    protected override Regex Changing => ChangingCall;

    protected override Regex Creating => CreatingCall;

    protected override int TimesGoneBack => StandIn.Calls.Count(call => call.StartsWith("api mutation", StringComparison.Ordinal) && call.Contains("deploymentRollback", StringComparison.Ordinal) && call.EndsWith("--raw-var id=d1 --compact", StringComparison.Ordinal));

    protected override Regex Patient => ListCall;

    protected override string Answers => """
        "--version") echo "railway 5.43.1";;
        "whoami --json") [ -e "$state/signed-out" ] && echo "Unauthorized. Please login with 'railway login'" >&2 && exit 1; echo '{"name":"Ada","email":"ada@example.com","workspaces":[]}';;
        "list --json") [ -e "$state/project" ] && echo '[{"workspace":{"id":"w"},"id":"p1","name":"shop"},{"id":"p2","name":"other"}]' || echo '[]';;
        "status --json"*)
          services=''; [ -e "$state/service" ] && services='{"node":{"id":"s1","name":"shop"}}'
          [ -e "$state/database" ] && services="$services${services:+,}{\"node\":{\"id\":\"s2\",\"name\":\"Postgres\"}}"
          volumes=''; [ -e "$state/volume" ] && volumes="{\"node\":{\"serviceId\":\"s1\",\"mountPath\":\"$(cat "$state/volume")\"}}"
          echo "{\"id\":\"p1\",\"name\":\"shop\",\"services\":{\"edges\":[$services]},\"environments\":{\"edges\":[{\"node\":{\"id\":\"e1\",\"name\":\"production\",\"volumeInstances\":{\"edges\":[$volumes]}}}]}}";;
        "init --name"*) echo > "$state/project"; echo '{"id":"p1","name":"shop"}';;
        "link "*) echo '{}';;
        "add --service"*) echo > "$state/service"; echo '{"id":"s1","name":"shop"}';;
        "add --database"*) echo > "$state/database"; echo '{"serviceName":"Postgres"}';;
        "scale "*) echo '{}';;
        "volume "*" add "*) echo /data > "$state/volume"; echo '{"id":"v1","name":"shop-volume"}';;
        "domain list"*) [ -e "$state/domain" ] && echo '{"domains":[{"id":"x","domain":"shop-production.up.railway.app","type":"service"}]}' || echo '{"domains":[]}';;
        "domain --json"*) echo > "$state/domain"; echo '{"domain":"https://shop-production.up.railway.app"}';;
        "variable list"*)
          list=''; for file in "$state"/var.*; do [ -e "$file" ] && list="$list${list:+,}\"${file##*/var.}\":\"$(cat "$file")\""; done; echo "{$list}";;
        "variable set "*" --stdin "*) cp "$state/input" "$state/var.$3"; echo '{"set":true}';;
        "variable set "*)
          shift 2; for word in "$@"; do case "$word" in *=*) printf '%s' "${word#*=}" > "$state/var.${word%%=*}";; *) break;; esac; done; echo '{"set":true}';;
        "up "*)
          outcome=$(cat "$state/outcome" 2>/dev/null || echo SUCCESS)
          [ -e "$state/deployments" ] || : > "$state/deployments"
          [ "$outcome" = SUCCESS ] && sed -i 's/SUCCESS/REMOVED/' "$state/deployments"
          id="d$(($(wc -l < "$state/deployments") + 1))"
          { echo "{\"id\":\"$id\",\"status\":\"$outcome\"}"; cat "$state/deployments"; } > "$state/next"; mv "$state/next" "$state/deployments"
          echo "{\"deploymentId\":\"$id\",\"logsUrl\":\"https://railway.com/logs\"}";;
        "deployment list"*) echo "[$(paste -s -d , "$state/deployments" 2>/dev/null)]";;
        "api mutation"*) echo '{"data":{"deploymentRollback":true}}';;
        """;

    protected override void Prepare(string database) =>
        Project.Host.Write("railway.json", File.ReadAllText(Path.Combine(Repository.Starter, "databases", database, "railway.json")));

    [Test]
    public async Task Settings_are_the_ones_that_the_guard_asks_for()
    {
        await CreateAsync("sqlite");

        (await DeployAsync()).ShouldExitWith(0);

        Variables().ShouldBe(
            [
                "ASPNETCORE_ENVIRONMENT=Production", "AllowedHosts=shop-production.up.railway.app", "App__BaseUrl=https://shop-production.up.railway.app", "App__SecurityContact=mailto:security@example.com",
                "DATABASE_URL=sqlite:///data/shop.db", "Database__MigrateAtStart=true", "Proxy__TrustPlatform=true", "RAILWAY_DEPLOYMENT_DRAINING_SECONDS=30", "RAILWAY_RUN_UID=0",
            ],
            ignoreOrder: true);
        StandIn.Read("volume").ShouldBe("/data");
    }

    [Test]
    public async Task PostgreSQL_is_a_reference_that_nobody_here_resolves()
    {
        await CreateAsync("postgres");

        (await DeployAsync()).ShouldExitWith(0);

        StandIn.Read("var.DATABASE_URL").ShouldBe("${{Postgres.DATABASE_URL}}");
        StandIn.Calls.ShouldContain("add --database postgres --json");
    }

    [Test]
    public async Task A_database_that_the_service_has_already_is_left_alone()
    {
        await CreateAsync("postgres");
        foreach (var (file, text) in new[] { ("project", ""), ("service", ""), ("var.DATABASE_URL", $"postgres://u:{PlatformStandIn.PasswordOfDatabase}@h/d"), ("var.App__Secret", "a-secret-of-long-ago-that-stays-as-it-is") })
            StandIn.Write(file, text);

        var answer = (await DeployAsync("--verbose")).ShouldExitWith(0);

        StandIn.Read("var.App__Secret").ShouldBe("a-secret-of-long-ago-that-stays-as-it-is");
        StandIn.Read("var.DATABASE_URL").ShouldEndWith("@h/d");
        StandIn.Calls.ShouldNotContain(call => call.StartsWith("add ", StringComparison.Ordinal) || call.Contains("--stdin", StringComparison.Ordinal));
        (answer.Output + answer.Error).ShouldNotContain("long-ago");
        ShouldHideSecrets(answer);
    }

    [TestCase("FAILED")]
    [TestCase("CRASHED")]
    public async Task What_Railway_ends_itself_leaves_the_one_before_serving(string outcome)
    {
        await CreateAsync("postgres");
        (await DeployAsync()).ShouldExitWith(0);
        StandIn.Forget();
        StandIn.Write("outcome", outcome);

        (await DeployAsync()).ShouldRefuseAfterOutput(1, $"Railway ended the release d2 as {outcome}", "the release before still serves");
        StandIn.Calls.ShouldNotContain(call => call.StartsWith("api ", StringComparison.Ordinal));
    }

    [Test]
    public async Task Signed_out_and_too_old_are_told_apart()
    {
        await CreateAsync("sqlite");
        StandIn.Write("signed-out", "");
        (await DeployAsync()).ShouldRefuseAfterOutput(4, "Nobody is signed in to Railway; run 'railway login'");

        _ = new PlatformStandIn(Workplace, Program, """*) echo "railway 4.5.0";;""");
        (await DeployAsync()).ShouldRefuseAfterOutput(4, "is older than 5.28");
    }

    [Test]
    public async Task SQLite_needs_its_volume_at_data_and_one_instance()
    {
        await CreateAsync("sqlite");
        foreach (var (file, text) in new[] { ("project", ""), ("service", ""), ("volume", "/elsewhere") })
            StandIn.Write(file, text);
        (await DeployAsync()).ShouldRefuseAfterOutput(4, "mounted at /elsewhere, and SQLite needs it at /data");

        StandIn.Write("volume", "/data");
        var recipe = JsonNode.Parse(Project.Host.Read("railway.json"))!;
        recipe["deploy"]!["numReplicas"] = 2;
        Project.Host.Write("railway.json", recipe.ToJsonString());
        (await DeployAsync("--allow-changes")).ShouldRefuseAfterOutput(4, "SQLite serves one alone");
        StandIn.Calls.Where(call => Changing.IsMatch(call)).ShouldBeEmpty();
    }

    [Test]
    public async Task A_token_of_another_project_is_refused()
    {
        await CreateAsync("sqlite");
        Project.Host.Write("quickscale.yml", Project.Host.Read("quickscale.yml").Replace("{ contact", "{ project: another, contact", StringComparison.Ordinal));
        Workplace.Set("RAILWAY_TOKEN", "a-token-of-the-project");

        var answer = await DeployAsync("--allow-changes", "--verbose");

        answer.ShouldRefuseAfterOutput(4, "RAILWAY_TOKEN is for the project shop, and quickscale.yml names another");
        answer.Error.ShouldNotContain("a-token-of");
        StandIn.Calls.ShouldBe(["--version", "status --json"]);
    }

    [Test]
    public async Task An_environment_overrides_what_is_said_for_all()
    {
        await CreateAsync("sqlite");
        StandIn.Write("project", "");
        Project.Host.Write("quickscale.yml", Project.Host.Read("quickscale.yml") + "environments:\n  staging: { deploy: { railway: { address: \"https://staging.example.com\" } } }\n");

        (await DeployAsync("--allow-changes", "--environment", "staging", "--dry-run")).ShouldExitWith(0).Output
            .ShouldContain("App__BaseUrl=https://staging.example.com");
        StandIn.Calls.ShouldContain("status --json --project p1 --environment staging");
    }

    private IEnumerable<string> Variables() => Directory.EnumerateFiles(StandIn.State, "var.*")
        .Select(file => (Name: Path.GetFileName(file)[4..], Value: File.ReadAllText(file)))
        .Where(variable => variable.Name != "App__Secret")
        .Select(variable => $"{variable.Name}={variable.Value}");

    [GeneratedRegex("^(init|link|add|scale|up|api) |^volume .* add |^domain --json|^variable set ")]
    private static partial Regex ChangingCall { get; }

    [GeneratedRegex("^init |^add |^volume .* add |^domain --json|--stdin")]
    private static partial Regex CreatingCall { get; }

    [GeneratedRegex("^deployment list ")]
    private static partial Regex ListCall { get; }
}
