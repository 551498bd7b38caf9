using Microsoft.EntityFrameworkCore;
using QsApp.Data;

namespace QsApp.Features.QsMany;

/// <summary>Two who work on one row at a time do not undo each other's work.</summary>
internal static class QsItemVersions
{
    public const string Changed = "Somebody else has changed it since you opened it, so nothing was done. Open it anew to see the change.";

    /// <summary>Saves a change or a deletion of the row; false when it is not as it was seen any more, and nothing is saved.</summary>
    /// <param name="seen">The version that was on the page.</param>
    public static async Task<bool> SaveAsync(this AppDbContext database, QsItem row, int seen, CancellationToken cancellationToken)
    {
        database.Entry(row).Property(one => one.Version).OriginalValue = seen;
        row.Version = unchecked(seen + 1);
        try
        {
            await database.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }
    }
}
