using System.Text.Json.Nodes;

namespace QuickScale.Tool.Tests;

/// <summary>
/// A module's pages may need npm packages that the project lacks: a project of the theme react is told which, and the command that adds
/// them. Nothing of the front end is changed by qs itself.
/// </summary>
internal sealed class PackagesOfNpmAreNamed : WorkplaceFixture
{
    private const string Command = """npm install "@acme/ui@>=1 <3" canvas-confetti@1.9.4 "zod@^4.1.0" """;
    private HostProject _project = null!;
    private ModuleRemote _remote = null!;

    [Test]
    public async Task Before_and_after_an_embed()
    {
        await StartAsync("react", """{ "dependencies": { "react": "19.3.1" } }""", """{ "packages": { "": {}, "node_modules/react": { "version": "19.3.1" } } }""");
        var files = FrontEnd();

        var answer = (await EmbedAsync()).ShouldExitWith(0);

        answer.Output.ShouldContain("shop needs the npm package zod ^4.1.0, which package.json does not name.");
        answer.Output.ShouldNotContain("npm package react");
        answer.Output.ShouldContain($"Afterwards: {Command.TrimEnd()}\n");
        answer.Output.ShouldContain($"Next:\n  {Command.TrimEnd()}   adds what the modules' pages need\n  dotnet build");
        FrontEnd().ShouldBe(files);
        (await Workplace.QsAsync("module", "remove", "shop", "--yes")).ShouldExitWith(0);
        FrontEnd().ShouldBe(files);
    }

    [Test]
    public async Task As_an_object()
    {
        await StartAsync("react", """{ "dependencies": { "react": "19.3.1" }, "devDependencies": { "zod": "3.0.0" } }""", """{ "packages": { "node_modules/zod": { "version": "3.25.1" } } }""");

        var npm = JsonNode.Parse((await EmbedAsync("--json", "--dry-run")).ShouldExitWith(0).Output)!["npm"]!;

        npm["command"]!.GetValue<string>().ShouldBe(Command.TrimEnd());
        npm["needs"]!.AsArray().Select(need => need!.ToJsonString()).ShouldBe(
        [
            """{"module":"shop","package":"@acme/ui","range":"\u003E=1 \u003C3","present":null}""",
            """{"module":"shop","package":"canvas-confetti","range":"1.9.4","present":null}""",
            """{"module":"shop","package":"zod","range":"^4.1.0","present":"3.25.1"}""",
        ]);
    }

    [Test]
    public async Task A_version_that_does_not_fit_is_named()
    {
        await StartAsync("react", """{ "dependencies": { "react": "18.3.1", "zod": "4.1.2", "@acme/ui": "2.0.0", "canvas-confetti": "1.9.4" } }""", """{ "packages": { "node_modules/react": { "version": "18.3.1" }, "node_modules/zod": { "version": "4.1.2" } } }""");

        var output = (await EmbedAsync("--dry-run")).ShouldExitWith(0).Output;

        output.ShouldContain("shop needs the npm package react ^19, and the project has 18.3.1.");
        output.ShouldContain("""Afterwards: npm install "react@^19" """.TrimEnd() + "\n");
    }

    [Test]
    public async Task With_an_update_that_needs_more()
    {
        await StartAsync("react", """{ "dependencies": { "react": "19.3.1", "zod": "4.1.2", "@acme/ui": "2.0.0", "canvas-confetti": "1.9.4" } }""", "{}");
        (await EmbedAsync()).ShouldExitWith(0).Output.ShouldNotContain("npm");
        await _remote.ReleaseAsync("shop", "0.2.0", "npm: { dayjs: 1.11.13 }", ("react/index.tsx", "export default { routes: [] };\n"));

        var answer = (await Workplace.QsAsync("module", "update", "--yes", "--trust-remote")).ShouldExitWith(0);

        answer.Output.ShouldContain("shop needs the npm package dayjs 1.11.13, which package.json does not name.");
        answer.Output.ShouldContain("The modules' pages need npm packages: npm install dayjs@1.11.13\n");
        _project.Has("modules/shop/react/index.tsx").ShouldBeTrue();
    }

    [TestCase("html", "{}")]
    [TestCase("htmx", "{}")]
    [TestCase("react", null)]
    [TestCase("react", "{ this is no JSON")]
    public async Task Only_where_react_is_built_from_a_package_json(string theme, string? packages)
    {
        await StartAsync(theme, packages, null);

        var answer = (await EmbedAsync("--json")).ShouldExitWith(0);

        JsonNode.Parse(answer.Output)!["npm"]!.ToJsonString().ShouldBe("""{"needs":[],"command":null}""");
    }

    [TestCase("[1]")]
    [TestCase("""{ "dependencies": [ "zod" ], "devDependencies": "zod" }""")]
    [TestCase("""{ "dependencies": { "zod": 4 } }""", """{ "packages": { "node_modules/zod": { "version": 4 } } }""")]
    [TestCase("""{ "dependencies": { "zod": "x" } }""", """{ "packages": { "node_modules/zod": { "version": "file:../zod" } } }""")]
    [TestCase("""{ "dependencies": { "zod": "4.1.0" } }""", """{ "packages": [] }""")]
    public async Task Whatever_the_files_hold_there_is_an_answer(string packages, string? settled = null)
    {
        await StartAsync("react", packages, settled);

        (await EmbedAsync("--dry-run")).ShouldExitWith(0).Output.ShouldContain("shop needs the npm package react ^19");
    }

    private async Task StartAsync(string theme, string? packages, string? settled)
    {
        _remote = await ModuleRemote.CreateAsync(Workplace);
        await _remote.ReleaseAsync(
            "shop",
            "0.1.0",
            """npm: { zod: ^4.1.0, "@acme/ui": ">=1 <3", canvas-confetti: 1.9.4, react: ^19 }""",
            ("react/routes.tsx", "export const routes = [];\n"));
        _project = await HostProject.CreateAsync(Workplace, remote: _remote.Address);
        foreach (var file in new[] { "quickscale.yml", ".quickscale/config.yml" })
            _project.Write(file, _project.Read(file).Replace("theme: html", $"theme: {theme}", StringComparison.Ordinal));
        foreach (var (file, content) in new[] { ("package.json", packages), ("package-lock.json", settled), ("vite.config.ts", "export default {};\n"), ("src/Shop/client/main.tsx", "export {};\n") })
        {
            if (content is not null)
                _project.Write(file, content);
        }

        await _project.CommitAsync("The front end");
    }

    private Task<Answer> EmbedAsync(params string[] options) => Workplace.QsAsync(["module", "embed", "shop", "--remote", _remote.Address, .. options]);

    /// <summary>Every file outside of what qs keeps.</summary>
    private IReadOnlyList<string> FrontEnd() =>
        [.. new[] { "package.json", "package-lock.json", "vite.config.ts", "src/Shop/client/main.tsx" }.Select(_project.Read)];
}
