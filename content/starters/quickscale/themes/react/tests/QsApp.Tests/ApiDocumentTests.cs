using System.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using QsApp.Hosting;

namespace QsApp.Tests;

/// <summary>What is committed of the endpoints' description is what the code says; 'npm run api' renews it.</summary>
public class ApiDocumentTests
{
    private AppFactory _app = null!;
    private string _root = "";

    [OneTimeSetUp]
    public async Task Start()
    {
        _app = await AppFactory.CreateAsync();
        using var client = _app.CreateClient();
        _root = Path.GetFullPath("../..", _app.Services.GetRequiredService<IWebHostEnvironment>().ContentRootPath);
    }

    [OneTimeTearDown]
    public async Task Stop() => await _app.DisposeAsync();

    private static IEnumerable<string?> Owners() => [null, .. Modules.Names];

    [TestCaseSource(nameof(Owners))]
    public async Task The_committed_document_is_the_applications(string? module)
    {
        if (!File.Exists(Committed(module, "openapi.json")))
        {
            module.ShouldNotBeNull("The application's own document is missing: run 'npm run api'.");
            return; // The module has no endpoints that its pages call.
        }

        var committed = await File.ReadAllTextAsync(Committed(module, "openapi.json"));
        (committed.ReplaceLineEndings("\n") == await _app.Services.DescribeAsync(module)).ShouldBeTrue(Renew(module));
    }

    [TestCaseSource(nameof(Owners))]
    public async Task The_committed_types_are_those_of_the_document(string? module)
    {
        if (!File.Exists(Committed(module, "openapi.json")))
        {
            return;
        }

        var committed = await File.ReadAllTextAsync(Committed(module, "schema.d.ts"));
        (committed.ReplaceLineEndings("\n") == await TypesAsync(Committed(module, "openapi.json"))).ShouldBeTrue(Renew(module));
    }

    private static string Renew(string? module) => $"Run 'npm run api{(module is null ? "" : " -- " + module)}'.";

    private string Committed(string? module, string file) => module is null
        ? Path.Combine(_root, "src", "QsApp", "client", "api", file)
        : Path.Combine(_root, "modules", module, "react", file);

    private async Task<string> TypesAsync(string document)
    {
        var start = new ProcessStartInfo("node") { WorkingDirectory = _root, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine("build", "apiTypes.mjs"));
        start.ArgumentList.Add(document);
        using var node = Process.Start(start)!;
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        node.ExitCode.ShouldBe(0);
        return output.ReplaceLineEndings("\n");
    }
}
