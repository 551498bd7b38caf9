using System.Globalization;

namespace QuickScale.Benchmarks;

/// <summary>
/// Two sides of one measurement, taken in turn in one run: value i of one side stands beside value i of the other. The
/// goal is a bound on the ratio of the medians (ours / theirs), or null where the ratio is only reported.
/// </summary>
internal sealed record Comparison(string Name, string Unit, IReadOnlyList<double> Ours, IReadOnlyList<double> Theirs, Goal? Goal = null)
{
    public double Ratio => Statistics.Median(Ours) / Statistics.Median(Theirs);

    /// <summary>Takes the pairs in turn; every second pair begins with the other side, so that a drift of the machine favours neither.</summary>
    public static async Task<Comparison> TakeAsync(string name, string unit, int pairs, Func<Task<double>> ours, Func<Task<double>> theirs, Goal? goal = null)
    {
        var left = new List<double>(pairs);
        var right = new List<double>(pairs);
        for (var pair = 0; pair < pairs; pair++)
        {
            if (pair % 2 == 0)
            {
                left.Add(await ours());
                right.Add(await theirs());
            }
            else
            {
                right.Add(await theirs());
                left.Add(await ours());
            }

            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: pair {pair + 1} of {pairs}: {left[^1]:0.###} against {right[^1]:0.###} {unit}"));
        }

        return new Comparison(name, unit, left, right, goal);
    }

    public string ToMarkdownRow()
    {
        var verdict = Goal is null ? "" : Goal.IsReachedBy(Ratio) ? "reached" : "missed";
        return string.Create(CultureInfo.InvariantCulture, $"| {Name} | {Statistics.Summary(Ours)} {Unit} | {Statistics.Summary(Theirs)} {Unit} | {Ours.Count} | {Ratio:0.00} | {Goal} | {verdict} |");
    }
}

/// <summary>A bound on a ratio.</summary>
internal sealed record Goal(double Bound, bool IsCeiling)
{
    public static Goal AtMost(double bound) => new(bound, true);

    public static Goal AtLeast(double bound) => new(bound, false);

    public bool IsReachedBy(double ratio) => IsCeiling ? ratio <= Bound : ratio >= Bound;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(IsCeiling ? "≤" : "≥")} {Bound}");
}

internal static class Statistics
{
    public static double Median(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>Median and, in brackets, the smallest and the largest value.</summary>
    public static string Summary(IReadOnlyList<double> values)
    {
        var format = values.Max() < 10 ? "0.00" : "0";
        string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return $"{Text(Median(values))} ({Text(values.Min())}–{Text(values.Max())})";
    }
}
