using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <param name="OwnerKind">"user" or "team".</param>
/// <param name="CustomerId">The payment provider's id; null without a customer.</param>
public sealed record AccountAnswer(Guid Id, string OwnerKind, Guid OwnerId, string? CustomerId, bool? LiveMode, string Email, string Currency, string? SuspendedReason, DateTime? DisputedAt, DateTime? SyncedAt, DateTime CreatedAt);

/// <param name="Older">Whether the list goes on: ask for what came before its last one.</param>
public sealed record AccountsAnswer(IReadOnlyList<AccountAnswer> Items, bool Older);

/// <param name="Invoices">The newest 24.</param>
public sealed record AccountDetailsAnswer(AccountAnswer Account, IReadOnlyList<AccountSubscriptionAnswer> Subscriptions, IReadOnlyList<InvoiceAnswer> Invoices, IReadOnlyList<ReversalAnswer> Reversals);

/// <param name="Id">The payment provider's.</param>
/// <param name="Plan">Its key; empty for a price of no plan.</param>
/// <param name="Status">As Stripe spells it.</param>
/// <param name="UnitAmount">For one member and interval, in the currency's minor unit.</param>
/// <param name="Interval">"month" or "year".</param>
public sealed record AccountSubscriptionAnswer(string Id, string Plan, string Status, int Quantity, long UnitAmount, string Currency, string Interval);

/// <param name="Id">The payment provider's.</param>
/// <param name="Kind">"refund" or "dispute".</param>
/// <param name="Amount">In the currency's minor unit.</param>
/// <param name="Status">As Stripe spells it; so with the reason.</param>
/// <param name="RespondBy">Until when a dispute has to be answered (UTC); null where nothing has to be.</param>
public sealed record ReversalAnswer(string Id, string Kind, long Amount, string Currency, string Status, string? Reason, DateTime? RespondBy);

/// <param name="OwnerKind">"user" or "team".</param>
/// <param name="Id">The payment provider's id of a customer or a subscription.</param>
public sealed record LinkRequest(string? OwnerKind, Guid OwnerId, string? Id);

public sealed record FailedUsageAnswer(Guid Id, Guid AccountId, string Meter, long Quantity, DateTime At, DateTime GivenUpAt, string? Reason);

/// <summary>For administrators: the accounts, the customers that they are tied to, and usage that was given up.</summary>
internal static class AccountsApi
{
    private const int Unauthorized = StatusCodes.Status401Unauthorized;
    private const int Forbidden = StatusCodes.Status403Forbidden;

    public static void MapAccounts(this RouteGroupBuilder api)
    {
        api.MapGet("/accounts", async (string? search, Guid? before, int? take, AccountList accounts, CancellationToken cancellationToken) =>
            {
                var count = ApiAnswers.Count(take);
                var found = await accounts.ListAsync(search, before, count + 1, cancellationToken);
                return Results.Ok(new AccountsAnswer([.. found.Take(count).Select(Answer)], found.Count > count));
            })
            .WithName("ListBillingAccounts").WithSummary("The newest 100 accounts, or as many as `take` says, after the account `before`, by a part of the address, the customer's id or the owner's if given.")
            .Produces<AccountsAnswer>().Refuses(Unauthorized, Forbidden);

        api.MapGet("/accounts/{id:guid}", async (Guid id, AccountList accounts, CancellationToken cancellationToken) =>
                await accounts.DetailsAsync(id, cancellationToken) is { } found ? Results.Ok(Answer(found)) : ApiAnswers.Refused(Refusals.NoSuchAccount))
            .WithName("GetBillingAccount").WithSummary("An account with its subscriptions, its newest invoices, refunds and disputes.").Produces<AccountDetailsAnswer>()
            .Refuses(Unauthorized, Forbidden, StatusCodes.Status404NotFound);

        api.MapPost("/accounts/{id:guid}/fetch", async (Guid id, AccountFetch fetch, CancellationToken cancellationToken) => ApiAnswers.Of(await fetch.RunAsync(id, cancellationToken)))
            .WithName("FetchBillingAccount").WithSummary("Takes over what the payment provider has of one account.").Produces(StatusCodes.Status204NoContent)
            .Refuses(StatusCodes.Status400BadRequest, Unauthorized, Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict, StatusCodes.Status503ServiceUnavailable);

        api.MapPost("/accounts/link", async (LinkRequest request, AccountLinks links, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await links.LinkAsync(new AccountOwner(request.OwnerKind ?? "", request.OwnerId), request.Id ?? "", cancellationToken), Answer))
            .WithName("LinkBillingAccount").WithSummary("Ties the account of an owner to a customer that was made by hand, named by its id or that of one of its subscriptions.").Produces<AccountAnswer>()
            .Refuses(StatusCodes.Status400BadRequest, Unauthorized, Forbidden, StatusCodes.Status404NotFound, StatusCodes.Status409Conflict, StatusCodes.Status502BadGateway, StatusCodes.Status503ServiceUnavailable);

        api.MapGet("/usage/failed", async (UsageOutbox outbox, CancellationToken cancellationToken) => Results.Ok((await outbox.GivenUpAsync(ApiAnswers.Most, cancellationToken)).Select(one =>
                new FailedUsageAnswer(one.Id, one.AccountId, one.Meter, one.Quantity, one.At, one.GivenUpAt!.Value, one.Reason)).ToList()))
            .WithName("ListFailedUsage").WithSummary("The newest 100 uses that are not told to the payment provider.").Produces<IReadOnlyList<FailedUsageAnswer>>().Refuses(Unauthorized, Forbidden);

        api.MapPost("/usage/{id:guid}/replay", async (Guid id, UsageOutbox outbox, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await outbox.ReplayAsync(id, cancellationToken) ? null : Refusals.NoSuchUsage))
            .WithName("ReplayUsage").WithSummary("Sends a use once more; see first that the payment provider has not counted it.").Produces(StatusCodes.Status204NoContent)
            .Refuses(StatusCodes.Status400BadRequest, Unauthorized, Forbidden, StatusCodes.Status404NotFound);
    }

    public static void MapFigures(this RouteGroupBuilder api) =>
        api.MapGet("/figures", async (Revenue revenue, CancellationToken cancellationToken) => Results.Ok(await revenue.FiguresAsync(cancellationToken)))
            .WithName("GetBillingFigures").WithSummary("Monthly recurring revenue, contracts by plan and the last twelve months, for each currency; amounts are without tax and in the currency's minor unit.")
            .Produces<IReadOnlyList<CurrencyFigures>>().Refuses(Unauthorized, Forbidden);

    private static AccountDetailsAnswer Answer(AccountDetails found) => new(
        Answer(found.Account),
        [.. found.Subscriptions.Select(one => new AccountSubscriptionAnswer(one.ExternalId, one.PlanKey, one.UnknownStatus ?? BillingApi.Snake(one.Status), one.Quantity, one.UnitAmount, one.Currency, BillingApi.Of(one.Interval)))],
        [.. found.Invoices.Select(ContractApi.Answer)],
        [.. found.Reversals.Select(one => new ReversalAnswer(one.ExternalId, BillingApi.Snake(one.Kind), one.Amount, one.Currency, one.StatusName, one.Reason, one.RespondBy))]);

    private static AccountAnswer Answer(BillingAccount one) => new(
        one.Id, one.OwnerKind, one.OwnerId, one.CustomerId, one.LiveMode, one.Email, one.Currency, one.SuspendedReason, one.DisputedAt, one.SyncedAt, one.CreatedAt);
}
