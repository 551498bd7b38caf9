using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Pages;

/// <summary>An owner's contract: plan, period, invoices, and what can be done about them.</summary>
[Authorize(BillingPolicies.User)]
public sealed class IndexModel(Contract contract, ContractPause pause, PlanChange change, PlanCatalogue catalogue, Entitlements entitlements, Usage usage, IAccountOwner owners, StripeKeys keys) : BillingPageModel
{
    public Entitlement Entitlement { get; private set; } = null!;

    public IReadOnlyList<Invoice> Invoices { get; private set; } = [];

    /// <summary>What is paid by quantity; empty for a plan in which nothing is.</summary>
    public IReadOnlyList<MeterUsage> Usage { get; private set; } = [];

    public bool MayManage { get; private set; }

    public bool IsConfigured => keys.IsConfigured;

    public bool HasContract => Entitlement.Subscription is { } subscription && AccessMap.IsLive(subscription.Status);

    /// <summary>Months for which the contract can be paused; 0 when it cannot.</summary>
    public int PauseMonths => pause.MostMonths(Entitlement.Subscription);

    /// <summary>The plan that follows with the next period; null when none does.</summary>
    public Plan? NextPlan => Entitlement.Subscription?.ScheduledPlanKey is { } key ? catalogue.Find(key) : null;

    public string NameOf(Purchase purchase) => catalogue.Find(purchase.PlanKey)?.Name ?? "Not sold any more";

    public async Task<IActionResult> OnGetAsync(string? done, CancellationToken cancellationToken)
    {
        Notice = done switch
        {
            "cancelled" => new Notice(NoticeKind.Success, "The contract ends with the period that is paid."),
            "changed" => new Notice(NoticeKind.Success, "Your change of plan is noted."),
            "kept" => new Notice(NoticeKind.Success, "You keep your plan."),
            "paused" => new Notice(NoticeKind.Success, "The contract pauses when the period that is paid has ended."),
            "unpaused" => new Notice(NoticeKind.Success, "The contract goes on."),
            "seats" => new Notice(NoticeKind.Success, "Your seats are changed."),
            "resumed" => new Notice(NoticeKind.Success, "The contract goes on."),
            _ => null,
        };
        return await LoadAsync(cancellationToken) is null ? WithoutOwner() : Page();
    }

    public Task<IActionResult> OnPostCancelAsync(CancellationToken cancellationToken) => ChangeAsync(owner => contract.CancelAsync(owner, UserId!.Value, cancellationToken), "cancelled", cancellationToken);

    public Task<IActionResult> OnPostResumeAsync(CancellationToken cancellationToken) => ChangeAsync(owner => contract.ResumeAsync(owner, UserId!.Value, cancellationToken), "resumed", cancellationToken);

    public Task<IActionResult> OnPostPauseAsync(int months, CancellationToken cancellationToken) => ChangeAsync(owner => pause.PauseAsync(owner, UserId!.Value, months, cancellationToken), "paused", cancellationToken);

    public Task<IActionResult> OnPostGoOnAsync(CancellationToken cancellationToken) => ChangeAsync(owner => pause.GoOnAsync(owner, UserId!.Value, cancellationToken), "unpaused", cancellationToken);

    public Task<IActionResult> OnPostKeepAsync(CancellationToken cancellationToken) => ChangeAsync(owner => change.KeepAsync(owner, UserId!.Value, cancellationToken), "kept", cancellationToken);

    public Task<IActionResult> OnPostPortalAsync(CancellationToken cancellationToken) => PortalAsync(forCard: false, cancellationToken);

    public Task<IActionResult> OnPostCardAsync(CancellationToken cancellationToken) => PortalAsync(forCard: true, cancellationToken);

    private async Task<IActionResult> PortalAsync(bool forCard, CancellationToken cancellationToken)
    {
        if (await LoadAsync(cancellationToken) is not { } owner)
        {
            return WithoutOwner();
        }

        var result = await contract.PortalAsync(owner, UserId!.Value, forCard, cancellationToken);
        return result.Value is { } start ? Leave(start.Url) : Refuse(result.Refusal!);
    }

    private async Task<IActionResult> ChangeAsync(Func<AccountOwner, Task<Refusal?>> change, string done, CancellationToken cancellationToken)
    {
        if (await LoadAsync(cancellationToken) is not { } owner)
        {
            return WithoutOwner();
        }

        return await change(owner) is { } refusal ? Refuse(refusal) : Done(done);
    }

    /// <returns>Null when the user acts for no owner.</returns>
    private async Task<AccountOwner?> LoadAsync(CancellationToken cancellationToken)
    {
        if (UserId is not { } user || await OwnerAsync(cancellationToken) is not { } owner)
        {
            return null;
        }

        Entitlement = await entitlements.OfAsync(owner, cancellationToken);
        MayManage = await owners.MayManageAsync(owner, user, cancellationToken);
        // Amounts and addresses are for those alone who may change something.
        Invoices = MayManage ? await contract.InvoicesAsync(owner, cancellationToken) : [];
        Usage = MayManage ? await usage.OfAsync(owner, cancellationToken) : [];
        return owner;
    }
}
