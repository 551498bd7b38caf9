using System.Globalization;

namespace QuickScale.Tests.Shared;

/// <summary>
/// A real PostgreSQL for the run: the server that <c>TEST_DATABASE_URL</c> names, or a throw-away cluster of the
/// installed programs on a free loopback port, which is stopped and deleted at the end.
/// </summary>
public sealed class PostgresServer
{
    private static readonly Lazy<Task<PostgresServer>> Shared = new(StartAsync);

    private PostgresServer(string url) => Url = url;

    /// <summary>Address of the server as hosting platforms give it; its user may create databases.</summary>
    public string Url { get; }

    private static string Programs
    {
        get
        {
            IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
            if (Directory.Exists("/usr/lib/postgresql"))
                folders = folders.Concat(Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => Path.Combine(version, "bin")));
            return folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) || File.Exists(Path.Combine(folder, "initdb.exe")))
                ?? throw new InvalidOperationException("PostgreSQL is missing: install it, or name a server in TEST_DATABASE_URL.");
        }
    }

    public static Task<PostgresServer> StartedAsync() => Shared.Value;

    /// <summary>The address of another database on the same server, which need not exist yet.</summary>
    public string UrlOf(string database)
    {
        var url = new UriBuilder(Url) { Path = database };
        return url.Uri.GetComponents(UriComponents.AbsoluteUri, UriFormat.UriEscaped);
    }

    private static async Task<PostgresServer> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("TEST_DATABASE_URL") is { Length: > 0 } given)
            return new PostgresServer(given);

        var folder = (await RunAsOwnerAsync("mktemp", ["-d"])).Output.Trim();
        var data = Path.Combine(folder, "data");
        var port = Loopback.FreePort();
        // Trust is right here only: the cluster holds nothing, lives for minutes and listens on loopback.
        await RunAsOwnerAsync(Path.Combine(Programs, "initdb"), ["-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"]);
        var options = string.Create(CultureInfo.InvariantCulture, $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off");
        await RunAsOwnerAsync(Path.Combine(Programs, "pg_ctl"), ["-D", data, "-o", options, "-l", Path.Combine(folder, "log"), "-w", "start"]);
        TestRun.AtEnd(async () =>
        {
            await RunAsOwnerAsync(Path.Combine(Programs, "pg_ctl"), ["-D", data, "-m", "immediate", "-w", "stop"]);
            Directory.Delete(folder, recursive: true);
        });
        return new PostgresServer(string.Create(CultureInfo.InvariantCulture, $"postgres://postgres:postgres@127.0.0.1:{port}/postgres?sslmode=disable"));
    }

    /// <summary>PostgreSQL refuses to run as root: there, the account that its package made owns the cluster.</summary>
    private static async Task<ProcessResult> RunAsOwnerAsync(string program, string[] arguments)
    {
        var result = Environment.UserName == "root"
            ? await TestProcess.RunAsync("runuser", ["-u", "postgres", "--", program, .. arguments])
            : await TestProcess.RunAsync(program, arguments);
        return result.ShouldSucceed();
    }
}
