using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <param name="Access">"free", "read_only" or "full".</param>
/// <param name="Notice">"none", "payment_failed", "card_needed", "payment_outstanding", "ended" or "paused".</param>
/// <param name="AccessUntil">When the access becomes a lower one if nothing happens (UTC); null when that is not known.</param>
/// <param name="Currency">That of the account; null before it has paid anything.</param>
/// <param name="Subscription">Null without one.</param>
/// <param name="Invoices">The newest first, for those who may manage the contract.</param>
/// <param name="Purchases">What was bought once, the newest first.</param>
/// <param name="TaxIds">As they stand on invoices, for those who may manage the contract.</param>
public sealed record ContractAnswer(
    string Plan, string PlanName, string Access, string Notice, DateTime? AccessUntil, bool IsConfigured, bool MayManage, bool HasCustomer, string? SuspendedReason, string? Currency, SubscriptionAnswer? Subscription,
    IReadOnlyList<InvoiceAnswer> Invoices, IReadOnlyList<PurchaseAnswer> Purchases, string? TaxIds);

/// <param name="Status">As Stripe spells it.</param>
/// <param name="UnitAmount">For one member and interval, in the currency's minor unit.</param>
/// <param name="PausedFrom">From when on a pause counts that the customer has asked for (UTC); null without one.</param>
/// <param name="ResumesAt">When it ends by itself (UTC).</param>
/// <param name="Discount">What coupons take off, for people; null without any.</param>
/// <param name="DiscountEndsAt">Until when (UTC); null for one invoice, or for good.</param>
public sealed record SubscriptionAnswer(
    string Status, string Interval, int Quantity, long UnitAmount, string Currency, DateTime? TrialEnd, DateTime? CurrentPeriodEnd, bool CancelAtPeriodEnd, string? ScheduledPlan, DateTime? PausedFrom,
    DateTime? ResumesAt, string? Discount, DateTime? DiscountEndsAt);

/// <param name="Tax">Of the total, in the currency's minor unit.</param>
/// <param name="AmountRefunded">What went back, in the currency's minor unit.</param>
public sealed record InvoiceAnswer(
    string? Number, DateTime CreatedAt, string Status, long Total, long Tax, string Currency, string? HostedUrl, string? PdfUrl, long AmountRefunded, bool HasFailedRefund, bool IsDisputed);

/// <param name="Key">In the catalogue; empty for what is not there any more.</param>
/// <param name="Amount">What was paid, in the currency's minor unit.</param>
public sealed record PurchaseAnswer(string Key, string Name, DateTime PurchasedAt, long Amount, string Currency, bool IsRefunded);

/// <param name="Interval">"month" or "year".</param>
/// <param name="Code">A promotion code; null without one.</param>
public sealed record CheckoutRequest(string? Plan, string? Interval, string? Code = null);

/// <param name="Session">What the payment page has put into the address.</param>
public sealed record ReturnRequest(string? Session);

/// <param name="Card">Whether it begins with the form for a card.</param>
public sealed record PortalRequest(bool Card);

/// <param name="Url">A page at the payment provider.</param>
public sealed record PageAnswer(Uri Url);

internal static class ContractApi
{
    private const int Unauthorized = StatusCodes.Status401Unauthorized;
    private const int Forbidden = StatusCodes.Status403Forbidden;
    private const int Conflict = StatusCodes.Status409Conflict;
    private const int Away = StatusCodes.Status503ServiceUnavailable;

    public static void MapContract(this RouteGroupBuilder api)
    {
        api.MapGet("/contract", ([AsParameters] OwnerRequest asked, Entitlements entitlements, IAccountOwner owners, Contract contract, PlanCatalogue catalogue, StripeKeys keys, CancellationToken cancellationToken) =>
                asked.AnswerAsync(async (owner, user) => Results.Ok(await AnswerAsync(owner, user, entitlements, owners, contract, catalogue, keys, cancellationToken))))
            .WithName("GetContract").WithSummary("The plan, the access and the contract of the owner for whom the user acts.").Produces<ContractAnswer>().Refuses(Unauthorized, Forbidden);

        api.MapPost("/checkout", (CheckoutRequest request, [AsParameters] OwnerRequest asked, Checkout checkout, CancellationToken cancellationToken) => asked.AnswerAsync(async (owner, user) =>
                ApiAnswers.Of(await checkout.StartAsync(owner, user, request.Plan ?? "", BillingApi.IntervalOf(request.Interval), request.Code, cancellationToken), start => new PageAnswer(start.Url))))
            .WithName("StartCheckout").WithSummary("Begins to buy a plan, and says where it is paid.").Produces<PageAnswer>()
            .Refuses(StatusCodes.Status400BadRequest, Unauthorized, Forbidden, Conflict, StatusCodes.Status502BadGateway, Away);

        api.MapPost("/checkout/return", (ReturnRequest request, [AsParameters] OwnerRequest asked, Checkout checkout, CancellationToken cancellationToken) => asked.AnswerAsync(async (owner, _) =>
                ApiAnswers.Of(await checkout.ReturnAsync(owner, request.Session ?? "", cancellationToken), returned => new ReturnAnswer(returned.Bought?.Name))))
            .WithName("ReturnFromCheckout").WithSummary("Asks the payment provider what became of a payment.").Produces<ReturnAnswer>()
            .Refuses(StatusCodes.Status400BadRequest, Unauthorized, Forbidden, StatusCodes.Status404NotFound, Away);

        api.MapPost("/portal", (PortalRequest request, [AsParameters] OwnerRequest asked, Contract contract, CancellationToken cancellationToken) => asked.AnswerAsync(async (owner, user) =>
                ApiAnswers.Of(await contract.PortalAsync(owner, user, request.Card, cancellationToken), start => new PageAnswer(start.Url))))
            .WithName("OpenPortal").WithSummary("Says where cards, address and tax id are changed.").Produces<PageAnswer>()
            .Refuses(StatusCodes.Status400BadRequest, Unauthorized, Forbidden, Conflict, StatusCodes.Status502BadGateway, Away);

        api.MapPost("/cancel", ([AsParameters] OwnerRequest asked, Contract contract, CancellationToken cancellationToken) => asked.AnswerAsync(async (owner, user) =>
                ApiAnswers.Of(await contract.CancelAsync(owner, user, cancellationToken))))
            .WithName("CancelContract").WithSummary("Lets the contract end with the period that is paid.").Produces(StatusCodes.Status204NoContent)
            .Refuses(StatusCodes.Status400BadRequest, Unauthorized, Forbidden, Conflict, StatusCodes.Status502BadGateway, Away);

        api.MapPost("/resume", ([AsParameters] OwnerRequest asked, Contract contract, CancellationToken cancellationToken) => asked.AnswerAsync(async (owner, user) =>
                ApiAnswers.Of(await contract.ResumeAsync(owner, user, cancellationToken))))
            .WithName("ResumeContract").WithSummary("Takes a cancellation back.").Produces(StatusCodes.Status204NoContent)
            .Refuses(StatusCodes.Status400BadRequest, Unauthorized, Forbidden, Conflict, StatusCodes.Status502BadGateway, Away);
    }

    private static async Task<ContractAnswer> AnswerAsync(
        AccountOwner owner, Guid user, Entitlements entitlements, IAccountOwner owners, Contract contract, PlanCatalogue catalogue, StripeKeys keys, CancellationToken cancellationToken)
    {
        var entitlement = await entitlements.OfAsync(owner, cancellationToken);
        var mayManage = await owners.MayManageAsync(owner, user, cancellationToken);
        var invoices = mayManage ? await contract.InvoicesAsync(owner, cancellationToken) : [];
        return new ContractAnswer(
            entitlement.Plan.Key, entitlement.Plan.Name, BillingApi.Snake(entitlement.Access.Level), BillingApi.Snake(entitlement.Access.Notice), entitlement.Access.Until, keys.IsConfigured, mayManage, entitlement.Account?.CustomerId is not null,
            entitlement.Account?.SuspendedReason, entitlement.Account?.Currency is { Length: > 0 } currency ? currency : null, entitlement.Subscription is { } one && AccessMap.IsLive(one.Status) ? Answer(one) : null,
            [.. invoices.Select(Answer)],
            [.. entitlement.Purchases.Select(one => new PurchaseAnswer(one.PlanKey, catalogue.Find(one.PlanKey)?.Name ?? "", one.PurchasedAt, one.Amount, one.Currency, one.IsRefunded))],
            mayManage ? entitlement.Account?.TaxIds : null);
    }

    private static SubscriptionAnswer Answer(Subscription one) => new(
        BillingApi.Snake(one.Status), BillingApi.Of(one.Interval), one.Quantity, one.UnitAmount, one.Currency, one.TrialEnd, one.CurrentPeriodEnd, one.CancelAtPeriodEnd, one.ScheduledPlanKey, one.PausedFrom, one.ResumesAt, one.Discount,
        one.DiscountEndsAt);

    internal static InvoiceAnswer Answer(Invoice one) => new(
        one.Number, one.CreatedAt, one.Status, one.Total, one.Tax, one.Currency, one.HostedUrl, one.PdfUrl, one.AmountRefunded, one.HasFailedRefund, one.IsDisputed);
}

/// <param name="Plan">The name of what is paid now; null while the payment is still being processed.</param>
public sealed record ReturnAnswer(string? Plan);
