using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using QsApp.Hosting;

namespace QsApp.Tests;

public class ConfigurationTests
{
    private string _solution = null!;
    private string _contentRoot = null!;

    [SetUp]
    public void CreateFolders()
    {
        _solution = Directory.CreateTempSubdirectory("configuration-").FullName;
        _contentRoot = Directory.CreateDirectory(Path.Combine(_solution, "src", "web")).FullName;
        File.WriteAllText(Path.Combine(_solution, "Some.slnx"), "<Solution />");
        File.WriteAllText(Path.Combine(_contentRoot, "appsettings.json"), """{ "A": "file", "B": "file", "C": "file", "D": "file", "E": "file" }""");
        File.WriteAllText(Path.Combine(_contentRoot, "modules.json"), """{ "B": "modules", "C": "modules", "D": "modules", "E": "modules" }""");
        File.WriteAllText(Path.Combine(_solution, ".env"), "C=dotenv\nD=dotenv\nE=dotenv\n");
    }

    [TearDown]
    public void DeleteFolders()
    {
        Environment.SetEnvironmentVariable("D", null);
        Directory.Delete(_solution, recursive: true);
    }

    [Test]
    public void A_later_source_wins()
    {
        Environment.SetEnvironmentVariable("D", "environment");
        var configuration = Read("Development", "--E=command");

        "ABCDE".Select(name => configuration[name.ToString()]).ShouldBe(["file", "modules", "dotenv", "environment", "command"]);
    }

    [TestCase("Production", "closed")]
    [TestCase("Staging", "open")]
    public void An_environment_overrides_what_modules_json_says(string environment, string expected)
    {
        File.WriteAllText(Path.Combine(_contentRoot, "modules.json"), """{ "B": "open", "Environments": { "production": { "B": "closed" } } }""");

        Read(environment)["B"].ShouldBe(expected);
    }

    [Test]
    public void The_nearest_file_counts()
    {
        File.WriteAllText(Path.Combine(_contentRoot, ".env"), "C=nearest");

        Read("Development")["C"].ShouldBe("nearest");
    }

    [Test]
    public void A_file_above_the_solution_is_not_ours()
    {
        File.Move(Path.Combine(_solution, "Some.slnx"), Path.Combine(_solution, "src", "Some.slnx"));

        Read("Development")["C"].ShouldBe("modules");
    }

    [Test]
    public void A_deployed_instance_reads_no_file_of_secrets() => Read("Production")["C"].ShouldBe("modules");

    [Test]
    public void Comments_quotes_export_and_sections_are_understood()
    {
        File.WriteAllText(Path.Combine(_contentRoot, ".env"), """
            # a comment
            App__Name="A name, with = and #"
            export App__Secret='pa$$word'
              Spaced =  value

            Empty=
            """);
        var configuration = Read("Development");

        configuration["App:Name"].ShouldBe("A name, with = and #");
        configuration["App:Secret"].ShouldBe("pa$$word");
        configuration["Spaced"].ShouldBe("value");
        configuration["Empty"].ShouldBe("");
    }

    [TestCase("NAME=\"hunter2")]
    [TestCase("hunter2")]
    [TestCase("=hunter2")]
    public void A_malformed_line_is_ignored_or_explained_and_never_printed(string line)
    {
        File.WriteAllText(Path.Combine(_contentRoot, ".env"), line + "\n");
        try
        {
            Read("Development");
        }
        catch (SettingsException exception)
        {
            exception.ToString().ShouldNotContain("hunter2");
            exception.Message.ShouldContain(".env cannot be read");
        }
    }

    private ConfigurationManager Read(string environment, params string[] arguments)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = _contentRoot, EnvironmentName = environment, Args = arguments });
        builder.AddProjectFiles();
        return builder.Configuration;
    }
}
