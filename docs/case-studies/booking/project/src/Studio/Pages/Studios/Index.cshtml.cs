using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;
using QuickScale.Modules.Teams;
using Studio.Data;
using Studio.Features.ClassSessions;

namespace Studio.Pages.Studios;

/// <summary>
/// A studio for everybody: visitors are not in its team, so its rows are read and written in a scope of the team that says which
/// studio it is for.
/// </summary>
public sealed class IndexModel(TeamRows teams, TenantRunner runner, ICurrentUser user, TimeProvider clock) : PageModel
{
    private const int Most = 100;

    public StudioInfo Studio { get; private set; } = null!;

    public IReadOnlyList<ClassSession> Rows { get; private set; } = [];

    /// <summary>The classes in which the visitor has a place.</summary>
    public IReadOnlySet<Guid> Mine { get; private set; } = new HashSet<Guid>();

    public bool IsSignedIn => user.Id is not null;

    /// <summary>What has been done, or why not, said on the page that follows.</summary>
    [TempData]
    public string? Done { get; set; }

    [TempData]
    public string? Refused { get; set; }

    public async Task<IActionResult> OnGetAsync(string studio, CancellationToken cancellationToken)
    {
        var isThere = await InStudioAsync(studio, async (database, _, token) =>
        {
            Rows = await BookClass.Coming(database, clock.GetUtcNow().UtcDateTime).AsNoTracking().OrderBy(row => row.StartUtc).ThenBy(row => row.Id).Take(Most).ToListAsync(token);
            var (ids, userId) = (Rows.Select(row => row.Id).ToList(), user.Id);
            Mine = userId is null ? new HashSet<Guid>() : (await database.Set<Booking>().Where(one => one.UserId == userId && ids.Contains(one.ClassSessionId)).Select(one => one.ClassSessionId).ToListAsync(token)).ToHashSet();
        }, cancellationToken);
        return isThere ? Page() : NotFound();
    }

    public Task<IActionResult> OnPostBookAsync(string studio, Guid id, CancellationToken cancellationToken) =>
        ChangeAsync(studio, (booking, userId, token) => booking.BookAsync(Studio, id, userId, token), "Your place is booked. A mail with the details is on its way.", cancellationToken);

    public Task<IActionResult> OnPostCancelAsync(string studio, Guid id, CancellationToken cancellationToken) =>
        ChangeAsync(studio, (booking, userId, token) => booking.CancelAsync(id, userId, token), "Your booking is cancelled.", cancellationToken);

    private async Task<IActionResult> ChangeAsync(string studio, Func<BookClass, Guid, CancellationToken, Task<BookingOutcome>> change, string done, CancellationToken cancellationToken)
    {
        if (user.Id is not { } userId)
        {
            return Challenge();
        }

        var outcome = BookingOutcome.NotThere;
        if (!await InStudioAsync(studio, async (_, booking, token) => outcome = await change(booking, userId, token), cancellationToken))
        {
            return NotFound();
        }

        (Done, Refused) = outcome switch
        {
            BookingOutcome.Done => (done, (string?)null),
            BookingOutcome.Full => (null, "Somebody else has taken the last place. Choose another class."),
            BookingOutcome.AlreadyBooked => ("You have a place in this class already.", null),
            _ => (null, "There is no such class or booking any more."),
        };
        return RedirectToPage(new { studio = Studio.Slug });
    }

    private async Task<bool> InStudioAsync(string slug, Func<AppDbContext, BookClass, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        if (await StudioInfo.FindAsync(teams, slug.ToLowerInvariant(), cancellationToken) is not { } found)
        {
            return false;
        }

        Studio = found;
        return await runner.RunAsync(found.Id, (services, token) => work(services.GetRequiredService<AppDbContext>(), services.GetRequiredService<BookClass>(), token), cancellationToken);
    }
}
