using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Pages;

/// <summary>Where the payment page leads back to. It asks Stripe itself, since it is often here before the event.</summary>
[Authorize(BillingPolicies.User)]
public sealed class ReturnModel(Checkout checkout) : BillingPageModel
{
    /// <summary>What was bought; null while it is not paid.</summary>
    public Plan? Plan { get; private set; }

    public async Task<IActionResult> OnGetAsync([FromQuery(Name = "session_id")] string? session, CancellationToken cancellationToken)
    {
        if (await OwnerAsync(cancellationToken) is not { } owner)
        {
            return WithoutOwner();
        }

        var result = await checkout.ReturnAsync(owner, session ?? "", cancellationToken);
        if (result.Refusal is { } refusal)
        {
            return Refuse(refusal);
        }

        Plan = result.Value!.Bought;
        Notice = Plan is null
            ? new Notice(NoticeKind.Warning, "The payment is still being processed. Reload this page in a minute.")
            : Plan.IsOneOff ? new Notice(NoticeKind.Success, $"Thank you. You have {Plan.Name} now.")
            : new Notice(NoticeKind.Success, $"Thank you. Your plan is {Plan.Name}.");
        return Page();
    }
}
