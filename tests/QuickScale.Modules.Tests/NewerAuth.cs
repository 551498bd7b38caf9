using System.Globalization;
using System.Text.RegularExpressions;

namespace QuickScale.Modules.Tests;

/// <summary>A version of auth that nobody has released: its users have a nickname, for which a migration of each database fills a new column.</summary>
internal static class NewerAuth
{
    private static readonly string Present = Regex.Match(File.ReadAllText(Repository.PathOf("content", "modules", "auth", "module.yml")), "(?m)^version: (.*)$").Groups[1].Value.Trim();

    public const string Migration = "20990101000000_Nickname";
    public const string Column = "Nickname";

    /// <summary>The next one after that of this repository.</summary>
    public static string Version { get; } = $"{Present[..Present.LastIndexOf('.')]}.{int.Parse(Present[(Present.LastIndexOf('.') + 1)..], CultureInfo.InvariantCulture) + 1}";

    /// <param name="folder">The module's files, which are changed as its authors would.</param>
    public static async Task WriteAsync(string folder)
    {
        await ReplaceAsync(Path.Combine(folder, "module.yml"), $"version: {Present}\n", $"version: {Version}\n");
        await ReplaceAsync(Path.Combine(folder, "src", "Data", "User.cs"), "    public DateTime CreatedAt", "    public string Nickname { get; set; } = \"\";\n\n    public DateTime CreatedAt");
        foreach (var (database, type) in new[] { ("Sqlite", "TEXT"), ("Postgres", "text") })
        {
            var migrations = Path.Combine(folder, "src", "Data", "Migrations", database);
            await ReplaceAsync(
                Directory.GetFiles(migrations, "*Snapshot.cs").Single(),
                "modelBuilder.Entity(\"QuickScale.Modules.Auth.User\", b =>\n                {\n",
                $"modelBuilder.Entity(\"QuickScale.Modules.Auth.User\", b =>\n                {{\n                    b.Property<string>(\"{Column}\")\n                        .IsRequired()\n                        .HasColumnType(\"{type}\");\n\n");
            await File.WriteAllTextAsync(Path.Combine(migrations, $"{Migration}.cs"), $$"""
                using Microsoft.EntityFrameworkCore.Infrastructure;
                using Microsoft.EntityFrameworkCore.Migrations;

                namespace QuickScale.Modules.Auth.Data.Migrations.{{database}}
                {
                    [DbContext(typeof(Auth{{database}}Migrations))]
                    [Migration("{{Migration}}")]
                    public partial class Nickname : Migration
                    {
                        protected override void Up(MigrationBuilder migrationBuilder)
                        {
                            migrationBuilder.AddColumn<string>(name: "{{Column}}", table: "auth_users", type: "{{type}}", nullable: false, defaultValue: "");
                            migrationBuilder.Sql("UPDATE auth_users SET \"{{Column}}\" = \"Name\"");
                        }
                    }
                }

                """);
        }
    }

    private static async Task ReplaceAsync(string file, string old, string replacement)
    {
        var text = (await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n");
        text.Split(old).Length.ShouldBe(2, $"'{old}' stands once in {file}");
        await File.WriteAllTextAsync(file, text.Replace(old, replacement, StringComparison.Ordinal));
    }
}
