using System.Text;

namespace QuickScale.Modules.Billing;

/// <summary>How badly events are delivered; each rate is from 0 to 1.</summary>
internal sealed record FakeDeliveryRules
{
    /// <summary>The same seed delivers the same way.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The longest wait before the first delivery; each has its own, so that their order changes.</summary>
    public TimeSpan LongestDelay { get; init; }

    public double Duplicates { get; init; }

    /// <summary>Never delivered, as when an endpoint was away for longer than Stripe tries.</summary>
    public double Losses { get; init; }

    /// <summary>Delivered with a signature of another secret first, as a stranger would.</summary>
    public double Forgeries { get; init; }

    /// <summary>Deliveries that do not wait for one another.</summary>
    public int AtOnce { get; init; } = 1;

    /// <summary>Between two tries of an event that was not accepted.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>What an endpoint is given: the raw body and the header <c>Stripe-Signature</c>.</summary>
internal sealed record FakeDelivery(string EventId, byte[] Body, string Signature, bool IsForged);

/// <summary>Delivers the stand-in's events to an endpoint, signed, at least once, and in the order that the rules make of it; what is not accepted comes again.</summary>
internal sealed class FakeDeliveries(FakeStripe stripe, TimeProvider time, FakeDeliveryRules? rules = null) : IDisposable
{
    private readonly FakeDeliveryRules _rules = rules ?? new FakeDeliveryRules();
    private readonly PriorityQueue<(string Body, string Id, bool IsForged), (DateTimeOffset, long)> _queue = new();
    private readonly Random _random = new((rules ?? new FakeDeliveryRules()).Seed);
    private readonly SemaphoreSlim _one = new(1, 1);
    private int _seen;
    private long _order;

    /// <summary>Delivers what is due.</summary>
    /// <param name="deliver">Gives it to the endpoint, and returns the status of the answer; 0 without one.</param>
    /// <returns>How many deliveries there were.</returns>
    public async Task<int> DeliverDueAsync(Func<FakeDelivery, Task<int>> deliver)
    {
        await _one.WaitAsync();
        try
        {
            TakeUp();
            var count = 0;
            while (Due(_rules.AtOnce) is { Count: > 0 } due)
            {
                var statuses = await Task.WhenAll(due.Select(one =>
                {
                    var body = Encoding.UTF8.GetBytes(one.Body);
                    return deliver(new FakeDelivery(one.Id, body, StripeSignature.Sign(body, one.IsForged ? "whsec_of_a_stranger" : FakeStripe.WebhookSecret, time.GetUtcNow()), one.IsForged));
                }));
                count += due.Count;
                foreach (var (one, status) in due.Zip(statuses).Where(pair => pair.Second is < 200 or > 299 && !pair.First.IsForged))
                {
                    Put(one, time.GetUtcNow() + _rules.RetryAfter);
                }
            }

            return count;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private void TakeUp()
    {
        var (events, seen) = stripe.Act(state => (state.Events.Skip(_seen).Select(one => (Body: stripe.Show(one), Id: one.Id())).ToList(), state.Events.Count));
        _seen = seen;
        foreach (var (body, id) in events)
        {
            if (_random.NextDouble() < _rules.Losses)
            {
                continue;
            }

            if (_random.NextDouble() < _rules.Forgeries)
            {
                Put((body, id, true), Soon());
            }

            Put((body, id, false), Soon());
            if (_random.NextDouble() < _rules.Duplicates)
            {
                Put((body, id, false), Soon());
            }
        }
    }

    private List<(string Body, string Id, bool IsForged)> Due(int most)
    {
        List<(string Body, string Id, bool IsForged)> due = [];
        while (due.Count < most && _queue.TryPeek(out var next, out var at) && at.Item1 <= time.GetUtcNow())
        {
            due.Add(next);
            _queue.Dequeue();
        }

        return due;
    }

    private DateTimeOffset Soon() => time.GetUtcNow() + (_rules.LongestDelay * _random.NextDouble());

    private void Put((string Body, string Id, bool IsForged) one, DateTimeOffset at) => _queue.Enqueue(one, (at, _order++));
}
