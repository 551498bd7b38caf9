using System.Xml.Linq;

namespace QuickScale.Benchmarks;

/// <summary>The least that a ReadyToRun tool on System.CommandLine can be: two commands that say something.</summary>
internal static class HelloTool
{
    private static readonly string Project = $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <PackAsTool>true</PackAsTool>
            <ToolCommandName>hello</ToolCommandName>
            <PackageId>Hello.Tool</PackageId>
            <Version>1.0.0</Version>
            <RuntimeIdentifiers>linux-x64;any</RuntimeIdentifiers>
            <SelfContained>false</SelfContained>
            <PublishReadyToRun Condition="'$(RuntimeIdentifier)' != '' and '$(RuntimeIdentifier)' != 'any'">true</PublishReadyToRun>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="System.CommandLine" Version="{LibraryVersion()}" />
          </ItemGroup>
        </Project>
        """;

    private const string Program = """
        using System.CommandLine;

        var name = new Argument<string>("name") { Description = "Whom to greet" };
        var loud = new Option<bool>("--loud") { Description = "Say it louder" };
        var greet = new Command("greet", "Greets") { name, loud };
        greet.SetAction(result => Console.WriteLine("Hello " + result.GetValue(name)));
        return new RootCommand("Says hello") { greet }.Parse(args).Invoke();
        """;

    /// <summary>The version that qs itself uses, so that the two differ in nothing else.</summary>
    private static string LibraryVersion() =>
        (string)XDocument.Load(Repository.PathOf("Directory.Packages.props")).Descendants("PackageVersion")
            .Single(package => (string?)package.Attribute("Include") == "System.CommandLine").Attribute("Version")!;

    public static async Task InstallAsync(Workshop workshop, string tools)
    {
        var folder = workshop.NewFolder();
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "hello.csproj"), Project);
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), Program);
        await Workshop.RunAsync("dotnet", ["pack", "-c", "Release", "-o", folder], folder);
        await Workshop.RunAsync("dotnet", ["tool", "install", "Hello.Tool", "--tool-path", tools, "--source", folder, "--version", "1.0.0"]);
    }
}
