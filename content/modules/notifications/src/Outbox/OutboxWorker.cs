using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>
/// Sends the queue's mail in the background, several side by side. It takes from the table only what it sends at once, so that a crash leaves no more than that
/// undecided. The log names kinds of e-mail, never people or words.
/// </summary>
public sealed partial class OutboxWorker : BackgroundService
{
    private static readonly TimeSpan TimeToWriteDown = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestTakeOver = TimeSpan.FromSeconds(10);

    /// <summary>Between tries to write down what became of a mail: worth some patience, since nobody knows it elsewhere.</summary>
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)];

    private readonly OutboxStore _store;
    private readonly EmailDelivery _delivery;
    private readonly MailProviders _providers;
    private readonly OutboxSignal _signal;
    private readonly OutboxMeter _meter;
    private readonly NotificationsSettings _settings;
    private readonly MailSettings _mail;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeProvider _time;
    private readonly ILogger<OutboxWorker> _logger;
    private readonly CancellationTokenSource _calledOff = new();
    private readonly SemaphoreSlim _places;
    private readonly SemaphoreSlim _claiming = new(1, 1);
    private readonly ConcurrentDictionary<Task, bool> _onTheirWay = [];
    private DateTime _takenOverAt;
    private bool _isFailing;
    private bool _isDisposed;

    internal OutboxWorker(
        OutboxStore store, EmailDelivery delivery, MailProviders providers, OutboxSignal signal, OutboxMeter meter, IOptions<NotificationsSettings> settings,
        IOptions<MailSettings> mail, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<OutboxWorker> logger)
    {
        (_store, _delivery, _providers, _signal, _meter) = (store, delivery, providers, signal, meter);
        (_settings, _mail, _lifetime, _time, _logger) = (settings.Value, mail.Value, lifetime, time, logger);
        _places = new SemaphoreSlim(_settings.Senders, _settings.Senders);
    }

    /// <summary>Sends all that is due now, and returns when it is done and nothing is on its way any more: for tests and commands.</summary>
    /// <returns>How many attempts there were.</returns>
    public async Task<int> SendDueAsync(CancellationToken cancellationToken)
    {
        var attempts = 0;
        await TakeOverAsync(cancellationToken);
        while (true)
        {
            var emails = await ClaimAsync(_settings.Senders, cancellationToken);
            if (emails.Count == 0)
            {
                await OnTheirWayAsync();
                return attempts;
            }

            attempts += emails.Count;
            await Task.WhenAll(emails.Select(AttemptAsync));
        }
    }

    /// <summary>Claims nothing more, lets what is on its way arrive for as long as <c>Mail__DrainSeconds</c> says, and calls off the rest.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAny(OnTheirWayAsync(), Task.Delay(TimeSpan.FromSeconds(_mail.DrainSeconds), cancellationToken));
        await _calledOff.CancelAsync();
        await Task.WhenAny(OnTheirWayAsync(), Task.Delay(TimeToWriteDown, CancellationToken.None));
    }

    public override void Dispose()
    {
        // The container does it twice: for the worker and for the hosted service, which are one.
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _calledOff.Cancel();
        // The rest holds nothing of the system's, and a host may dispose of a worker that is still stopping.
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The tables are there once the application has started, and a program that only describes itself never does.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var starting = _lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            var isMore = false;
            try
            {
                await TakeOverAsync(stoppingToken);
                isMore = await FillPlacesAsync(stoppingToken);
                _isFailing = false;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Failed(exception);
            }

            if (!isMore)
            {
                await _signal.WaitAsync(_settings.Poll, stoppingToken);
            }
        }
    }

    /// <summary>Begins to send as many mails as there are free places.</summary>
    /// <returns>Whether there may be more.</returns>
    private async Task<bool> FillPlacesAsync(CancellationToken stopping)
    {
        if (!await _store.IsAnyDueAsync(stopping))
        {
            return false;
        }

        await _places.WaitAsync(stopping);
        var free = 1;
        while (free < _settings.Senders && await _places.WaitAsync(0, stopping))
        {
            free++;
        }

        List<EmailRecord> emails = [];
        await _claiming.WaitAsync(CancellationToken.None);
        try
        {
            // Not called off by the end of the application: what the database has given away must not be forgotten on the way.
            emails = await ClaimAsync(free, CancellationToken.None);
            foreach (var email in emails)
            {
                var sending = InPlaceAsync(email);
                _onTheirWay[sending] = true;
                _ = sending.ContinueWith(done => _onTheirWay.TryRemove(done, out _), TaskScheduler.Default);
            }
        }
        finally
        {
            _claiming.Release();
            if (free > emails.Count)
            {
                _places.Release(free - emails.Count);
            }
        }

        return emails.Count == free;
    }

    private async Task InPlaceAsync(EmailRecord email)
    {
        try
        {
            await Task.Yield();
            await AttemptAsync(email);
        }
        finally
        {
            _places.Release();
        }
    }

    private Task<List<EmailRecord>> ClaimAsync(int count, CancellationToken cancellationToken) =>
        _store.ClaimAsync(count, _providers.Current.Name, _settings.Lease, cancellationToken);

    private async Task AttemptAsync(EmailRecord email)
    {
        EmailOutcome outcome;
        try
        {
            outcome = await _delivery.AttemptAsync(email, _calledOff.Token);
        }
        catch (Exception exception)
        {
            // Before the provider was asked: the database is away, or the application ends.
            var next = _time.GetUtcNow().UtcDateTime + (exception is OperationCanceledException ? TimeSpan.Zero : RetryPause.After(email.Attempts));
            outcome = new EmailOutcome(EmailState.Queued, $"It could not be prepared ({exception.GetType().Name}).") { NextAttemptAt = next, WasAttempted = false };
        }

        await WriteDownAsync(email, outcome);
    }

    private async Task WriteDownAsync(EmailRecord email, EmailOutcome outcome)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                if (outcome.DeadAddress is { } address)
                {
                    await _store.SuppressAsync(address, email.ProviderName ?? _providers.Current.Name, CancellationToken.None);
                }

                if (await _store.FinishAsync(email, outcome, CancellationToken.None))
                {
                    Note(email, outcome);
                }
                else
                {
                    LogLost(email.Kind);
                }

                return;
            }
            catch (Exception) when (tries < Pauses.Length)
            {
                await Task.Delay(Pauses[tries]);
            }
            catch (Exception exception)
            {
                // Its row stays claimed, and is taken over when the claim ends.
                LogUndecided(email.Kind, exception.GetType().Name);
                return;
            }
        }
    }

    private async Task TakeOverAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        if (now < _takenOverAt + ShortestTakeOver)
        {
            return;
        }

        var unknown = await _store.TakeOverAsync(_providers.Current, cancellationToken);
        _takenOverAt = now;
        if (unknown > 0)
        {
            LogUnknown(unknown);
        }
    }

    private void Note(EmailRecord email, EmailOutcome outcome)
    {
        var (kind, reason) = (email.Kind, outcome.Reason ?? "");
        switch (outcome.State)
        {
            case EmailState.Queued when outcome.IsUnreadable:
                LogUnreadable(kind, reason);
                return;
            case EmailState.Queued:
                _meter.Retried(kind);
                LogDeferred(kind, email.Attempts, reason);
                return;
            case EmailState.Sent:
                LogSent(kind);
                break;
            case EmailState.Suppressed:
                LogSuppressed(kind, reason);
                break;
            case EmailState.Dropped:
                LogDropped(kind, reason);
                break;
            default:
                LogFailed(kind, outcome.State, reason);
                break;
        }

        _meter.Finished(kind, outcome.State, _time.GetUtcNow().UtcDateTime - email.QueuedAt);
    }

    /// <summary>Said once for a fault that lasts: the database is away, or has no tables yet.</summary>
    private void Failed(Exception exception)
    {
        if (!_isFailing)
        {
            LogFailing(_settings.Poll, exception);
        }

        _isFailing = true;
    }

    private async Task OnTheirWayAsync()
    {
        await _claiming.WaitAsync();
        _claiming.Release();
        await Task.WhenAll(_onTheirWay.Keys);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "An e-mail of the kind {Kind} was sent.")]
    private partial void LogSent(string kind);

    [LoggerMessage(Level = LogLevel.Information, Message = "An e-mail of the kind {Kind} was not sent: {Reason}")]
    private partial void LogSuppressed(string kind, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An e-mail of the kind {Kind} was not sent at attempt {Attempt} and is tried again: {Reason}")]
    private partial void LogDeferred(string kind, int attempt, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "An e-mail of the kind {Kind} waits for an instance that can read it: {Reason}")]
    private partial void LogUnreadable(string kind, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An e-mail of the kind {Kind} was dropped: {Reason}")]
    private partial void LogDropped(string kind, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "An e-mail of the kind {Kind} is {State}: {Reason}")]
    private partial void LogFailed(string kind, EmailState state, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The fate of {Count} e-mails is unknown: an instance ended while it was sending them. The log of messages names them.")]
    private partial void LogUnknown(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "An e-mail of the kind {Kind} belongs to another instance by now: its sending took longer than its lease.")]
    private partial void LogLost(string kind);

    [LoggerMessage(Level = LogLevel.Error, Message = "What became of an e-mail of the kind {Kind} could not be written down ({Fault}); it is decided when its lease ends.")]
    private partial void LogUndecided(string kind, string fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "The queue of e-mails could not be read; it is tried again every {Poll}.")]
    private partial void LogFailing(TimeSpan poll, Exception exception);
}
