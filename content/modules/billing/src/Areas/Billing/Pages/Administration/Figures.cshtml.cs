using Microsoft.AspNetCore.Authorization;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Pages.Administration;

[Authorize(PlatformAdmin.Policy)]
public sealed class FiguresModel(Revenue revenue) : BillingPageModel
{
    public IReadOnlyList<CurrencyFigures> All { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken) => All = await revenue.FiguresAsync(cancellationToken);
}
