using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>Handles stored events in the background: several customers side by side, the events of one customer together. Any number of instances may do it.</summary>
public sealed partial class EventWorker : BackgroundService
{
    /// <summary>Customers that are looked up at once.</summary>
    private const int Batch = 50;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan WhileBusy = TimeSpan.FromSeconds(1);

    private readonly IServiceScopeFactory _scopes;
    private readonly EventSignal _signal;
    private readonly BillingSettings _settings;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeProvider _time;
    private readonly ILogger<EventWorker> _logger;
    private bool _isFailing;

    internal EventWorker(IServiceScopeFactory scopes, EventSignal signal, IOptions<BillingSettings> settings, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<EventWorker> logger) =>
        (_scopes, _signal, _settings, _lifetime, _time, _logger) = (scopes, signal, settings.Value, lifetime, time, logger);

    /// <summary>Handles all that is due now: for tests and commands.</summary>
    /// <returns>For how many customers.</returns>
    public async Task<int> HandleDueAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        while (true)
        {
            await NameCustomersAsync(cancellationToken);
            await IgnoreWhatNamesNobodyAsync(cancellationToken);
            var due = await DueAsync(cancellationToken);
            count += due.Count;
            await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = _settings.Workers, CancellationToken = cancellationToken },
                async (one, token) => await HandleAsync(one.Provider, one.CustomerId, token));
            if (due.Count < Batch)
            {
                return count;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The tables are there once the application has started, and a program that only describes itself never does.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var starting = _lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await HandleDueAsync(stoppingToken);
                _isFailing = false;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Failed(exception);
            }

            await _signal.WaitAsync(_settings.Poll, stoppingToken);
        }
    }

    /// <summary>But for those about a charge that wait for another try to learn whose it is.</summary>
    private Task<int> IgnoreWhatNamesNobodyAsync(CancellationToken cancellationToken) => InScopeAsync(async services =>
    {
        var context = services.GetRequiredService<ModuleDb>().Context;
        var nobodys = context.Set<ProviderEvent>().Where(one => one.State == ProviderEventState.Pending && one.CustomerId == null && !one.Type.StartsWith("charge.") && !one.Type.StartsWith("refund."));
        // A write that finds nothing keeps other writers of SQLite waiting as well, for as long as it looks.
        if (!await nobodys.AnyAsync(cancellationToken))
        {
            return 0;
        }

        using var turn = await services.GetRequiredService<WriteTurns>().InTheBackgroundAsync(context, cancellationToken);
        return await IgnoreAsync(nobodys, NamesNobody, cancellationToken);
    });

    private Task<List<(string Provider, string CustomerId)>> DueAsync(CancellationToken cancellationToken) => InScopeAsync(async services =>
    {
        var now = Now;
        var due = await services.GetRequiredService<ModuleDb>().Context.Set<ProviderEvent>()
            .Where(one => one.State == ProviderEventState.Pending && one.NextAttemptAt <= now && one.CustomerId != null)
            .GroupBy(one => new { one.Provider, one.CustomerId }).OrderBy(group => group.Min(one => one.NextAttemptAt)).Take(Batch)
            .Select(group => group.Key).ToListAsync(cancellationToken);
        return due.ConvertAll(one => (one.Provider, one.CustomerId!));
    });

    private Task<int> HandleAsync(string provider, string customerId, CancellationToken cancellationToken) => InScopeAsync(async services =>
    {
        var context = services.GetRequiredService<ModuleDb>().Context;
        var accountId = await context.Set<BillingAccount>().Where(one => one.Provider == provider && one.CustomerId == customerId).Select(one => (Guid?)one.Id).FirstOrDefaultAsync(cancellationToken);
        var pending = context.Set<ProviderEvent>().Where(one => one.Provider == provider && one.CustomerId == customerId && one.State == ProviderEventState.Pending);
        var now = Now;
        try
        {
            accountId ??= await services.GetRequiredService<AccountLinks>().PickUpAsync(customerId, cancellationToken);
            if (accountId is null)
            {
                // In one statement with the look: the first checkout may be writing the customer down right now, and an event that comes after it is not nobody's.
                return await IgnoreAsync(
                    pending.Where(one => !context.Set<BillingAccount>().Any(account => account.Provider == one.Provider && account.CustomerId == one.CustomerId)), "No account has this customer.", cancellationToken);
            }

            await services.GetRequiredService<TrialResume>().GoOnAsync(accountId.Value, cancellationToken);
            var soon = now + WhileBusy;
            return await services.GetRequiredService<AccountSync>().TryAsync(accountId.Value, cancellationToken) switch
            {
                SyncOutcome.Busy => await pending.ExecuteUpdateAsync(set => set.SetProperty(one => one.NextAttemptAt, soon), cancellationToken),
                SyncOutcome.OtherMode => await IgnoreAsync(pending, "The customer of the account is of the other mode.", cancellationToken),
                _ => 0,
            };
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Not the provider alone: a row that cannot be written must not keep the other customers waiting.
            await PostponeAsync(services, pending, exception, cancellationToken);
            return 0;
        }
    });

    private async Task PostponeAsync(IServiceProvider services, IQueryable<ProviderEvent> pending, Exception exception, CancellationToken cancellationToken)
    {
        var (context, alerts) = (services.GetRequiredService<ModuleDb>().Context, services.GetRequiredService<AdministratorAlerts>());
        context.ChangeTracker.Clear();
        var reason = exception is BillingProviderException said ? said.Message : $"It could not be handled ({exception.GetType().Name}).";
        reason = reason.Length > BillingTables.ReasonLength ? reason[..BillingTables.ReasonLength] : reason;
        var now = Now;
        // What is written and the mail that tells it go together.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        foreach (var one in await pending.Where(one => one.NextAttemptAt <= now).Select(one => new { one.EventId, one.Type, one.Attempts }).ToListAsync(cancellationToken))
        {
            var (attempts, next) = (one.Attempts + 1, now + Pause(one.Attempts + 1));
            var state = attempts >= _settings.MaxAttempts ? ProviderEventState.Failed : ProviderEventState.Pending;
            // Only while it waits: another worker may have handled it since.
            var isWaiting = await pending.Where(row => row.EventId == one.EventId)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, state).SetProperty(row => row.Attempts, attempts).SetProperty(row => row.NextAttemptAt, next).SetProperty(row => row.Reason, reason), cancellationToken);
            if (state == ProviderEventState.Failed && isWaiting == 1)
            {
                LogDeadLetter(one.EventId, one.Type, attempts, reason);
                await alerts.QueueAsync(
                    $"dead-{one.EventId}", "An event was given up", string.Create(CultureInfo.InvariantCulture, $"The event {one.EventId} ({one.Type}) was given up after {attempts} attempts: {reason} Put that right and replay it."),
                    BillingPaths.Event(one.EventId), cancellationToken);
            }
        }

        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogPostponed(reason, exception is BillingProviderException ? null : exception);
    }

    internal static TimeSpan Pause(int attempts)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(attempts - 1, 20));
        return pause < LongestPause ? pause : LongestPause;
    }

    private async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = _scopes.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    /// <summary>Said once for a fault that lasts: the database is away, or has no tables yet.</summary>
    private void Failed(Exception exception)
    {
        if (!_isFailing)
        {
            LogFailing(_settings.Poll, exception);
        }

        _isFailing = true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Events of a customer wait for another try: {Reason}")]
    private partial void LogPostponed(string reason, Exception? exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The event {Id} ({Type}) was given up after {Attempts} attempts: {Reason} Put that right and replay it: billing replay {Id}")]
    private partial void LogDeadLetter(string id, string type, int attempts, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Stored events could not be read; it is tried again every {Poll}.")]
    private partial void LogFailing(TimeSpan poll, Exception exception);
}
