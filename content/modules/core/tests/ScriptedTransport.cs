using System.Collections.Concurrent;

namespace QuickScale.Modules.Core.Tests;

/// <summary>Stands for a mail server: answers as it is told, and only when it is let.</summary>
internal sealed class ScriptedTransport : IMailTransport
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<Exception> _failures = new();

    public ConcurrentQueue<OutgoingMail> Attempts { get; } = new();

    public void Fail(params IEnumerable<Exception> failures) => failures.ToList().ForEach(_failures.Enqueue);

    public ScriptedTransport Opened()
    {
        _open.TrySetResult();
        return this;
    }

    public async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        Attempts.Enqueue(mail);
        await _open.Task.WaitAsync(cancellationToken);
        if (_failures.TryDequeue(out var failure))
        {
            throw failure;
        }
    }
}
