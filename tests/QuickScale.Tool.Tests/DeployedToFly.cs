using System.Text.RegularExpressions;

namespace QuickScale.Tool.Tests;

/// <summary><c>qs deploy fly</c> before a stand-in of Fly's program.</summary>
internal sealed partial class DeployedToFly : DeploysEverywhere
{
    protected override string Target => "fly";

    protected override string Program => "flyctl";

    protected override string Settings => ", region: fra";

    protected override string Address => "https://shop.fly.dev";

    protected override string? SecretOrNone => StandIn.Has("secret.App__Secret") ? StandIn.Read("secret.App__Secret") : null;

    protected override Regex Changing => ChangingCall;

    protected override Regex Creating => CreatingCall;

    protected override int TimesGoneBack => StandIn.Calls.Count(call => call.StartsWith("deploy ", StringComparison.Ordinal) && call.Contains(" --image registry.fly.io/shop:1 --skip-release-command", StringComparison.Ordinal));

    protected override Regex Patient => ListCall;

    protected override string Answers => """"
        "version") echo "flyctl v0.4.87 linux/amd64 Commit: 0123456 BuildDate: 2026-08-21T00:00:00Z";;
        "auth whoami --json") [ -e "$state/signed-out" ] && echo "Error: No access token available. Please login with 'flyctl auth login'" >&2 && exit 1; echo '{"email":"ada@example.com"}';;
        "apps list --json") [ -e "$state/app" ] && echo '[{"ID":"other","Name":"other"},{"ID":"shop","Name":"shop"}]' || echo 'null';;
        "apps create "*) echo > "$state/app"; echo '{"Name":"shop"}';;
        "secrets list "*)
          list=''; for file in "$state"/secret.*; do [ -e "$file" ] && list="$list${list:+,}{\"name\":\"${file##*/secret.}\",\"digest\":\"0123\"}"; done; echo "[$list]";;
        "secrets import "*) while IFS= read -r line; do printf '%s' "${line#*=}" | sed 's/^"""//; s/"""$//' > "$state/secret.${line%%=*}"; done < "$state/input";;
        "volumes list "*) cat "$state/volumes" 2>/dev/null || echo '[]';;
        "volumes create "*) echo '[{"id":"vol_1","name":"data"}]' > "$state/volumes"; echo '{"id":"vol_1","name":"data"}';;
        "mpg list "*) [ -e "$state/cluster" ] && echo '[{"id":"c1","name":"shop-db"}]' || echo 'No managed postgres clusters found in organization personal';;
        "mpg create "*) echo > "$state/cluster"; echo "  Connection string: postgresql://fly:the-password-of-the-database@c1.flympg.net/fly";;
        "mpg attach c1 "*) echo 'postgresql://' > "$state/secret.DATABASE_URL"; echo "  DATABASE_URL=postgresql://fly:the-password-of-the-database@c1.flympg.net/fly";;
        "deploy "*)
          status=$(cat "$state/outcome" 2>/dev/null || echo complete)
          case "$*" in *" --image "*) status=complete;; esac
          for word in "$@"; do [ "$last" = "--config" ] && cp "$word" "$state/fly.toml"; last=$word; done
          [ -e "$state/releases" ] || : > "$state/releases"
          number=$(($(wc -l < "$state/releases") + 1))
          echo "{\"Version\":$number,\"Status\":\"$status\",\"ImageRef\":\"registry.fly.io/shop:$number\"}" >> "$state/releases"
          echo "released as fly says it"
          [ "$status" = complete ] || { echo "Error: release command failed" >&2; exit 1; };;
        "releases "*) echo "[$(paste -s -d , "$state/releases" 2>/dev/null)]";;
        """";

    [Test]
    public async Task The_recipe_for_PostgreSQL_migrates_before_any_machine_is_new()
    {
        await CreateAsync("postgres");

        var answer = (await DeployAsync()).ShouldExitWith(0);

        var recipe = StandIn.Read("fly.toml");
        recipe.ShouldContain("release_command = \"dotnet Shop.Migrator.dll migrate\"");
        recipe.ShouldContain("  App__BaseUrl = \"https://shop.fly.dev\"");
        recipe.ShouldContain("  AllowedHosts = \"shop.fly.dev\"");
        recipe.ShouldContain("  Proxy__Hops = \"2\"");
        recipe.ShouldContain("path = \"/health/ready\"");
        recipe.ShouldNotContain("mounts");
        recipe.ShouldNotContain("App__Secret");
        answer.Error.ShouldContain("released as fly says it");
    }

    [Test]
    public async Task The_recipe_for_SQLite_is_one_machine_with_its_volume()
    {
        await CreateAsync("sqlite");

        (await DeployAsync()).ShouldExitWith(0);

        var recipe = StandIn.Read("fly.toml");
        recipe.ShouldContain("destination = \"/data\"");
        recipe.ShouldContain("Database__MigrateAtStart = \"true\"");
        recipe.ShouldNotContain("release_command");
        StandIn.Calls.ShouldContain(call => call.StartsWith("deploy ", StringComparison.Ordinal) && call.Contains(" --ha=false ", StringComparison.Ordinal));
    }

    [Test]
    public async Task A_release_that_Fly_gives_up_is_taken_back()
    {
        await CreateAsync("postgres");
        (await DeployAsync()).ShouldExitWith(0);
        StandIn.Forget();
        StandIn.Write("outcome", "failed");

        (await DeployAsync()).ShouldRefuseAfterOutput(1, "'flyctl deploy' failed", "registry.fly.io/shop:1 serves again");
        TimesGoneBack.ShouldBe(1);
    }

    [Test]
    public async Task Two_volumes_and_a_recipe_without_one_are_refused_for_SQLite()
    {
        await CreateAsync("sqlite");
        StandIn.Write("app", "");
        StandIn.Write("volumes", """[{"id":"a","name":"data"},{"id":"b","name":"data"}]""");
        (await DeployAsync()).ShouldRefuseAfterOutput(4, "shop has 2 volumes named data, and SQLite lies on one alone");

        StandIn.Write("volumes", "[]");
        Project.Host.Write("fly.toml", "app = \"shop\"\n");
        (await DeployAsync("--allow-changes")).ShouldRefuseAfterOutput(4, "fly.toml mounts no volume at /data");
        StandIn.Calls.Where(call => Changing.IsMatch(call)).ShouldBeEmpty();
    }

    [Test]
    public async Task A_recipe_of_the_users_own_is_taken_as_it_is()
    {
        await CreateAsync("sqlite");
        Project.Host.Write("fly.toml", "app = \"shop\" # mine\n[mounts]\ndestination = \"/data\"\n");
        await Project.Host.CommitAsync("Recipe");

        (await DeployAsync()).ShouldExitWith(0);

        StandIn.Read("fly.toml").ShouldContain("# mine");
    }

    [Test]
    public async Task Signed_out_too_old_and_without_a_region_are_told_apart()
    {
        await CreateAsync("sqlite");
        Project.Host.Write("quickscale.yml", Project.Host.Read("quickscale.yml").Replace(", region: fra", "", StringComparison.Ordinal));
        (await DeployAsync("--allow-changes")).ShouldRefuseAfterOutput(4, "add 'region: fra'");

        StandIn.Write("signed-out", "");
        (await DeployAsync("--allow-changes")).ShouldRefuseAfterOutput(4, "Nobody is signed in to Fly; run 'flyctl auth login'");

        _ = new PlatformStandIn(Workplace, Program, """*) echo "flyctl v0.3.1 linux/amd64";;""");
        (await DeployAsync("--allow-changes")).ShouldRefuseAfterOutput(4, "is older than 0.4.49");
    }

    [Test]
    public async Task A_value_with_signs_of_the_shell_arrives_as_it_is()
    {
        await CreateAsync("sqlite");
        const string Odd = "a # b 'c' $(d) `e` =f";
        Workplace.Set("ODD", Odd);

        (await DeployAsync("--variable", "ODD")).ShouldExitWith(0);

        StandIn.Read("secret.ODD").ShouldBe(Odd);
        Workplace.Set("ODD2", "a\nApp__Secret=mine");
        (await DeployAsync("--variable", "ODD2")).ShouldRefuseAfterOutput(4, "The value of ODD2 has a line end in it");
        Workplace.Set("ODD2", "a\"\"\"b");
        (await DeployAsync("--variable", "ODD2")).ShouldRefuseAfterOutput(4, "The value of ODD2 has a quotation mark in it");
    }

    [GeneratedRegex("^(apps create|secrets import|volumes create|mpg create|mpg attach|deploy) ")]
    private static partial Regex ChangingCall { get; }

    [GeneratedRegex("^(apps create|secrets import|volumes create|mpg create|mpg attach) ")]
    private static partial Regex CreatingCall { get; }

    [GeneratedRegex("^releases ")]
    private static partial Regex ListCall { get; }
}
