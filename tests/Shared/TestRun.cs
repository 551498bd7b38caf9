namespace QuickScale.Tests.Shared;

/// <summary>What a whole test run shares (a server, generated projects) and ends with it.</summary>
public static class TestRun
{
    private static readonly Stack<Func<Task>> _endings = new();

    /// <summary>Registers work for the end of the run; the last one registered is done first.</summary>
    public static void AtEnd(Func<Task> work)
    {
        lock (_endings)
            _endings.Push(work);
    }

    internal static async Task EndAsync()
    {
        while (true)
        {
            Func<Task>? work;
            lock (_endings)
            {
                if (!_endings.TryPop(out work))
                    return;
            }

            await work();
        }
    }
}
