namespace QuickScale.Tool.Yaml;

/// <summary>Finds the word that a mistyped one was meant to be.</summary>
internal static class Nearest
{
    /// <summary>The known word with the fewest changed letters; null when none is near.</summary>
    public static string? To(string typed, IEnumerable<string> known)
    {
        if (typed.Length > 60)
        {
            return null;
        }

        var (best, fewest) = (default(string), Math.Max(1, typed.Length / 3) + 1);
        foreach (var word in known)
        {
            if (Distance(typed, word) is var changes && changes < fewest)
            {
                (best, fewest) = (word, changes);
            }
        }

        return best;
    }

    // Levenshtein's, row by row, with two exchanged neighbours as one change (Damerau's, restricted).
    private static int Distance(string from, string to)
    {
        var before = new int[to.Length + 1];
        var above = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var row = new int[to.Length + 1];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var same = char.ToLowerInvariant(from[i - 1]) == char.ToLowerInvariant(to[j - 1]);
                row[j] = Math.Min(Math.Min(above[j], row[j - 1]) + 1, above[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, above) = (above, row);
        }

        return above[to.Length];
    }
}
