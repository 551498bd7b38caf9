using System.Globalization;
using System.Text.RegularExpressions;

namespace QuickScale.Browser.Tests;

/// <summary>
/// A generated project with the modules core and auth, built once for all tests of accounts. Its addresses are
/// <c>http://localhost</c>: cookies and passkeys want a name, not a number.
/// </summary>
internal static partial class SiteWithAccounts
{
    /// <summary>What is off as the module is embedded. The credentials open nothing: no test reaches a provider.</summary>
    private static readonly Dictionary<string, string?> Options = new()
    {
        ["Modules__auth__login_by_code"] = "true",
        ["Modules__auth__terms_version"] = "2",
        ["Modules__auth__terms_url"] = "/about",
        ["GOOGLE_CLIENT_ID"] = "an-id",
        ["GOOGLE_CLIENT_SECRET"] = "a-secret",
        ["GITHUB_CLIENT_ID"] = "an-id",
        ["GITHUB_CLIENT_SECRET"] = "a-secret",
    };

    private static readonly Lazy<Task<GeneratedProject>> Built = new(BuildAsync);
    private static readonly Lazy<Task<string>> Plain = new(() => StartAsync([]));
    private static readonly Lazy<Task<string>> WithOptions = new(async () =>
    {
        // The first to start makes the database.
        await Plain.Value;
        return await StartAsync(Options);
    });

    /// <summary>The address of the site, without a slash at the end.</summary>
    public static Task<string> GetAsync() => Plain.Value;

    /// <summary>A second instance on the same database, with login by a mailed code, terms that are new to all, and providers.</summary>
    public static Task<string> GetWithOptionsAsync() => WithOptions.Value;

    private static async Task<GeneratedProject> BuildAsync()
    {
        var project = await ProjectWithModules.CreateAsync(
            new Combination("html", "sqlite"), [Repository.PathOf("content", "modules", "core"), Repository.PathOf("content", "modules", "auth")]);
        var build = (await project.DotnetAsync(["build", project.WebProject], limit: TimeSpan.FromMinutes(8))).ShouldSucceed();
        build.Text.ShouldContain("0 Warning(s)");
        return project;
    }

    private static async Task<string> StartAsync(Dictionary<string, string?> options)
    {
        var project = await Built.Value;
        var address = string.Create(CultureInfo.InvariantCulture, $"http://localhost:{Loopback.FreePort()}");
        var server = TestProcess.Start(
            "dotnet",
            ["run", "--no-build", "--no-launch-profile", "--project", project.WebProject, "--urls", address],
            project.Root,
            new Dictionary<string, string?>(options) { ["ASPNETCORE_ENVIRONMENT"] = "Development", ["App__BaseUrl"] = address });
        TestRun.AtEnd(async () => await server.DisposeAsync());
        await server.WaitForTextAsync(Listening());
        return address;
    }

    [GeneratedRegex(@"Now listening on: http://localhost:[0-9]+")]
    private static partial Regex Listening();
}
