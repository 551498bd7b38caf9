using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace QuickScale.Browser.Tests;

/// <summary>
/// A generated project that serves in Development, one of each kind a theme and run. Its address is <c>http://localhost</c>: cookies and
/// passkeys want a name, not a number.
/// </summary>
internal static partial class RunningSite
{
    /// <summary>All tests together are one busy visitor, whom the limits on an ordinary one would stop.</summary>
    private static readonly Dictionary<string, string?> Busy = new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["RateLimits__Global__PermitsPerMinute"] = "1000000",
        ["RateLimits__Sensitive__PermitsPerMinute"] = "1000000",
    };

    /// <summary>No other options than the project has.</summary>
    private static readonly Dictionary<string, string?> Embedded = [];

    private const string Whole = "site";
    private const string Teams = "teams";
    private const string Billing = "billing";

    /// <summary>A stand-in for the payment provider in the site itself, and a few plans.</summary>
    private static readonly Dictionary<string, string?> Selling = new()
    {
        ["Modules__billing__provider"] = "fake",
        ["Modules__billing__catalogue"] = Path.Combine(AppContext.BaseDirectory, "billing.yml"),
    };

    private static readonly ConcurrentDictionary<(Theme, string), Lazy<Task<string>>> Sites = new();
    private static readonly ConcurrentDictionary<(Combination, string), Lazy<Task<string>>> Databases = new();

    /// <summary>The address of a site without modules, without a slash at the end.</summary>
    public static Task<string> PlainAsync(Theme theme) => GetAsync(theme, "", async () =>
        await StartAsync(await GeneratedProject.GetBuiltAsync(theme.Plain), Embedded));

    /// <summary>The address of a site with all modules.</summary>
    public static Task<string> WholeAsync(Theme theme) => GetAsync(theme, "modules", async () =>
        await StartAsync(await ProjectWithModules.GetBuiltAsync(theme.Whole), Embedded));

    /// <summary>As <see cref="WholeAsync"/>, with a database of its own: people come there from one address, and no more than some of them sign up in an hour.</summary>
    public static Task<string> ForTeamsAsync(Theme theme) => GetAsync(theme, Teams, async () =>
        await StartAsync(await ProjectWithModules.GetBuiltAsync(theme.Whole), Embedded, Teams));

    /// <summary>As <see cref="ForTeamsAsync"/>, where plans are sold.</summary>
    public static Task<string> ForBillingAsync(Theme theme) => GetAsync(theme, Billing, async () =>
        await StartAsync(await ProjectWithModules.GetBuiltAsync(theme.Whole), Selling, Billing));

    /// <summary>
    /// An instance of the site with all modules and other options than those that they are embedded with, which its caller stops. Its
    /// database has that name, and one instance at a time: each sends the mail of all that share a queue, and shows what it sent.
    /// </summary>
    public static async Task<(TestProcess Server, string Address)> StartAsync(Theme theme, string database, IReadOnlyDictionary<string, string?> options) =>
        await ServeAsync(await ProjectWithModules.GetBuiltAsync(theme.Whole), options, database);

    /// <summary>Runs a command of a module on the database of the site with all modules.</summary>
    public static async Task CommandAsync(Theme theme, params string[] command) => await CommandAsync(theme, Whole, await WholeAsync(theme), command);

    /// <summary>As <see cref="CommandAsync(Theme, string[])"/>, on the database of the site where plans are sold.</summary>
    public static async Task BillingCommandAsync(Theme theme, params string[] command) => await CommandAsync(theme, Billing, await ForBillingAsync(theme), command);

    private static async Task CommandAsync(Theme theme, string database, string address, string[] command)
    {
        var project = await ProjectWithModules.GetBuiltAsync(theme.Whole);
        var environment = new Dictionary<string, string?>(Busy) { ["DATABASE_URL"] = await Databases[(project.Combination, database)].Value, ["App__BaseUrl"] = address };
        var program = project.PathOf("src", $"{project.Name}.Migrator", "bin", "Debug", "net10.0", $"{project.Name}.Migrator.dll");
        (await TestProcess.DotnetAsync([program, .. command], project.WebProject, environment)).ShouldSucceed();
    }

    private static Task<string> GetAsync(Theme theme, string kind, Func<Task<string>> start) => Sites.GetOrAdd((theme, kind), _ => new(start)).Value;

    private static async Task<string> StartAsync(GeneratedProject project, IReadOnlyDictionary<string, string?> options, string name = Whole)
    {
        var (server, address) = await ServeAsync(project, options, name);
        TestRun.AtEnd(async () => await server.DisposeAsync());
        return address;
    }

    private static async Task<(TestProcess Server, string Address)> ServeAsync(GeneratedProject project, IReadOnlyDictionary<string, string?> options, string name)
    {
        var database = await Databases.GetOrAdd((project.Combination, name), _ => new(() => NewDatabaseAsync(project.Combination, name))).Value;
        var address = string.Create(CultureInfo.InvariantCulture, $"http://localhost:{Loopback.FreePort()}");
        var server = TestProcess.Start(
            "dotnet",
            [project.PathOf("src", project.Name, "bin", "Debug", "net10.0", $"{project.Name}.dll"), "--urls", address],
            project.WebProject,
            new Dictionary<string, string?>(Busy.Concat(options)) { ["DATABASE_URL"] = database, ["App__BaseUrl"] = address });
        try
        {
            await server.WaitForTextAsync(Listening());
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        return (server, address);
    }

    private static async Task<string> NewDatabaseAsync(Combination combination, string name) =>
        combination.Database == "postgres"
            ? (await PostgresServer.StartedAsync()).UrlOf($"browser_{combination.Theme}_{name}")
            : $"sqlite:///{Path.Combine(TemporaryFolder.ForTheRun(), $"{name}.db").Replace('\\', '/').TrimStart('/')}";

    [GeneratedRegex(@"Now listening on: http://localhost:[0-9]+")]
    private static partial Regex Listening();
}
