using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace QuickScale.Modules.Billing.Pages;

/// <summary>Another plan: what it costs and from when, and the button that does it.</summary>
[Authorize(BillingPolicies.User)]
public sealed class ChangeModel(PlanChange change) : BillingPageModel
{
    /// <summary>Null when it is refused.</summary>
    public ChangePreview? Preview { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? plan, string? interval, CancellationToken cancellationToken)
    {
        if (UserId is not { } user || await OwnerAsync(cancellationToken) is not { } owner)
        {
            return WithoutOwner();
        }

        var result = await change.PreviewAsync(owner, user, plan ?? "", BillingApi.IntervalOf(interval), cancellationToken);
        Preview = result.Value;
        return result.Refusal is { } refusal ? Refuse(refusal) : Page();
    }

    /// <param name="at">The moment of the preview.</param>
    public async Task<IActionResult> OnPostAsync(string? plan, string? interval, long at, CancellationToken cancellationToken)
    {
        if (UserId is not { } user || await OwnerAsync(cancellationToken) is not { } owner)
        {
            return WithoutOwner();
        }

        return await change.ConfirmAsync(owner, user, plan ?? "", BillingApi.IntervalOf(interval), at, cancellationToken) is { } refusal ? Refuse(refusal) : Done("changed");
    }
}
