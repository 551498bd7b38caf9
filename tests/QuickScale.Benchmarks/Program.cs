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

    // Each as soon as it is there: a run takes hours, and what fails at its end must not take the rest with it.
    void Show(params IEnumerable<string> rows)
    {
        foreach (var row in rows)
        {
            Console.WriteLine(row);
        }
    }

    Console.WriteLine("| measurement | ours: median (min–max) | theirs: median (min–max) | pairs | ratio | goal | |");
    Console.WriteLine("|---|---|---|---|---|---|---|");
    if (Wanted("generation"))
    {
        Show((await StartBenchmarks.GenerationAsync(workshop, count)).ToMarkdownRow());
    }

    if (Wanted("first-page"))
    {
        Show((await StartBenchmarks.FirstPageAsync(workshop, count)).ToMarkdownRow());
    }

    if (Wanted("serving"))
    {
        Show((await ServingBenchmarks.RunAsync(workshop, count)).Select(comparison => comparison.ToMarkdownRow()));
    }

    if (Wanted("tool"))
    {
        Show((await StartBenchmarks.ToolAsync(workshop, count)).Select(comparison => comparison.ToMarkdownRow()));
    }

    if (Wanted("qs-new"))
    {
        var seconds = await StartBenchmarks.QsNewAsync(workshop, Math.Min(count, 5));
        var verdict = Statistics.Median(seconds) < 30 ? "reached" : "missed";
        Show($"| `qs new` with restore, warm caches | {Statistics.Summary(seconds)} s | | {seconds.Count} | | < 30 s | {verdict} |");
    }

    if (Wanted("modules"))
    {
        Show(await ModuleBenchmarks.RunAsync(workshop, count));
    }

    if (Wanted("plan"))
    {
        Show(await WorkflowBenchmarks.PlanAsync(workshop, count));
    }

    if (Wanted("site"))
    {
        Show(await WorkflowBenchmarks.SiteAsync(workshop, count));
    }

    if (Wanted("accounts"))
    {
        Show((await AccountsBenchmarks.RunAsync(workshop, count)).Select(comparison => comparison.ToMarkdownRow()));
    }

    if (Wanted("outbox"))
    {
        Show(await OutboxBenchmarks.RunAsync(count));
        await TestRun.EndAsync();
    }

    if (Wanted("billing"))
    {
        Show(await BillingBenchmarks.RunAsync(count));
        await TestRun.EndAsync();
    }

    if (Wanted("tenants"))
    {
        Show((await TenantBenchmarks.RunAsync(count)).Select(comparison => comparison.ToMarkdownRow()));
    }

    if (Wanted("lighthouse"))
    {
        Show(await ThemeBenchmarks.RunAsync(workshop, count));
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n.NET {Environment.Version}, {Environment.ProcessorCount} cores, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}"));
});
return await command.Parse(args).InvokeAsync();
