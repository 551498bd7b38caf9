namespace QuickScale.Tool.Modules;

/// <summary>Equality of what has names: the order in a file is the user's and means nothing.</summary>
internal static class Unordered
{
    public static bool Equal<T>(IReadOnlyDictionary<string, T> one, IReadOnlyDictionary<string, T> other) =>
        Equal(one, other, (mine, theirs) => EqualityComparer<T>.Default.Equals(mine, theirs));

    public static bool Equal<T>(IReadOnlyDictionary<string, T> one, IReadOnlyDictionary<string, T> other, Func<T, T, bool> same) =>
        one.Count == other.Count && one.All(entry => other.TryGetValue(entry.Key, out var value) && same(entry.Value, value));

    public static bool Equal<T>(IReadOnlyList<T> one, IReadOnlyList<T> other, Func<T, string> name)
        where T : notnull =>
        one.OrderBy(name, StringComparer.Ordinal).SequenceEqual(other.OrderBy(name, StringComparer.Ordinal));
}
