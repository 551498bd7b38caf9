using Microsoft.AspNetCore.Mvc;
using QsApp.Data;
using QsApp.Features.QsMany;

namespace QsApp.Pages.QsMany;

public sealed class NewModel(AppDbContext database, TimeProvider clock) : QsItemPage(database)
{
    [BindProperty]
    public QsItemInput Input { get; set; } = new();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
        {
            return Page();
        }

        var row = Input.Make(clock.GetUtcNow().UtcDateTime);
        Database.Add(row);
        await Database.SaveChangesAsync(cancellationToken);
        Notice = $"{row.Name} is there.";
        return RedirectToPage("Index");
    }
}
