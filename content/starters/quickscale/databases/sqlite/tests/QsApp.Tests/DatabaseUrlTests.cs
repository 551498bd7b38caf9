using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using QsApp.Data;
using QsApp.Hosting;

namespace QsApp.Tests;

public class DatabaseUrlTests
{
    private static readonly (string Url, string Path)[] UnixPaths =
    [
        ("sqlite:///data/app.db", "/data/app.db"),
        ("sqlite:////data/app.db", "/data/app.db"),
        ("sqlite:/data/app.db", "/data/app.db"),
        ("SQLITE:///data/my%20app%25.db", "/data/my app%.db"),
        ("sqlite3:///data/app.db", "/data/app.db"),
        ("file:///data/app.db", "/data/app.db"),
        ("file:/data/%C3%BC.db", "/data/ü.db"),
        ("Data Source=/data/app.db", "/data/app.db"),
        ("Data Source=/data/../data/app.db;Cache=Shared", "/data/app.db"),
    ];

    private static readonly (string Url, string Path)[] WindowsPaths =
    [
        ("sqlite:///C:/data/app.db", @"C:\data\app.db"),
        ("file:///C:/data/my%20app.db", @"C:\data\my app.db"),
        (@"Data Source=C:\data\app.db", @"C:\data\app.db"),
    ];

    private static IEnumerable<(string Url, string Path)> AbsolutePaths => OperatingSystem.IsWindows() ? WindowsPaths : UnixPaths;

    [TestCaseSource(nameof(AbsolutePaths))]
    public void An_absolute_path_is_taken((string Url, string Path) example) => DataSource(example.Url).ShouldBe(example.Path);

    [TestCase("mysql://user:hunter2@host/db")]
    [TestCase("postgres://user:hunter2@host/db?sslmode=require")]
    [TestCase("sqlite://hunter2/app.db")]
    [TestCase("sqlite:///data/hunter2.db?mode=ro")]
    [TestCase("sqlite:///data/hunter2%zz.db")]
    [TestCase("sqlite:///data/hunter2%FF.db")]
    [TestCase("sqlite:///data/hunter2%2")]
    [TestCase("sqlite:///data/hunter2/")]
    [TestCase("sqlite:///")]
    [TestCase("sqlite:")]
    [TestCase("sqlite::memory:")]
    [TestCase("Data Source=:memory:")]
    [TestCase("Data Source=hunter2;Mode=Memory")]
    [TestCase("Data Source=file:hunter2.db")]
    [TestCase("Data Source=")]
    [TestCase("Source of Data=hunter2")]
    [TestCase("Data Source=/x.db;Mode=hunter2")]
    [TestCase("hunter2")]
    public void What_is_malformed_is_refused_and_never_printed(string url)
    {
        var refusal = Should.Throw<SettingsException>(() => DataSource(url));

        refusal.Message.ShouldStartWith("DATABASE_URL does not name a SQLite file");
        refusal.ToString().ShouldNotContain("hunter2");
    }

    [Test]
    public void A_relative_path_counts_from_the_content_root_and_only_in_development()
    {
        var root = Directory.CreateTempSubdirectory("qs-app-root-").FullName;
        try
        {
            DataSource("sqlite:some/app.db", Environments.Development, root).ShouldBe(Path.Combine(root, "some", "app.db"));
            Directory.Exists(Path.Combine(root, "some")).ShouldBeTrue();
            DataSource(null, Environments.Development, root).ShouldBe(Path.Combine(root, "App_Data", "qs-app.db"));
            Should.Throw<SettingsException>(() => DataSource("sqlite:some/app.db", Environments.Production, root)).Message.ShouldContain("whole path");
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Test]
    public void Without_a_setting_there_is_none_in_production()
    {
        var configuration = Configuration(null, Environments.Production, "/");
        Should.Throw<SettingsException>(() => Database.ConnectionString(configuration)).Message.ShouldStartWith("No database is configured");
    }

    [Test]
    public void The_application_s_own_setting_wins_over_the_platform_s()
    {
        var configuration = Configuration("sqlite:///other.db", Environments.Production, "/");
        configuration["ConnectionStrings:Default"] = $"Data Source={Path.Combine(Path.GetTempPath(), "own.db")}";
        Database.ConnectionString(configuration).ShouldContain("own.db");
    }

    private static string DataSource(string? url, string environment = "Production", string root = "/") =>
        new SqliteConnectionStringBuilder(Database.ConnectionString(Configuration(url, environment, root))).DataSource;

    private static IConfiguration Configuration(string? url, string environment, string root) => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["DATABASE_URL"] = url,
            [HostDefaults.EnvironmentKey] = environment,
            [HostDefaults.ContentRootKey] = root,
        }).Build();
}
