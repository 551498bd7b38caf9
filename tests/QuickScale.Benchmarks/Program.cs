// The benchmark command: dotnet run -c Release --project tests/QuickScale.Benchmarks [-- --pairs N --only NAME]
// Prints a Markdown table of ratios, both sides measured in one run and in turn.
using System.CommandLine;
using System.Globalization;
using QuickScale.Benchmarks;

var pairs = new Option<int>("--pairs") { Description = "Pairs of each measurement", DefaultValueFactory = _ => 10 };
var only = new Option<string?>("--only") { Description = "One part alone" };
only.AcceptOnlyFromAmong("generation", "first-page", "serving", "tool", "qs-new", "modules", "plan", "site", "accounts", "outbox", "billing", "tenants", "lighthouse");
var command = new RootCommand("Measures QuickScale against what the SDK offers, side by side.") { pairs, only };
command.SetAction(async parsed =>
{
    var count = parsed.GetValue(pairs);
    bool Wanted(string part) => parsed.GetValue(only) is not { } name || name == part;

    using var workshop = new Workshop();
    if (parsed.GetValue(only) is not ("outbox" or "billing"))
    {
        // Queues alone are measured in applications that are built with this program.
        await workshop.PrepareAsync();
    }

    var rows = new List<string>();
    if (Wanted("generation"))
    {
        rows.Add((await StartBenchmarks.GenerationAsync(workshop, count)).ToMarkdownRow());
    }

    if (Wanted("first-page"))
    {
        rows.Add((await StartBenchmarks.FirstPageAsync(workshop, count)).ToMarkdownRow());
    }

    if (Wanted("serving"))
    {
        rows.AddRange((await ServingBenchmarks.RunAsync(workshop, count)).Select(comparison => comparison.ToMarkdownRow()));
    }

    if (Wanted("tool"))
    {
        rows.AddRange((await StartBenchmarks.ToolAsync(workshop, count)).Select(comparison => comparison.ToMarkdownRow()));
    }

    if (Wanted("qs-new"))
    {
        var seconds = await StartBenchmarks.QsNewAsync(workshop, Math.Min(count, 5));
        var verdict = Statistics.Median(seconds) < 30 ? "reached" : "missed";
        rows.Add($"| `qs new` with restore, warm caches | {Statistics.Summary(seconds)} s | | {seconds.Count} | | < 30 s | {verdict} |");
    }

    if (Wanted("modules"))
    {
        rows.AddRange(await ModuleBenchmarks.RunAsync(workshop, count));
    }

    if (Wanted("plan"))
    {
        rows.AddRange(await WorkflowBenchmarks.PlanAsync(workshop, count));
    }

    if (Wanted("site"))
    {
        rows.AddRange(await WorkflowBenchmarks.SiteAsync(workshop, count));
    }

    if (Wanted("accounts"))
    {
        rows.AddRange((await AccountsBenchmarks.RunAsync(workshop, count)).Select(comparison => comparison.ToMarkdownRow()));
    }

    if (Wanted("outbox"))
    {
        rows.AddRange(await OutboxBenchmarks.RunAsync(count));
        await TestRun.EndAsync();
    }

    if (Wanted("billing"))
    {
        rows.AddRange(await BillingBenchmarks.RunAsync(count));
        await TestRun.EndAsync();
    }

    if (Wanted("tenants"))
    {
        rows.AddRange((await TenantBenchmarks.RunAsync(count)).Select(comparison => comparison.ToMarkdownRow()));
    }

    if (Wanted("lighthouse"))
    {
        rows.AddRange(await ThemeBenchmarks.RunAsync(workshop, count));
    }

    Console.WriteLine("| measurement | ours: median (min–max) | theirs: median (min–max) | pairs | ratio | goal | |");
    Console.WriteLine("|---|---|---|---|---|---|---|");
    rows.ForEach(Console.WriteLine);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n.NET {Environment.Version}, {Environment.ProcessorCount} cores, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}"));
});
return await command.Parse(args).InvokeAsync();
