using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Teams;
using Studio.Data;

namespace Studio.Features.ClassSessions;

/// <summary>A studio as visitors see it.</summary>
public sealed record StudioInfo(Guid Id, string Slug, string Name)
{
    public string Path => $"/studios/{Slug}";

    /// <summary>The studio of an address; null for none, for a suspended one, and for somebody's own workspace.</summary>
    public static Task<StudioInfo?> FindAsync(TeamRows teams, string slug, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(teams);
        return teams.TeamBySlug(slug).AsNoTracking().Where(team => team.Kind == TeamKind.Team && team.State == TeamState.Active)
            .Select(team => new StudioInfo(team.Id, team.Slug, team.Name)).FirstOrDefaultAsync(cancellationToken);
    }
}

public enum BookingOutcome
{
    Done,
    Full,
    AlreadyBooked,
    NotThere,
}

/// <summary>
/// Places in classes. Works in a scope of the studio. Each change begins with the statement that counts the place: it locks the row
/// with PostgreSQL and the file with SQLite, so that of two at once one comes after the other.
/// </summary>
public sealed class BookClass(AppDbContext database, ClassMails mails, TimeProvider clock)
{
    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>The classes that can still be booked, the next one first.</summary>
    public static IQueryable<ClassSession> Coming(AppDbContext database, DateTime now)
    {
        ArgumentNullException.ThrowIfNull(database);
        return database.Set<ClassSession>().Where(row => row.CancelledUtc == null && row.StartUtc > now);
    }

    public async Task<BookingOutcome> BookAsync(StudioInfo studio, Guid id, Guid userId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(studio);
        var now = Now;
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var taken = await Coming(database, now).Where(row => row.Id == id && row.Booked < row.Places)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Booked, row => row.Booked + 1), cancellationToken);
        if (await OfPerson(id, userId).AnyAsync(cancellationToken))
        {
            // The place that was counted goes with the transaction.
            return BookingOutcome.AlreadyBooked;
        }

        if (await Coming(database, now).AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellationToken) is not { } session)
        {
            return BookingOutcome.NotThere;
        }

        if (taken == 0)
        {
            return BookingOutcome.Full;
        }

        var booking = new Booking { ClassSessionId = id, UserId = userId, CreatedUtc = now };
        database.Add(booking);
        await mails.QueueAsync(userId, studio, $"booking-{booking.Id}", (person, link) => new ClassBooked(person.Name, studio.Name, session.Title, session.Teacher, session.StartUtc, link), cancellationToken);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return BookingOutcome.Done;
    }

    /// <summary>Gives a place back, until the class begins.</summary>
    public async Task<BookingOutcome> CancelAsync(Guid id, Guid userId, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var freed = await Coming(database, Now).Where(row => row.Id == id && row.Booked > 0)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Booked, row => row.Booked - 1), cancellationToken);
        if (freed == 0 || await OfPerson(id, userId).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return BookingOutcome.NotThere;
        }

        await transaction.CommitAsync(cancellationToken);
        return BookingOutcome.Done;
    }

    /// <summary>The studio cancels a class, and everybody who has a place gets a mail.</summary>
    /// <returns>False when it is not as it was seen any more, and nothing was done.</returns>
    public async Task<bool> CancelClassAsync(StudioInfo studio, ClassSession session, int seen, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(studio);
        ArgumentNullException.ThrowIfNull(session);
        var now = Now;
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        // From here on nobody books: who has a place is settled.
        var cancelled = await Coming(database, now).Where(row => row.Id == session.Id && row.Version == seen)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.CancelledUtc, now).SetProperty(row => row.Version, seen + 1), cancellationToken);
        if (cancelled == 0)
        {
            return false;
        }

        foreach (var booking in await database.Set<Booking>().AsNoTracking().Where(one => one.ClassSessionId == session.Id).ToListAsync(cancellationToken))
        {
            await mails.QueueAsync(booking.UserId, studio, $"cancelled-{booking.Id}", (person, link) => new ClassCancelled(person.Name, studio.Name, session.Title, session.StartUtc, link), cancellationToken);
        }

        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private IQueryable<Booking> OfPerson(Guid id, Guid userId) => database.Set<Booking>().Where(one => one.ClassSessionId == id && one.UserId == userId);
}
