using System.Diagnostics.Metrics;

namespace QuickScale.Modules.Notifications;

/// <summary>Counts for OpenTelemetry, under the meter's name <c>QuickScale.Modules.Notifications</c>; by kind and state, never by person.</summary>
internal sealed class OutboxMeter
{
    public const string Name = "QuickScale.Modules.Notifications";

    private readonly Counter<long> _emails;
    private readonly Counter<long> _retries;
    private readonly Histogram<double> _wait;

    public OutboxMeter(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _emails = meter.CreateCounter<long>("notifications.emails", "{email}", "E-mails that came to a state");
        _retries = meter.CreateCounter<long>("notifications.email.retries", "{attempt}", "Attempts that are to be repeated");
        _wait = meter.CreateHistogram<double>("notifications.email.wait", "s", "From the time an e-mail was queued to the time the provider took it");
    }

    public void Queued(string kind) => Count(kind, EmailState.Queued);

    public void Retried(string kind) => _retries.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void Finished(string kind, EmailState state, TimeSpan wait)
    {
        Count(kind, state);
        if (state == EmailState.Sent)
        {
            _wait.Record(wait.TotalSeconds);
        }
    }

    private void Count(string kind, EmailState state) =>
        _emails.Add(1, new KeyValuePair<string, object?>("kind", kind), new KeyValuePair<string, object?>("state", state.ToString().ToLowerInvariant()));
}
