using System.Globalization;
using System.Text.RegularExpressions;

namespace QuickScale.Browser.Tests;

/// <summary>
/// A generated project with the modules core and auth, built and started once for all tests of accounts. Its address is
/// <c>http://localhost</c>: cookies and passkeys want a name, not a number.
/// </summary>
internal static partial class SiteWithAccounts
{
    private static readonly Lazy<Task<string>> Started = new(StartAsync);

    /// <summary>The address of the site, without a slash at the end.</summary>
    public static Task<string> GetAsync() => Started.Value;

    private static async Task<string> StartAsync()
    {
        var project = await ProjectWithModules.CreateAsync(
            new Combination("html", "sqlite"), [Repository.PathOf("content", "modules", "core"), Repository.PathOf("content", "modules", "auth")]);
        var build = (await project.DotnetAsync(["build", project.WebProject], limit: TimeSpan.FromMinutes(8))).ShouldSucceed();
        build.Text.ShouldContain("0 Warning(s)");
        var port = Loopback.FreePort();
        var address = string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}");
        var server = TestProcess.Start(
            "dotnet",
            ["run", "--no-build", "--no-launch-profile", "--project", project.WebProject, "--urls", address],
            project.Root,
            new Dictionary<string, string?> { ["ASPNETCORE_ENVIRONMENT"] = "Development", ["App__BaseUrl"] = address });
        TestRun.AtEnd(async () => await server.DisposeAsync());
        await server.WaitForTextAsync(Listening());
        return address;
    }

    [GeneratedRegex(@"Now listening on: http://localhost:[0-9]+")]
    private static partial Regex Listening();
}
