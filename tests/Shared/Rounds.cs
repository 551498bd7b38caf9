using System.Globalization;

namespace QuickScale.Tests.Shared;

/// <summary>
/// How often a test of chance repeats, and from which seed: <c>tests/run.sh</c> sets and prints both, so that a run can be
/// repeated with QUICKSCALE_TEST_SEED.
/// </summary>
public static class Rounds
{
    private static readonly int Factor = Read("QUICKSCALE_TEST_ROUNDS") ?? 1;

    public static int Seed { get; } = Read("QUICKSCALE_TEST_SEED") ?? Environment.TickCount;

    /// <summary>Whether all is tested that there is time for (<c>--full</c>).</summary>
    public static bool IsFull => Factor > 1;

    /// <summary>The number of rounds of an ordinary run, and twenty times as many with <c>--full</c>.</summary>
    public static int Of(int ordinary) => ordinary * Factor;

    /// <summary>
    /// All cases with <c>--full</c>, else one by chance: for cases that cost a build or minutes each and are of one kind. Which one is
    /// another for each test, so that a run meets every case in some test.
    /// </summary>
    public static IReadOnlyList<T> Some<T>(string test, params IReadOnlyList<T> cases) => IsFull ? cases : [cases[SeedOf(test).Next(cases.Count)]];

    /// <summary>The moments from 1 to <paramref name="count"/> at which something is made to fail: all with <c>--full</c>, else every third, the first by chance.</summary>
    public static IEnumerable<int> Moments(int count)
    {
        var first = IsFull ? 1 : 1 + SeedOf(TestContext.CurrentContext.Test.FullName).Next(3);
        for (var moment = first; moment <= count; moment += IsFull ? 1 : 3)
            yield return moment;
    }

    /// <summary>Chance that is the same for the same seed, and another for each test.</summary>
    public static Random Chance(string test)
    {
        TestContext.Out.WriteLine($"seed {Seed}");
        return SeedOf(test);
    }

    private static Random SeedOf(string test) => new(Seed ^ test.Aggregate(17, (hash, letter) => unchecked((hash * 31) + letter)));

    private static int? Read(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
