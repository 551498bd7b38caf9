using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Pages.Administration;

[Authorize(PlatformAdmin.Policy)]
public sealed class AccountsModel(AccountList accounts, AccountLinks links) : BillingPageModel
{
    private const int Shown = 50;

    public IReadOnlyList<BillingAccount> All { get; private set; } = [];

    public string? Search { get; private set; }

    /// <summary>Where the list goes on, with the same search; null at its end.</summary>
    public string? Older { get; private set; }

    /// <summary>What was typed into the form; so with the two that follow.</summary>
    public string? Kind { get; private set; }

    public string? Owner { get; private set; }

    public string? Id { get; private set; }

    public async Task OnGetAsync(string? search, Guid? before, CancellationToken cancellationToken)
    {
        Search = search;
        var found = await accounts.ListAsync(search, before, Shown + 1, cancellationToken);
        All = [.. found.Take(Shown)];
        Older = found.Count > Shown ? $"{BillingPaths.Accounts}?search={Uri.EscapeDataString(search ?? "")}&before={All[^1].Id}" : null;
    }

    public async Task<IActionResult> OnPostLinkAsync(string? kind, string? owner, string? id, CancellationToken cancellationToken)
    {
        (Kind, Owner, Id) = (kind, owner, id);
        var result = Guid.TryParse(owner, out var ownerId) ? await links.LinkAsync(new AccountOwner(kind ?? "", ownerId), id ?? "", cancellationToken) : Refusals.NoSuchOwner;
        if (result.Value is { } account)
        {
            return LocalRedirect($"~{BillingPaths.Account(account.Id)}?done=linked");
        }

        await OnGetAsync(null, null, cancellationToken);
        return Refuse(result.Refusal!);
    }
}
