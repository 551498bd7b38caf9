// The coverage gate: dotnet run --file tests/CoverageGate.cs -- RESULTS-FOLDER EXCEPTIONS-FILE
// Merges the Cobertura reports below the folder, writes line coverage by file to RESULTS-FOLDER/coverage.txt, and fails when a file is
// below 70 % or the whole is below 75 %; files below 80 % and excepted ones are printed. A line counts as covered when any of the test projects ran it.
#:property PublishAot=false
using System.Globalization;
using System.Xml.Linq;

const double FileMinimum = 0.70;
const double FileShown = 0.80;
const double WholeMinimum = 0.75;

if (args.Length != 2)
{
    Console.Error.WriteLine("usage: dotnet run tests/CoverageGate.cs -- RESULTS-FOLDER EXCEPTIONS-FILE");
    return 2;
}

var exceptions = File.ReadLines(args[1])
    .Where(line => line.Length > 0 && line[0] != '#')
    .Select(line => line.Split(": ", 2))
    .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

var root = Directory.GetCurrentDirectory();
var hits = new SortedDictionary<string, Dictionary<int, bool>>(StringComparer.Ordinal);
foreach (var found in Directory.EnumerateFiles(args[0], "coverage.cobertura.xml", SearchOption.AllDirectories))
{
    var document = XDocument.Load(found);
    var sources = document.Descendants("source").Select(source => source.Value).ToList();
    foreach (var type in document.Descendants("class"))
    {
        if (Locate((string)type.Attribute("filename")!, sources) is not { } file)
        {
            continue;
        }

        var lines = hits.TryGetValue(file, out var known) ? known : hits[file] = [];
        foreach (var line in type.Descendants("line"))
        {
            var number = (int)line.Attribute("number")!;
            lines[number] = lines.GetValueOrDefault(number) || (long)line.Attribute("hits")! > 0;
        }
    }
}

if (hits.Count == 0)
{
    Console.Error.WriteLine("No coverage was collected: run the tests with --collect \"XPlat Code Coverage\" first.");
    return 1;
}

var problems = new List<string>();
var report = new List<string>();
foreach (var (file, lines) in hits)
{
    var share = Share(lines.Values);
    var excused = exceptions.ContainsKey(file);
    report.Add(string.Create(CultureInfo.InvariantCulture, $"{share,7:P1}  {file}{(excused ? $"  (excepted: {exceptions[file]})" : "")}"));
    if (share < FileShown || excused)
    {
        Console.WriteLine(report[^1]);
    }

    if (share < FileMinimum && !excused)
    {
        problems.Add(string.Create(CultureInfo.InvariantCulture, $"{file} has {share:P1} of its lines covered; {FileMinimum:P0} are wanted."));
    }
}

problems.AddRange(exceptions.Keys.Where(file => !hits.ContainsKey(file)).Select(file => $"{file} is excepted but has no coverage data; take it off the list."));
File.WriteAllLines(Path.Combine(args[0], "coverage.txt"), report);
var whole = Share(hits.Values.SelectMany(lines => lines.Values));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{whole,7:P1}  whole, {hits.Count} files"));
if (whole < WholeMinimum)
{
    problems.Add(string.Create(CultureInfo.InvariantCulture, $"The whole has {whole:P1} of its lines covered; {WholeMinimum:P0} are wanted."));
}

problems.ForEach(Console.Error.WriteLine);
return problems.Count == 0 ? 0 : 1;

static double Share(IEnumerable<bool> lines)
{
    var all = lines.ToList();
    return all.Count == 0 ? 1 : (double)all.Count(hit => hit) / all.Count;
}

string? Locate(string name, List<string> sources)
{
    var candidates = sources.Select(source => Path.Combine(source, name)).Prepend(name);
    var path = candidates.Select(Path.GetFullPath).FirstOrDefault(File.Exists);
    var relative = path is null ? null : Path.GetRelativePath(root, path).Replace('\\', '/');
    return relative is null || relative.StartsWith("..", StringComparison.Ordinal) || relative.StartsWith("artifacts/", StringComparison.Ordinal) ? null : relative;
}
