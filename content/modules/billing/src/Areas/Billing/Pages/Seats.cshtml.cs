using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Pages;

/// <summary>Seats: how many are taken, what another number costs, and the button that does it.</summary>
[Authorize(BillingPolicies.User)]
public sealed class SeatsModel(Seats seats, IAccountOwner owners) : BillingPageModel
{
    public SeatsInUse InUse { get; private set; } = null!;

    public bool MayManage { get; private set; }

    /// <summary>Null until a number was chosen that can be had.</summary>
    public SeatPreview? Preview { get; private set; }

    /// <param name="number">The number to be shown; null for the form alone.</param>
    public async Task<IActionResult> OnGetAsync([FromQuery(Name = "seats")] int? number, CancellationToken cancellationToken)
    {
        if (await LoadAsync(cancellationToken) is not { } owner)
        {
            return WithoutOwner();
        }

        if (number is null)
        {
            return Page();
        }

        var result = await seats.PreviewAsync(owner, UserId!.Value, number.Value, cancellationToken);
        Preview = result.Value;
        return result.Refusal is { } refusal ? Refuse(refusal) : Page();
    }

    /// <param name="at">The moment of the preview.</param>
    public async Task<IActionResult> OnPostAsync([FromForm(Name = "seats")] int number, long at, CancellationToken cancellationToken)
    {
        if (await LoadAsync(cancellationToken) is not { } owner)
        {
            return WithoutOwner();
        }

        return await seats.ConfirmAsync(owner, UserId!.Value, number, at, cancellationToken) is { } refusal ? Refuse(refusal) : Done("seats");
    }

    private async Task<AccountOwner?> LoadAsync(CancellationToken cancellationToken)
    {
        if (UserId is not { } user || await OwnerAsync(cancellationToken) is not { } owner)
        {
            return null;
        }

        (InUse, MayManage) = (await seats.InUseAsync(owner, cancellationToken), await owners.MayManageAsync(owner, user, cancellationToken));
        return owner;
    }
}
