using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Core;

/// <summary>
/// Sends messages in the background: a bounded number of them waits in memory, several are sent side by side, and what a server
/// turns down for the moment is tried again. The log names kinds of e-mail, never people or words.
/// </summary>
public sealed partial class MailDelivery(
    EmailRenderer renderer,
    IMailTransport transport,
    MailOutbox outbox,
    IOptions<MailSettings> settings,
    IHostEnvironment environment,
    TimeProvider clock,
    ILogger<MailDelivery> logger) : IHostedService, IAsyncDisposable
{
    private const int Senders = 4;

    /// <summary>How long to wait before the second try and those that follow: long enough for a server that defers strangers (greylisting).</summary>
    private static readonly TimeSpan[] Waits = [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15)];

    private readonly Channel<Delivery> _queue = Channel.CreateUnbounded<Delivery>();
    private readonly CancellationTokenSource _draining = new();
    private readonly CancellationTokenSource _stopped = new();
    private readonly Lock _lock = new();
    private Task[] _senders = [];
    private TaskCompletionSource? _idle;
    private int _count;
    private int _givenUp;
    private bool _isClosed;

    /// <summary>What went wrong last, in one sentence, whether it is tried again or not; null while nothing did.</summary>
    internal string? LastFailure { get; private set; }

    /// <summary>Messages that were neither sent nor given up.</summary>
    internal int Waiting => Volatile.Read(ref _count);

    /// <summary>Messages that were given up.</summary>
    internal int GivenUp => Volatile.Read(ref _givenUp);

    /// <summary>Takes a message without waiting for anything.</summary>
    internal void Accept(EmailMessage message)
    {
        lock (_lock)
        {
            if (_isClosed || _count >= settings.Value.QueueLength)
            {
                LogRefused(message.Content.Kind, _count);
                return;
            }

            _count++;
            // Not in StartAsync: a command of the migrator has no running host, and its mail is sent before it ends.
            if (_senders.Length == 0)
            {
                _senders = [.. Enumerable.Range(0, Senders).Select(_ => Task.Run(SendAllAsync))];
            }
        }

        var delivery = new Delivery(message, Guid.CreateVersion7(clock.GetUtcNow()), clock.GetUtcNow());
        if (MailPause.Next(environment) is { Ticks: > 0 } pause)
        {
            _ = QueueLaterAsync(delivery, pause);
        }
        else
        {
            _queue.Writer.TryWrite(delivery);
        }
    }

    /// <summary>Returns when all that was handed over is sent or given up: for tests, which then read <see cref="MailOutbox"/>.</summary>
    public Task IdleAsync()
    {
        lock (_lock)
        {
            return _count == 0 ? Task.CompletedTask : (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Tries what is waiting once more, without a pause, for as long as the settings allow. The web server has stopped by then: it was
    /// registered last.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Close();
        await _draining.CancelAsync();
        try
        {
            await IdleAsync().WaitAsync(TimeSpan.FromSeconds(settings.Value.DrainSeconds), clock, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // DisposeAsync counts what is left.
        }
    }

    public async ValueTask DisposeAsync()
    {
        Close();
        await _draining.CancelAsync();
        await _stopped.CancelAsync();
        await Task.WhenAll(_senders);
        if (_count > 0)
        {
            LogLost(_count);
        }
    }

    private void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
        }
    }

    private async Task SendAllAsync()
    {
        try
        {
            await foreach (var delivery in _queue.Reader.ReadAllAsync(_stopped.Token))
            {
                if (await IsFinishedAsync(delivery))
                {
                    Finish();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The application has stopped.
        }
    }

    /// <summary>False when it will be tried again.</summary>
    private async Task<bool> IsFinishedAsync(Delivery delivery)
    {
        var kind = delivery.Message.Content.Kind;
        if (delivery.Message.NotAfter <= clock.GetUtcNow().UtcDateTime)
        {
            LogExpired(kind);
            return true;
        }

        try
        {
            var mail = await renderer.RenderAsync(delivery.Message, delivery.Id, delivery.Written);
            await transport.SendAsync(mail, _stopped.Token);
            outbox.Add(kind, mail);
            LogSent(kind);
            return true;
        }
        catch (MailTransportException exception) when (exception.IsTransient && delivery.Attempts < Waits.Length && !_draining.IsCancellationRequested)
        {
            var wait = Waits[delivery.Attempts];
            LastFailure = Sentence(kind, exception.Message);
            LogDeferred(kind, exception.Message, wait);
            _ = QueueLaterAsync(delivery with { Attempts = delivery.Attempts + 1 }, wait);
            return false;
        }
        catch (MailTransportException exception)
        {
            GiveUp(kind, exception.Message);
            return true;
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            // A fault in an e-mail's words: its message may hold them, so the log gets the type alone.
            GiveUp(kind, exception.GetType().Name);
            return true;
        }
    }

    private void GiveUp(string kind, string reason)
    {
        Interlocked.Increment(ref _givenUp);
        LastFailure = Sentence(kind, reason);
        LogFailed(kind, reason);
    }

    private static string Sentence(string kind, string reason) => $"An e-mail of the kind {kind} was not sent: {reason}";

    /// <summary>An application that stops waits for nothing.</summary>
    private async Task QueueLaterAsync(Delivery delivery, TimeSpan wait)
    {
        await Task.Delay(wait, clock, _draining.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _queue.Writer.TryWrite(delivery);
    }

    private void Finish()
    {
        lock (_lock)
        {
            if (--_count == 0)
            {
                _idle?.SetResult();
                _idle = null;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "An e-mail of the kind {Kind} was sent.")]
    private partial void LogSent(string kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An e-mail of the kind {Kind} was not sent and is tried again in {Wait}: {Reason}")]
    private partial void LogDeferred(string kind, string reason, TimeSpan wait);

    [LoggerMessage(Level = LogLevel.Error, Message = "An e-mail of the kind {Kind} was not sent: {Reason}")]
    private partial void LogFailed(string kind, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An e-mail of the kind {Kind} was not sent in time and is worth nothing any more.")]
    private partial void LogExpired(string kind);

    [LoggerMessage(Level = LogLevel.Error, Message = "An e-mail of the kind {Kind} was not taken: {Count} are waiting already, or the application is stopping.")]
    private partial void LogRefused(string kind, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "The application stops, and {Count} e-mails were not sent.")]
    private partial void LogLost(int count);

    private sealed record Delivery(EmailMessage Message, Guid Id, DateTimeOffset Written, int Attempts = 0);
}
