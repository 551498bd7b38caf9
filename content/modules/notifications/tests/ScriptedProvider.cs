using System.Collections.Concurrent;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>A provider that answers as it is told; by itself it takes everything.</summary>
internal sealed class ScriptedProvider(string name = "smtp", bool honoursKeys = false) : IMailProvider
{
    private readonly ConcurrentQueue<Func<CancellationToken, Task>> _script = new();

    public string Name => name;

    public bool HonoursIdempotencyKeys => honoursKeys;

    /// <summary>Every call with its key, whatever the answer was.</summary>
    public ConcurrentQueue<(OutgoingMail Mail, string Key)> Calls { get; } = new();

    /// <summary>What it took, in the order of the recipients' names.</summary>
    public IEnumerable<string> Recipients => Taken.Select(mail => mail.To.Split('@')[0]).Order(StringComparer.Ordinal);

    public ConcurrentQueue<OutgoingMail> Taken { get; } = new();

    /// <summary>The next calls fail, one after the other.</summary>
    public void Fail(params IEnumerable<Exception> failures)
    {
        foreach (var failure in failures)
        {
            _script.Enqueue(_ => Task.FromException(failure));
        }
    }

    /// <summary>The next call does this first.</summary>
    public void Do(Func<CancellationToken, Task> step) => _script.Enqueue(step);

    public async Task<ProviderReceipt> SendAsync(OutgoingMail mail, string idempotencyKey, CancellationToken cancellationToken)
    {
        Calls.Enqueue((mail, idempotencyKey));
        if (_script.TryDequeue(out var step))
        {
            await step(cancellationToken);
        }

        Taken.Enqueue(mail);
        return new ProviderReceipt($"id-{idempotencyKey}");
    }
}

internal static class Failures
{
    public static Exception Passing => new MailTransportException("The mail server answered 450 (recipient).", isTransient: true) { IsAboutRecipient = true };

    public static Exception Limited => new MailTransportException("Postmark answered 429.", isTransient: true);

    public static Exception Final => new MailTransportException("The mail server answered 550 5.1.1 (recipient).", isTransient: false) { IsAboutRecipient = true };

    public static Exception Dead => new MailTransportException("The mail server answered 550 5.1.1 (recipient).", isTransient: false) { IsAboutRecipient = true, IsAddressDead = true };

    public static Exception Unknown => new MailTransportException("The mail server ended the connection.", isTransient: true) { IsFateUnknown = true };
}
