using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>
/// Sends each user who wants it, once a day at the hour that is set and in the user's own time zone, what came together since. The row
/// of <see cref="DigestDay"/> is written with the e-mail: of several instances one wins, and a crash loses and doubles nothing.
/// </summary>
public sealed partial class Digests(IServiceScopeFactory scopes, IOptionsMonitor<NotificationsSettings> settings, TimeProvider time, ILogger<Digests> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>A day and the farthest time zone would do.</summary>
    private const int DaysKept = 7;

    /// <summary>Sends what is due, once; returns to how many users.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        List<Guid> users;
        await using (var scope = scopes.CreateAsyncScope())
        {
            var context = scope.ServiceProvider.GetRequiredService<ModuleDb>().Context;
            users = await context.Set<Notification>()
                .Where(one => one.AwaitsDigest).Select(one => one.UserId).Distinct().ToListAsync(cancellationToken);
            var past = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(-DaysKept);
            await context.Set<DigestDay>().Where(one => one.Day < past).ExecuteDeleteAsync(cancellationToken);
        }

        var sent = 0;
        foreach (var user in users)
        {
            try
            {
                sent += await SendAsync(user, cancellationToken) ? 1 : 0;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The others get theirs all the same.
                LogFailed(exception, user);
            }
        }

        return sent;
    }

    /// <summary>The last moment (UTC) at which a digest was due, and the day of the user that it is for.</summary>
    internal static (DateTime At, DateOnly Day) LastDue(DateTime now, TimeZoneInfo zone, int hour)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(now, zone));
        var at = AtHour(day, zone, hour);
        return at <= now ? (at, day) : (AtHour(day.AddDays(-1), zone, hour), day.AddDays(-1));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogNotRead(exception);
            }
        }
    }

    private static DateTime AtHour(DateOnly day, TimeZoneInfo zone, int hour)
    {
        var local = day.ToDateTime(new TimeOnly(hour, 0));
        // The hour that a clock skips in spring: the next one is there.
        return TimeZoneInfo.ConvertTimeToUtc(zone.IsInvalidTime(local) ? local.AddHours(1) : local, zone);
    }

    private async Task<bool> SendAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var context = services.GetRequiredService<ModuleDb>().Context;
        var contact = await services.GetRequiredService<IUserDirectory>().FindAsync(userId, cancellationToken);
        var (due, day) = LastDue(time.GetUtcNow().UtcDateTime, contact?.TimeZone ?? TimeZoneInfo.Utc, settings.CurrentValue.DigestHour);
        var waiting = await context.Set<Notification>().Where(one => one.UserId == userId && one.AwaitsDigest && one.CreatedAt < due)
            .OrderBy(one => one.CreatedAt).ThenBy(one => one.Id).ToListAsync(cancellationToken);
        if (waiting.Count == 0 || await context.Set<DigestDay>().AnyAsync(one => one.UserId == userId && one.Day == day, cancellationToken))
        {
            return false;
        }

        var wanted = contact is null ? [] : await WantedAsync(services, userId, waiting, cancellationToken);
        foreach (var one in waiting)
        {
            one.AwaitsDigest = false;
            // What was read meanwhile, or is not wanted any more, waits no longer and goes nowhere.
            one.DigestedAt = wanted.Contains(one) ? time.GetUtcNow().UtcDateTime : null;
        }

        if (wanted.Count > 0)
        {
            context.Add(new DigestDay { UserId = userId, Day = day });
            foreach (var one in wanted.Skip(DigestMail.MostItems))
            {
                // The e-mail only counts it, and leads to the page: it is there even if its kind is not shown otherwise.
                one.IsShown = true;
            }

            var site = services.GetRequiredService<SiteLinks>();
            var mail = new DigestMail(
                [.. wanted.Take(DigestMail.MostItems).Select(one => new DigestItem(one.Title, one.Body))], wanted.Count, site.To(NotificationsPaths.List), site.To(NotificationsPaths.Preferences));
            await services.GetRequiredService<IEmailSender>().QueueAsync(new EmailMessage(contact!.Email, mail) { UserId = userId, Culture = contact.Culture, TimeZone = contact.TimeZone, NotAfter = due.AddDays(1) }, cancellationToken);
        }

        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return wanted.Count > 0;
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            // Another instance was quicker: its row is there. What is wrong otherwise is met again by the next run.
            LogOvertaken(userId);
            return false;
        }
    }

    private static async Task<IReadOnlyList<Notification>> WantedAsync(IServiceProvider services, Guid userId, IReadOnlyList<Notification> waiting, CancellationToken cancellationToken)
    {
        var preferences = (await services.GetRequiredService<Preferences>().ListAsync(userId, cancellationToken)).ToDictionary(choice => choice.Kind.Name, choice => choice.Modes.Email);
        var isOff = preferences.GetValueOrDefault(DigestMail.Name) == NotificationMode.Off;
        return isOff ? [] : [.. waiting.Where(one => one.ReadAt is null && preferences.GetValueOrDefault(one.Kind, NotificationMode.Off) != NotificationMode.Off)];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The digest of the user {User} could not be made; it is tried again.")]
    private partial void LogFailed(Exception exception, Guid user);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The digests could not be read; it is tried again.")]
    private partial void LogNotRead(Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The digest of the user {User} is another instance's affair.")]
    private partial void LogOvertaken(Guid user);
}
