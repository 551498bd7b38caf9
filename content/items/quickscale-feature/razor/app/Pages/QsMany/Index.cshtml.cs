using Microsoft.EntityFrameworkCore;
using QsApp.Data;
using QsApp.Features.QsMany;
using QsApp.Hosting;

namespace QsApp.Pages.QsMany;

/// <summary>The list, the newest first, page by page.</summary>
[InNavigation("Qs many", "/qs-many")]
public sealed class IndexModel(AppDbContext database) : QsItemPage(database)
{
    public const int PageSize = 20;

    public IReadOnlyList<QsItem> Rows { get; private set; } = [];

    /// <summary>The page that is shown, from 1.</summary>
    public int Number { get; private set; }

    public int Last { get; private set; }

    /// <summary>A number that leads nowhere leads to the nearest page.</summary>
    public async Task OnGetAsync(int number, CancellationToken cancellationToken)
    {
        var rows = Database.Set<QsItem>().AsNoTracking();
        var count = await rows.CountAsync(cancellationToken);
        Last = Math.Max(1, (count + PageSize - 1) / PageSize);
        Number = Math.Clamp(number, 1, Last);
        Rows = await rows.OrderByDescending(row => row.CreatedUtc).ThenByDescending(row => row.Id)
            .Skip((Number - 1) * PageSize).Take(PageSize).ToListAsync(cancellationToken);
    }
}
