using Microsoft.AspNetCore.Mvc;
using QsApp.Data;
using QsApp.Features.QsMany;

namespace QsApp.Pages.QsMany;

public sealed class EditModel(AppDbContext database) : QsItemPage(database)
{
    [BindProperty]
    public QsItemInput Input { get; set; } = new();

    public Guid Id { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } row)
        {
            return NotFound();
        }

        Id = id;
        Input = QsItemInput.Of(row);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } row)
        {
            return NotFound();
        }

        Id = id;
        if (!ModelState.IsValid)
        {
            return Page();
        }

        Input.WriteTo(row);
        if (!await Database.SaveAsync(row, Input.Version, cancellationToken))
        {
            Refusal = QsItemVersions.Changed;
            return Page();
        }

        Notice = $"{row.Name} is saved.";
        return RedirectToPage("Index");
    }
}
