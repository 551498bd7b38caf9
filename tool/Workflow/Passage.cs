using QuickScale.Tool.Processes;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Workflow;

/// <summary>
/// Starts programs in whose place qs stands: they read what we would read and write where we would write, colours and questions included.
/// With <c>--json</c> all that they say goes to the second stream, unless the caller takes the lines of the first for its object.
/// </summary>
internal sealed class Passage(ProgramRunner programs, Output output)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <exception cref="OperationCanceledException">The caller cancelled; the tree is gone by then.</exception>
    public Completion Run(Invocation invocation, CancellationToken cancellation) => programs.Run(Prepare(invocation), cancellation);

    /// <inheritdoc cref="Run"/>
    public Task<Completion> StartAsync(Invocation invocation, CancellationToken cancellation) => programs.StartAsync(Prepare(invocation), cancellation);

    private Invocation Prepare(Invocation invocation) => invocation with
    {
        SharesInput = true,
        SharesOutput = output.IsOurStreams,
        OnLine = output.Json && invocation.OnLine is { } taken ? taken : output.WriteRelayed,
        OnErrorLine = output.WriteMessage,
        TimeLimit = Timeout.InfiniteTimeSpan,
        Grace = Grace,
    };
}
