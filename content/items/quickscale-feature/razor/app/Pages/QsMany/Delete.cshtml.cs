using Microsoft.AspNetCore.Mvc;
using QsApp.Data;
using QsApp.Features.QsMany;

namespace QsApp.Pages.QsMany;

/// <summary>Asks before it deletes.</summary>
public sealed class DeleteModel(AppDbContext database) : QsItemPage(database)
{
    public QsItem Row { get; private set; } = null!;

    /// <summary>The version that the page asks about.</summary>
    public int Version { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } row)
        {
            return NotFound();
        }

        (Row, Version) = (row, row.Version);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, int version, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } row)
        {
            return NotFound();
        }

        Database.Remove(row);
        if (!await Database.SaveAsync(row, version, cancellationToken))
        {
            Refusal = QsItemVersions.Changed;
            (Row, Version) = (row, version);
            return Page();
        }

        Notice = $"{row.Name} is deleted.";
        return RedirectToPage("Index");
    }
}
