using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Npgsql;
using QsApp.Data;
using QsApp.Hosting;

namespace QsApp.Tests;

public class DatabaseUrlTests
{
    [TestCase("postgres://user:pass@db.example.com:6543/app", "db.example.com", 6543, "app", "user", "pass")]
    [TestCase("postgresql://user:pass@db.example.com/app", "db.example.com", 5432, "app", "user", "pass")]
    [TestCase("POSTGRES://user:pass@127.0.0.1/app", "127.0.0.1", 5432, "app", "user", "pass")]
    [TestCase("postgres://us%40er:p%3A%2F%3F%23%5B%5D%40%25w+%C3%BC@host/my%20app", "host", 5432, "my app", "us@er", "p:/?#[]@%w+ü")]
    [TestCase("postgres://user:with:colon@host/app", "host", 5432, "app", "user", "with:colon")]
    [TestCase("postgres://user:pass@[2001:db8::1]:6543/app", "2001:db8::1", 6543, "app", "user", "pass")]
    [TestCase("postgres://user:pass@[::1]/app", "::1", 5432, "app", "user", "pass")]
    [TestCase("postgres://user@my_db/app", "my_db", 5432, "app", "user", null)]
    [TestCase("postgres://host/app", "host", 5432, "app", null, null)]
    [TestCase("postgres://user:pass@/app?host=/cloudsql/project:region:instance", "/cloudsql/project:region:instance", 5432, "app", "user", "pass")]
    [TestCase("Host=host;Database=app;Username=user;Password=pass", "host", 5432, "app", "user", "pass")]
    public void An_address_is_taken_apart(string url, string host, int port, string database, string? user, string? password)
    {
        var connection = Connection(url);

        (connection.Host, connection.Port, connection.Database, connection.Username, connection.Password).ShouldBe((host, port, database, user, password));
    }

    [TestCase("sslmode=disable", "SSL Mode", SslMode.Disable)]
    [TestCase("sslmode=require", "SSL Mode", SslMode.Require)]
    [TestCase("sslmode=no-verify", "SSL Mode", SslMode.Require)]
    [TestCase("sslmode=verify-ca", "SSL Mode", SslMode.VerifyCA)]
    [TestCase("sslmode=verify-full", "SSL Mode", SslMode.VerifyFull)]
    [TestCase("", "SSL Mode", SslMode.Prefer)]
    [TestCase("sslrootcert=%2Fetc%2Fca.pem", "Root Certificate", "/etc/ca.pem")]
    [TestCase("channel_binding=require", "Channel Binding", ChannelBinding.Require)]
    [TestCase("gssencmode=disable", "GSS Encryption Mode", GssEncryptionMode.Disable)]
    [TestCase("connect_timeout=7", "Timeout", 7)]
    [TestCase("application_name=web", "Application Name", "web")]
    [TestCase("options=-c%20search_path%3Dapp", "Options", "-c search_path=app")]
    [TestCase("schema=app", "Search Path", "app")]
    [TestCase("connection_limit=5", "Maximum Pool Size", 5)]
    [TestCase("pgbouncer=true", "No Reset On Close", true)]
    [TestCase("sslmode=require&connect_timeout=7", "Timeout", 7)]
    public void The_query_s_keys_become_npgsql_s(string query, string key, object value) =>
        Connection($"postgres://user:pass@host/app?{query}")[key].ShouldBe(value);

    [TestCase("mysql://user:hunter2@host/app")]
    [TestCase("sqlite:///data/hunter2.db")]
    [TestCase("https://user:hunter2@host/app")]
    [TestCase("postgres://user:hunter2@host:port/app")]
    [TestCase("postgres://user:hunter2@host:99999/app")]
    [TestCase("postgres://user:hunter2@host:0/app")]
    [TestCase("postgres://user:hun#ter2@host/app")]
    [TestCase("postgres://user:hunter2%zz@host/app")]
    [TestCase("postgres://user:hunter2%FF@host/app")]
    [TestCase("postgres://user:hunter2%@host/app")]
    [TestCase("postgres://user:hunter2@ho st/app")]
    [TestCase("postgres://user:hunter2@[::1/app")]
    [TestCase("postgres://user:hunter2@/app")]
    [TestCase("postgres://user:hunter2@host/")]
    [TestCase("postgres://user:hunter2@host")]
    [TestCase("postgres://user:hunter2@host/app?sslmode=hunter2")]
    [TestCase("postgres://user:hunter2@host/app?connect_timeout=hunter2")]
    [TestCase("postgres://user:1?hunter2@host/app")]
    [TestCase("postgres://user:hunter2@host/app?hunter2=1")]
    [TestCase("Host=host;Password=hunter2")]
    [TestCase("Host=host;Database=app;Port=hunter2")]
    [TestCase("Host=host;Database=app;Key=hunter2")]
    [TestCase("hunter2")]
    public void What_is_malformed_is_refused_and_never_printed(string url)
    {
        var refusal = Should.Throw<SettingsException>(() => Connection(url));

        refusal.Message.ShouldStartWith("DATABASE_URL ");
        refusal.ToString().ShouldNotContain("hunter2");
        refusal.ToString().ShouldNotContain("ter2");
    }

    [Test]
    public void Without_a_setting_there_is_the_composed_one_in_development_and_none_in_production()
    {
        var production = Configuration(null, Environments.Production);
        Should.Throw<SettingsException>(() => Database.ConnectionString(production)).Message.ShouldStartWith("No database is configured");

        Database.Describe(Database.ConnectionString(Configuration(null, Environments.Development))).ShouldBe("the PostgreSQL database qs_app at localhost:5432");
    }

    [Test]
    public void The_application_s_own_setting_wins_over_the_platform_s()
    {
        var configuration = Configuration("postgres://user:pass@platform/app", Environments.Production);
        configuration["ConnectionStrings:Default"] = "Host=own;Database=app";
        Database.ConnectionString(configuration).ShouldContain("Host=own");
    }

    [Test]
    public async Task What_the_server_says_of_a_wrong_password_is_not_passed_on()
    {
        var connectionString = await TestDatabase.CreateAsync();
        var wrong = new NpgsqlConnectionStringBuilder(connectionString) { Username = "mallory", Password = "hunter2" }.ConnectionString;
        try
        {
            var refusal = await Should.ThrowAsync<DatabaseException>(() => DatabaseMigrator.MigrateAsync(wrong));

            refusal.Message.ShouldContain("refused the user name or the password");
            refusal.Message.ShouldNotContain("mallory");
            refusal.Message.ShouldNotContain("hunter2");
        }
        finally
        {
            await TestDatabase.DropAsync(connectionString);
        }
    }

    [Test]
    public async Task A_server_that_does_not_answer_is_one_sentence()
    {
        var refusal = await Should.ThrowAsync<DatabaseException>(() => DatabaseMigrator.MigrateAsync("Host=127.0.0.1;Port=1;Database=app;Username=mallory;Password=hunter2"));

        refusal.Message.ShouldBe("Cannot reach the PostgreSQL database app at 127.0.0.1:1: start it (in development with 'docker compose up -d db'), or correct DATABASE_URL or ConnectionStrings__Default.");
    }

    private static NpgsqlConnectionStringBuilder Connection(string url) =>
        new(Database.ConnectionString(Configuration(url, Environments.Production)));

    private static IConfiguration Configuration(string? url, string environment) => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["DATABASE_URL"] = url, [HostDefaults.EnvironmentKey] = environment }).Build();
}
