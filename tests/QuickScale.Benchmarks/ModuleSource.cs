using System.Globalization;
using System.Text;

namespace QuickScale.Benchmarks;

/// <summary>A bare repository with made-up modules and a <c>core</c>, as modules are published: split branches and version tags.</summary>
internal sealed class ModuleSource
{
    private const int FilesOfAModule = 30;

    private ModuleSource(string address) => Address = address;

    public string Address { get; }

    /// <summary>The names of the modules, without core.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enumerable.Range(0, 9).Select(number => $"part{(char)('a' + number)}")];

    public static string Branch(string module) => $"splits/{module}-module";

    /// <summary>Writes all modules in the versions 0.1.0 and 0.2.0.</summary>
    public static async Task<ModuleSource> CreateAsync(string folder, IReadOnlyDictionary<string, string?> environment)
    {
        var stream = new StringBuilder();
        foreach (var module in Names.Append("core"))
        {
            foreach (var version in new[] { "0.1.0", "0.2.0" })
            {
                Write(stream, module, version);
            }
        }

        await Workshop.RunAsync("git", ["init", "--quiet", "--bare", folder], environment: environment);
        await FastImport.RunAsync(folder, stream.ToString(), environment);
        return new ModuleSource(folder);
    }

    private static void Write(StringBuilder stream, string module, string version)
    {
        var ns = module == "core" ? "QuickScale.Modules.Core" : $"Example.{char.ToUpperInvariant(module[0])}{module[1..]}";
        var files = Enumerable.Range(0, FilesOfAModule)
            .Select(number => (Path: $"src/File{number}.cs", Text: $"// {module} {number} {(number % 3 == 0 ? version : string.Empty)}\n{string.Concat(Enumerable.Repeat("// line\n", 60))}"))
            .Append(($"src/{ns}.csproj", "<Project />\n"))
            .Append(("module.yml", $$"""
                schema: 1
                name: {{module}}
                version: {{version}}
                summary: A module to be measured
                status: released
                contract: ">=1 <2"
                themes: [html]
                source: content/modules/{{module}}
                namespace: {{ns}}

                """.ReplaceLineEndings("\n")));
        FastImport.Commit(stream, $"refs/heads/{Branch(module)}", $"{module} {version}", files);
        stream.Append(CultureInfo.InvariantCulture, $"reset refs/tags/{module}/v{version}\nfrom refs/heads/{Branch(module)}\n\n");
    }
}

/// <summary>Writes histories as fast as git can.</summary>
internal static class FastImport
{
    public static void Commit(StringBuilder stream, string reference, string message, IEnumerable<(string Path, string Text)> files, string? from = null)
    {
        stream.Append(CultureInfo.InvariantCulture, $"commit {reference}\ncommitter Bench <bench@example.com> 1700000000 +0000\ndata {message.Length}\n{message}\n");
        if (from is not null)
        {
            stream.Append(CultureInfo.InvariantCulture, $"from {from}\n");
        }

        foreach (var (path, text) in files)
        {
            stream.Append(CultureInfo.InvariantCulture, $"M 100644 inline {path}\ndata {Encoding.UTF8.GetByteCount(text)}\n{text}\n");
        }

        stream.Append('\n');
    }

    public static async Task RunAsync(string repository, string stream, IReadOnlyDictionary<string, string?> environment)
    {
        var file = Path.Combine(repository, "stream");
        await File.WriteAllTextAsync(file, stream);
        await Workshop.RunAsync("sh", ["-c", "git fast-import --quiet --force < \"$1\"", "sh", file], repository, environment: environment);
        File.Delete(file);
    }
}
