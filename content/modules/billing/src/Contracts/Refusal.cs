using Microsoft.AspNetCore.Http;

namespace QuickScale.Modules.Billing;

/// <summary>Why something was not done, in words for the user; a page and the API show the same.</summary>
/// <param name="Code">For programs; it never changes once released.</param>
/// <param name="Message">A sentence that says what to do next.</param>
/// <param name="Status">The HTTP status of the API's answer.</param>
public sealed record Refusal(string Code, string Message, int Status = 400);

/// <summary>What was asked for, or why it was not done.</summary>
public sealed record Result<T>(T? Value, Refusal? Refusal)
    where T : class
{
    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Refusal refusal) => new(null, refusal);
}

/// <summary>What users are told when something is not done.</summary>
internal static class Refusals
{
    public static Refusal NotConfigured { get; } = new("not_configured", "Payments are not set up here yet. Ask whoever runs this site.", StatusCodes.Status503ServiceUnavailable);

    public static Refusal ProviderAway { get; } = new("provider_away", "The payment provider does not answer. Nothing was changed; try again in a few minutes.", StatusCodes.Status503ServiceUnavailable);

    public static Refusal NotAllowed { get; } = new("not_allowed", "You may not change this contract. Ask an owner of the account to do it.", StatusCodes.Status403Forbidden);

    /// <summary>The owner that an address names; nobody learns whether it is there.</summary>
    public static Refusal NoSuchAccountOwner { get; } = new("no_such_account_owner", "There is no such team here, or you are not in it. Go to your billing page and choose another one.", StatusCodes.Status404NotFound);

    public static Refusal ForWhom { get; } = new("for_whom", "Choose first for whom you buy.", StatusCodes.Status409Conflict);

    public static Refusal NoSuchPlan { get; } = new("no_such_plan", "This plan is not sold, or no longer. Choose another one.");

    public static Refusal NotForSale { get; } = new("not_for_sale", "This plan cannot be bought in your currency or interval yet. Choose another one.", StatusCodes.Status409Conflict);

    public static Refusal AlreadySubscribed { get; } = new("already_subscribed", "There is a contract already. Change it on the billing page instead of buying a second one.", StatusCodes.Status409Conflict);

    public static Refusal AlreadyBought { get; } = new("already_bought", "You have bought this already, and keep it. Look at the billing page for what you have.", StatusCodes.Status409Conflict);

    public static Refusal Busy { get; } = new("busy", "Somebody is changing this contract right now. Wait a moment and try again.", StatusCodes.Status409Conflict);

    public static Refusal NoContract { get; } = new("no_contract", "There is no contract to change. Choose a plan first.", StatusCodes.Status409Conflict);

    public static Refusal NoSuchCheckout { get; } = new("no_such_checkout", "There is no such payment of yours. Look at the billing page for your contract.", StatusCodes.Status404NotFound);

    public static Refusal NotChangeable { get; } = new("not_changeable", "The plan cannot be changed now. Pay what is open on the billing page first, or choose a plan anew.", StatusCodes.Status409Conflict);

    public static Refusal Ending { get; } = new("ending", "The contract ends with this period. Go on with it on the billing page first, and change the plan then.", StatusCodes.Status409Conflict);

    public static Refusal SamePlan { get; } = new("same_plan", "You have this plan already. Choose another one.", StatusCodes.Status409Conflict);

    public static Refusal PreviewTooOld { get; } = new("preview_too_old", "The amount was worked out too long ago. Choose the plan again to see what it costs now.", StatusCodes.Status409Conflict);

    public static Refusal PaymentFailed { get; } = new("payment_failed", "The payment failed, and the plan stays as it is. Enter another card on the billing page and try again.", StatusCodes.Status402PaymentRequired);

    public static Refusal NoSuchCode { get; } = new("no_such_code", "This promotion code is none, or is not good any more or not for this. Leave it out or type another one.");

    public static Refusal NotPausable { get; } = new("not_pausable", "This contract cannot be paused. A monthly one that is paid can be, for as long as the billing page offers.", StatusCodes.Status409Conflict);

    public static Refusal IsPaused { get; } = new("is_paused", "The contract is paused. Go on with it on the billing page first.", StatusCodes.Status409Conflict);

    public static Refusal NotPaused { get; } = new("not_paused", "The contract is not paused, or goes on already. Reload the page.", StatusCodes.Status409Conflict);

    public static Refusal NoSeatsToBuy { get; } = new("no_seats_to_buy", "This plan has no seats to buy. Members who join are paid for by themselves, or cost nothing.", StatusCodes.Status409Conflict);

    public static Refusal NoSuchNumberOfSeats { get; } = new("no_such_number_of_seats", $"Choose a number of seats from 1 to {Seats.Most}.");

    public static Refusal SameSeats { get; } = new("same_seats", "You have so many seats already. Choose another number.", StatusCodes.Status409Conflict);

    /// <param name="used">Members and those who are invited.</param>
    public static Refusal SeatsInUse(int used) => new("seats_in_use", $"{used} seats are taken or wait for those who are invited. Remove some first, or choose more seats.", StatusCodes.Status409Conflict);

    public static Refusal NothingScheduled { get; } = new("nothing_scheduled", "No change is planned, or it has happened already. Reload the page.", StatusCodes.Status409Conflict);

    public static Refusal OtherMode { get; } = new(
        "other_mode", "This contract was made in another mode of the payment provider than the one in use here. Nothing was changed; tell whoever runs this site.", StatusCodes.Status409Conflict);

    public static Refusal NoSuchEvent { get; } = new("no_such_event", "There is no such event here. Send it again from Stripe's dashboard.", StatusCodes.Status404NotFound);

    public static Refusal NoSuchState { get; } = new("no_such_state", "There is no such state. Choose one from the list.");

    public static Refusal NoSuchAccount { get; } = new("no_such_account", "There is no such account, or no longer. Look for it in the list.", StatusCodes.Status404NotFound);

    /// <param name="done">Customers that were taken over.</param>
    /// <param name="failures">Why others were not.</param>
    public static Refusal NotAllCompared(int done, IEnumerable<string> failures) =>
        new("not_all_compared", $"Customers that were taken over: {done}. Others could not be compared: {string.Join(" ", failures.Distinct())} Try again in a few minutes.", StatusCodes.Status503ServiceUnavailable);

    public static Refusal NoSuchUsage { get; } = new("no_such_usage", "This use is not given up, or not any more. Reload the page.", StatusCodes.Status404NotFound);

    public static Refusal NoSuchOwner { get; } = new("no_such_owner", "There is no such user. Name the id of a user, or of a team.", StatusCodes.Status404NotFound);

    public static Refusal NoSuchCustomer { get; } = new("no_such_customer", "The payment provider has no such customer or subscription in this mode. Copy the id, cus_… or sub_…, from its dashboard.", StatusCodes.Status404NotFound);

    public static Refusal CustomerTaken { get; } = new("customer_taken", "Another account has this customer. Search for its id to see which.", StatusCodes.Status409Conflict);

    public static Refusal HasContract { get; } = new("has_contract", "The account has another customer, with a running contract. Cancel that contract first.", StatusCodes.Status409Conflict);

    /// <param name="limits">What there is too much of, each with numbers.</param>
    public static Refusal TooMuchInUse(IEnumerable<string> limits) =>
        new("too_much_in_use", $"You use more than this plan allows: {string.Join(", ", limits)}. Remove some first, or choose a larger plan.", StatusCodes.Status409Conflict);

    /// <summary>A fault of ours or of the account at Stripe, which the log names.</summary>
    public static Refusal Of(StripeException exception) => exception.IsTransient ? ProviderAway : new Refusal(
        "provider_refused", "The payment provider refused this. Nothing was changed; tell whoever runs this site.", StatusCodes.Status502BadGateway);
}
