using System.Globalization;

namespace QuickScale.Tool.Tests;

/// <summary>A <see cref="HostProject"/> with the files that the daily commands look at, and stand-ins for the programs that they start. Not on Windows.</summary>
internal sealed class DailyProject
{
    private readonly Workplace _workplace;

    private DailyProject(Workplace workplace, HostProject host, int port, string dotnet)
    {
        (_workplace, Host, Port) = (workplace, host, port);
        Dotnet = new DotnetStandIn(workplace, dotnet);
    }

    public HostProject Host { get; }

    /// <summary>Its http address.</summary>
    public int Port { get; }

    public DotnetStandIn Dotnet { get; }

    /// <summary>Calls of <c>dotnet</c> in the words in which a person would type them in the project's folder.</summary>
    public IReadOnlyList<string> Calls =>
        [.. Dotnet.Calls.Select(call => call.Replace(", version ", "", StringComparison.Ordinal).Replace(Host.PathOf("") + "/", "", StringComparison.Ordinal))];

    /// <param name="workplace">The test's workplace.</param>
    /// <param name="dotnet">What the stand-in for <c>dotnet</c> does.</param>
    /// <param name="theme">The project's theme.</param>
    /// <param name="database">The project's database.</param>
    public static async Task<DailyProject> CreateAsync(Workplace workplace, string dotnet, string theme = "html", string database = "sqlite")
    {
        var (host, port) = (await HostProject.CreateAsync(workplace), Loopback.FreePort());
        host.Write("quickscale.yml", host.Read("quickscale.yml").Replace("theme: html", $"theme: {theme}", StringComparison.Ordinal).Replace("database: sqlite", $"database: {database}", StringComparison.Ordinal));
        host.Write("src/Shop/Shop.csproj", "<Project/>\n");
        host.Write("src/Shop.Migrator/Shop.Migrator.csproj", "<Project/>\n");
        host.Write("src/Shop/Properties/launchSettings.json", string.Create(CultureInfo.InvariantCulture, $$"""
            { "profiles": { "http": { "applicationUrl": "http://localhost:{{port}}" }, "https": { "applicationUrl": "https://localhost:{{Loopback.FreePort()}}" } } }
            """));
        host.Write("src/Shop/appsettings.json", "{}\n");
        host.Write(".gitignore", "bin/\nobj/\n.env\n");
        await host.CommitAsync("Make it whole");
        return new DailyProject(workplace, host, port, dotnet);
    }

    public Task<Answer> QsAsync(params string[] arguments) => _workplace.QsAsync(arguments);

    public Task<Answer> QsAsync(CancellationToken cancellation, params string[] arguments) => _workplace.QsAsync(cancellation, arguments);
}
