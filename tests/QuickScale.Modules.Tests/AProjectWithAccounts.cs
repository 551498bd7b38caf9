using System.Text.RegularExpressions;

namespace QuickScale.Modules.Tests;

/// <summary>
/// Core and auth in a project on PostgreSQL, which keeps fields of its own for users as auth's README shows it.
/// </summary>
[Category("Slow")]
public partial class AProjectWithAccounts
{
    private const string Database = "postgres";

    private GeneratedProject _project = null!;
    private Dictionary<string, string?> _environment = null!;

    [OneTimeSetUp]
    public async Task BuildTheProject()
    {
        _project = await ProjectWithModules.CreateAsync(new Combination("html", Database), [Repository.PathOf("content", "modules", "core"), Repository.PathOf("content", "modules", "auth")]);
        var example = CodeBlock().Match(_project.Read("modules", "auth", "README.md").Split("## Fields of your own")[1]).Groups["code"].Value;
        example.ShouldContain("class Customer");
        await File.WriteAllTextAsync(_project.PathOf("src", "MyApp", "Data", "Customer.cs"), $"""
            using Microsoft.EntityFrameworkCore;
            using Microsoft.EntityFrameworkCore.Metadata.Builders;
            using QuickScale.Modules.Auth;

            namespace MyApp.Data;

            {example}
            """);
        _environment = await Databases.EnvironmentAsync(Database, "accounts");
        await BuildAsync();
    }

    [Test, Order(1)]
    public async Task Fields_of_its_own_are_a_table_of_its_own()
    {
        (await _project.DotnetAsync(["tool", "restore"])).ShouldSucceed();
        (await _project.DotnetAsync(["ef", "migrations", "add", "Customers", "-p", "src/MyApp", "-s", "src/MyApp.Migrator", "--no-build"], _environment)).ShouldSucceed();

        var migration = await File.ReadAllTextAsync(Directory.GetFiles(_project.PathOf("src", "MyApp", "Data", "Migrations"), "*_Customers.cs").Single());
        CreatedTable().Matches(migration).Select(table => table.Groups["name"].Value).ShouldBe(["customers"]);
        migration.ShouldContain("principalTable: \"auth_users\"");
        await BuildAsync();
        var migrated = (await Databases.MigratorAsync(_project, _environment)).ShouldSucceed().Output;
        migrated.ShouldContain("Applied auth/");
        migrated.ShouldMatch("Applied app/[0-9]+_Customers");
    }

    [Test, Order(2)]
    public async Task Its_first_administrator_chooses_a_password_by_a_link()
    {
        (await CreateAdminAsync(baseUrl: null)).ShouldExitWith(4).Error.Trim().ShouldBe("Set App__BaseUrl to the site's public address, such as https://www.example.com.");
        (await CreateAdminAsync("https://www.example.com")).ShouldSucceed().Output.ShouldContain("https://www.example.com/auth/reset-password?token=");
    }

    private Task<ProcessResult> CreateAdminAsync(string? baseUrl) => Databases.MigratorAsync(
        _project, new Dictionary<string, string?>(_environment) { ["App__BaseUrl"] = baseUrl }, "auth", "create-admin", "ada@example.com");

    private async Task BuildAsync() =>
        (await _project.DotnetAsync(["build", "src/MyApp.Migrator"], limit: TimeSpan.FromMinutes(10))).ShouldSucceed().Text.ShouldContain("0 Warning(s)");

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("CreateTable\\(\\s*name: \"(?<name>[^\"]+)\"")]
    private static partial Regex CreatedTable();
}
