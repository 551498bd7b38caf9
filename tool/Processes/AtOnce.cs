namespace QuickScale.Tool.Processes;

/// <summary>Waits for several programs at once, each on a thread of its own.</summary>
internal static class AtOnce
{
    /// <summary>The answers in the order of the questions; the first that fails throws.</summary>
    public static T[] Run<T>(params IReadOnlyList<Func<T>> questions)
    {
        var others = questions.Skip(1)
            .Select(question => Task.Factory.StartNew(question, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))
            .ToList();
        return [.. questions.Take(1).Select(question => question()), .. others.Select(other => other.GetAwaiter().GetResult())];
    }
}
