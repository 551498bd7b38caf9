using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Pages.Administration;

[Authorize(PlatformAdmin.Policy)]
public sealed class AccountModel(AccountList accounts, AccountFetch fetch) : BillingPageModel
{
    public AccountDetails Details { get; private set; } = null!;

    public InvoicesView Invoices => new(Details.Invoices, Day, MayPay: false);

    public async Task<IActionResult> OnGetAsync(Guid id, string? done, CancellationToken cancellationToken)
    {
        Notice = done switch
        {
            "linked" => new Notice(NoticeKind.Success, "The account is tied to the customer."),
            "fetched" => new Notice(NoticeKind.Success, "What the payment provider has is taken over."),
            _ => null,
        };
        return await LoadAsync(id, cancellationToken) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostFetchAsync(Guid id, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return NotFound();
        }

        return await fetch.RunAsync(id, cancellationToken) is { } refusal ? Refuse(refusal) : LocalRedirect($"~{BillingPaths.Account(id)}?done=fetched");
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await accounts.DetailsAsync(id, cancellationToken) is not { } found)
        {
            return false;
        }

        Details = found;
        return true;
    }
}
