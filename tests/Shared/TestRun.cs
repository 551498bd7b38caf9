namespace QuickScale.Tests.Shared;

/// <summary>What a whole test run shares (a server, generated projects) and ends with it.</summary>
public static class TestRun
{
    private static readonly Stack<Func<Task>> Endings = new();

    /// <summary>Registers work for the end of the run; the last one registered is done first.</summary>
    public static void AtEnd(Func<Task> work)
    {
        lock (Endings)
            Endings.Push(work);
    }

    internal static async Task EndAsync()
    {
        while (true)
        {
            Func<Task>? work;
            lock (Endings)
            {
                if (!Endings.TryPop(out work))
                    return;
            }

            await work();
        }
    }
}
