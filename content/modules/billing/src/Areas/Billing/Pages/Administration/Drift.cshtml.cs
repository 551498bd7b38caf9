using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Pages.Administration;

[Authorize(PlatformAdmin.Policy)]
public sealed class DriftModel(Reconciliation reconciliation, StripeKeys keys) : BillingPageModel
{
    /// <summary>Null before it was asked for.</summary>
    public IReadOnlyList<Drift>? Found { get; private set; }

    public void OnGet(int? done) => Notice = done is { } count ? new Notice(NoticeKind.Success, $"Customers that were taken over: {count}.") : null;

    /// <summary>By a form and not by a link: the provider is asked about every customer.</summary>
    public async Task<IActionResult> OnPostCompareAsync(CancellationToken cancellationToken)
    {
        if (!keys.IsConfigured)
        {
            return Refuse(Refusals.NotConfigured);
        }

        try
        {
            Found = await reconciliation.DetectAsync(cancellationToken);
            return Page();
        }
        catch (BillingProviderException)
        {
            return Refuse(Refusals.ProviderAway);
        }
    }

    public async Task<IActionResult> OnPostReconcileAsync(CancellationToken cancellationToken)
    {
        if (!keys.IsConfigured)
        {
            return Refuse(Refusals.NotConfigured);
        }

        var (done, failures) = await reconciliation.RunAsync(cancellationToken);
        return failures.Count == 0 ? LocalRedirect(FormattableString.Invariant($"~{BillingPaths.Drift}?done={done}")) : Refuse(Refusals.NotAllCompared(done, failures));
    }
}
