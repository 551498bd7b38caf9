namespace QuickScale.Tool.Processes;

/// <summary>Waits for several programs at once, each on a thread of its own.</summary>
internal static class AtOnce
{
    /// <summary>The answers in the order of the questions; the first that fails throws.</summary>
    public static T[] Run<T>(params IReadOnlyList<Func<T>> questions)
    {
        var others = questions.Skip(1).Select(Beside).ToList();
        return [.. questions.Take(1).Select(question => question()), .. others.Select(other => other.GetAwaiter().GetResult())];
    }

    /// <inheritdoc cref="Run{T}"/>
    public static (T1 First, T2 Second, T3 Third) Run<T1, T2, T3>(Func<T1> first, Func<T2> second, Func<T3> third)
    {
        var (earlier, later) = (Beside(first), Beside(second));
        var last = third();
        return (earlier.GetAwaiter().GetResult(), later.GetAwaiter().GetResult(), last);
    }

    private static Task<T> Beside<T>(Func<T> question) =>
        Task.Factory.StartNew(question, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
