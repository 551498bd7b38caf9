using System.Globalization;
using System.Text.RegularExpressions;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>The compiler, which checks and writes nothing. It runs once for all files: to read Stripe's declarations takes it longer than everything else.</summary>
internal static partial class TypeScript
{
    /// <summary>What is checked, by the name of its file.</summary>
    private static readonly Dictionary<string, Func<Task<TypeChecks>>> Files = new()
    {
        ["client"] = () => Task.FromResult(ClientFitsStripesDeclarations.Client()),
        ["statuses"] = () => Task.FromResult(ClientFitsStripesDeclarations.Statuses()),
        ["wrong"] = () => Task.FromResult(ClientFitsStripesDeclarations.WrongFields()),
        ["parameters"] = () => Task.FromResult(TheStandInFitsStripesDeclarations.Parameters()),
        ["objects"] = TheStandInFitsStripesDeclarations.ObjectsAsync,
        ["events"] = TheStandInFitsStripesDeclarations.EventsAsync,
        ["kept"] = TheStandInFitsStripesDeclarations.KeptAsync,
    };

    private static readonly Lazy<Task<Dictionary<string, string>>> Complaints = new(CheckAsync);

    /// <returns>The compiler's complaints about one file; empty when there are none.</returns>
    public static async Task<string> ComplaintsAsync(string file)
    {
        // Skips the test where there is no compiler.
        await NpmPackages.FolderAsync();
        return (await Complaints.Value).GetValueOrDefault(file, "");
    }

    private static async Task<Dictionary<string, string>> CheckAsync()
    {
        var folder = await NpmPackages.FolderAsync();
        // Beside the packages, so that they are found; of its own, since another run may be at it.
        var place = Directory.CreateDirectory(Path.Combine(folder, $"checks-{Guid.CreateVersion7():N}")).FullName;
        var codes = new Dictionary<string, string[]>();
        try
        {
            foreach (var (name, checks) in Files)
            {
                var code = (await checks()).ToString();
                codes[name] = code.Split('\n');
                await File.WriteAllTextAsync(Path.Combine(place, $"{name}.ts"), code);
            }

            var (_, output) = await NpmPackages.RunAsync(
                place, "node", ["../node_modules/typescript/bin/tsc", "--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2022", .. Files.Keys.Select(name => $"{name}.ts")]);
            return Sort(output, codes);
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }

    /// <summary>To each file its complaints, each with the line that it is about. What is about no file of ours would be a fault of the run, and is everybody's.</summary>
    private static Dictionary<string, string> Sort(string output, Dictionary<string, string[]> codes)
    {
        var found = new Dictionary<string, string>();
        var current = "";
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var place = Place().Match(line);
            current = place.Success ? place.Groups["file"].Value : line.StartsWith(' ') ? current : "";
            var about = place.Success ? $"\n    {codes[current][int.Parse(place.Groups["line"].Value, CultureInfo.InvariantCulture) - 1]}" : "";
            foreach (var file in current.Length > 0 ? [current] : codes.Keys.ToArray())
            {
                found[file] = $"{found.GetValueOrDefault(file)}{line.TrimEnd()}{about}\n";
            }
        }

        return found;
    }

    [GeneratedRegex(@"^(?<file>[a-z]+)\.ts\((?<line>[0-9]+),")]
    private static partial Regex Place();
}
