using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>
/// Counts attempts in the database, so that all instances count together and a restart forgets nothing. An attempt counts before its
/// outcome is known: of many at once none slips through. What succeeds is given back.
/// </summary>
public sealed class Throttle(ModuleDb db, TimeProvider time)
{
    /// <summary>After a day without attempts, windows have their first length again.</summary>
    private const int ForgottenSeconds = 24 * 60 * 60;

    private const int HighestLevel = 4;

    /// <summary>Takes one attempt under each rule; refused when one of them is used up. It does not take part in a transaction that the caller begins later.</summary>
    public async Task<ThrottlePermit> TakeAsync(CancellationToken cancellationToken, params (ThrottleRule Rule, string Subject)[] attempts)
    {
        ArgumentNullException.ThrowIfNull(attempts);
        var taken = new List<string>();
        foreach (var (rule, subject) in attempts)
        {
            var key = Key(rule, subject);
            var counter = await CountAsync(key, rule, cancellationToken);
            if (counter.Count > rule.Limit)
            {
                var wait = TimeSpan.FromSeconds(Math.Max(1, counter.EndsAt - Now()));
                await ReturnAsync(taken, cancellationToken);
                return new ThrottlePermit(wait, () => Task.CompletedTask);
            }

            taken.Add(key);
        }

        return new ThrottlePermit(null, () => ReturnAsync(taken, cancellationToken));
    }

    private async Task<ThrottleCounter> CountAsync(string key, ThrottleRule rule, CancellationToken cancellationToken)
    {
        var (now, window, limit, highest) = (Now(), (long)rule.Window.TotalSeconds, rule.Limit, rule.Escalates ? HighestLevel : 0);
        // One statement, which both databases have: nobody can count in between.
        var counters = await db.Context.Set<ThrottleCounter>().FromSql($"""
            INSERT INTO auth_throttle_counters ("Key", "Count", "Level", "EndsAt") VALUES ({key}, 1, 0, {now + window})
            ON CONFLICT ("Key") DO UPDATE SET
              "Count" = CASE WHEN auth_throttle_counters."EndsAt" > {now} THEN auth_throttle_counters."Count" + 1 ELSE 1 END,
              "Level" = CASE
                WHEN auth_throttle_counters."EndsAt" > {now} THEN auth_throttle_counters."Level"
                WHEN auth_throttle_counters."EndsAt" + {ForgottenSeconds} < {now} OR auth_throttle_counters."Count" <= {limit} THEN 0
                WHEN auth_throttle_counters."Level" >= {highest} THEN {highest}
                ELSE auth_throttle_counters."Level" + 1 END,
              "EndsAt" = CASE
                WHEN auth_throttle_counters."EndsAt" > {now} THEN auth_throttle_counters."EndsAt"
                WHEN auth_throttle_counters."EndsAt" + {ForgottenSeconds} < {now} OR auth_throttle_counters."Count" <= {limit} THEN {now + window}
                WHEN auth_throttle_counters."Level" >= {highest} THEN {now} + ({window} << {highest})
                ELSE {now} + ({window} << (auth_throttle_counters."Level" + 1)) END
            RETURNING "Key", "Count", "Level", "EndsAt"
            """).AsNoTracking().ToListAsync(cancellationToken);
        return counters.Single();
    }

    private async Task ReturnAsync(List<string> keys, CancellationToken cancellationToken)
    {
        if (keys.Count > 0)
        {
            await db.Context.Set<ThrottleCounter>().Where(counter => keys.Contains(counter.Key) && counter.Count > 0)
                .ExecuteUpdateAsync(change => change.SetProperty(counter => counter.Count, counter => counter.Count - 1), cancellationToken);
        }
    }

    private long Now() => time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Subjects are hashed: no list of addresses lies in this table.</summary>
    private static string Key(ThrottleRule rule, string subject) => $"{rule.Name}:{Secrets.Hash(subject)[..40]}";
}

/// <summary>Whether an attempt may be made.</summary>
public sealed class ThrottlePermit(TimeSpan? wait, Func<Task> giveBack)
{
    /// <summary>Null when it may; else the answer to the user.</summary>
    public Refusal? Refusal => wait is { } time ? Refusals.TooManyAttempts(time) : null;

    /// <summary>Gives the attempt back, because it succeeded.</summary>
    public Task ReturnAsync() => giveBack();
}
