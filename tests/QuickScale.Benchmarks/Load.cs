using System.Globalization;
using System.Text.RegularExpressions;

namespace QuickScale.Benchmarks;

/// <summary>As many requests as a page answers, by wrk.</summary>
internal static partial class Load
{
    private const int Connections = 32;
    private const int SecondsARun = 5;

    /// <summary>Requests a second and the 99th percentile of latency in milliseconds; any answer but a 2xx is an error.</summary>
    /// <param name="url">The whole address.</param>
    /// <param name="cookies">A Cookie header, or null.</param>
    public static async Task<(double Rate, double Percentile99)> RunAsync(string url, string? cookies = null)
    {
        string[] more = cookies is null ? [] : ["-H", $"Cookie: {cookies}"];
        var run = await TestProcess.RunAsync("wrk", ["-t1", $"-c{Connections}", $"-d{SecondsARun}s", "--latency", "-H", "X-Forwarded-Proto: https", .. more, url]);
        run.ShouldSucceed();
        if (run.Output.Contains("Non-2xx", StringComparison.Ordinal) || run.Output.Contains("Socket errors", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"Not every answer was a 200:\n{run.Output}");
        }

        var tail = TailPattern().Match(run.Output);
        var scale = tail.Groups["unit"].Value switch { "us" => 0.001, "ms" => 1, "s" => 1000, var unit => throw new FormatException(unit) };
        return (Number(RatePattern().Match(run.Output).Groups["value"].Value), scale * Number(tail.Groups["value"].Value));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Requests/sec:\s+(?<value>[0-9.]+)")]
    private static partial Regex RatePattern();

    [GeneratedRegex(@"99%\s+(?<value>[0-9.]+)(?<unit>us|ms|s)")]
    private static partial Regex TailPattern();
}
