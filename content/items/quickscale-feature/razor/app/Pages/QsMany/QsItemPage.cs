using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using QsApp.Data;
using QsApp.Features.QsMany;
using QsApp.Hosting;
#if (hasTeams)
using QuickScale.Modules.Core;
#endif

namespace QsApp.Pages.QsMany;

#if (hasTeams)
/// <summary>
/// What the pages share. All teams share the rows, so the pages are for administrators of the platform; for all who are signed in,
/// write <c>[Authorize(Access.Members)]</c> here.
/// </summary>
[Authorize(PlatformAdmin.Policy)]
#else
/// <summary>What the pages share. <see cref="Access"/> says who is let in; without the next line every visitor is.</summary>
[Authorize(Access.Members)]
#endif
public abstract class QsItemPage(AppDbContext database) : PageModel
{
    /// <summary>What has been done, said on the page that follows.</summary>
    [TempData]
    public string? Notice { get; set; }

    /// <summary>Why nothing was done, beside the form that asked for it.</summary>
    public string? Refusal { get; protected set; }

    protected AppDbContext Database => database;

    protected ValueTask<QsItem?> FindAsync(Guid id, CancellationToken cancellationToken) => database.FindAsync<QsItem>([id], cancellationToken);
}
