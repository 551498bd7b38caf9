namespace QuickScale.Modules.Billing;

/// <summary>
/// The endpoints of Stripe that the module uses: the one seam, so that the official library can take the place of <see cref="HttpStripe"/>. Every write names an
/// idempotency key that is the same for each try, also after a crash.
/// </summary>
/// <remarks>All members throw <see cref="StripeException"/>, which says whether to try again.</remarks>
public interface IStripe
{
    Task<StripeCustomer> GetCustomerAsync(string id, CancellationToken cancellationToken);

    Task<StripeCustomer> CreateCustomerAsync(CustomerParameters parameters, string key, CancellationToken cancellationToken);

    Task<StripeCustomer> UpdateCustomerAsync(string id, CustomerParameters parameters, string key, CancellationToken cancellationToken);

    /// <summary>For good, with all that is known of it; its contracts end at once.</summary>
    Task<StripeCustomer> DeleteCustomerAsync(string id, string key, CancellationToken cancellationToken);

    Task<StripeSubscription> GetSubscriptionAsync(string id, CancellationToken cancellationToken);

    /// <summary>All of a customer, ended ones too, the newest first.</summary>
    IAsyncEnumerable<StripeSubscription> SubscriptionsAsync(string customer, CancellationToken cancellationToken);

    Task<StripeSubscription> UpdateSubscriptionAsync(string id, SubscriptionParameters parameters, string key, CancellationToken cancellationToken);

    /// <summary>Collects nothing for a time.</summary>
    Task<StripeSubscription> PauseSubscriptionAsync(string id, PauseParameters parameters, string key, CancellationToken cancellationToken);

    Task<StripeSubscription> UnpauseSubscriptionAsync(string id, UnpauseParameters parameters, string key, CancellationToken cancellationToken);

    /// <summary>Goes on with one whose status is <c>paused</c>, with a new period.</summary>
    Task<StripeSubscription> ResumeSubscriptionAsync(string id, ResumeParameters parameters, string key, CancellationToken cancellationToken);

    /// <summary>Ends it at once.</summary>
    Task<StripeSubscription> CancelSubscriptionAsync(string id, CancelParameters parameters, string key, CancellationToken cancellationToken);

    /// <summary>The newest first.</summary>
    IAsyncEnumerable<StripeInvoice> InvoicesAsync(string customer, CancellationToken cancellationToken);

    /// <summary>What was taken from a customer, with refunds; the newest first.</summary>
    IAsyncEnumerable<StripeCharge> ChargesAsync(string customer, CancellationToken cancellationToken);

    Task<StripeCharge> GetChargeAsync(string id, CancellationToken cancellationToken);

    IAsyncEnumerable<StripeDispute> DisputesAsync(string charge, CancellationToken cancellationToken);

    Task<StripePaymentMethod> GetPaymentMethodAsync(string id, CancellationToken cancellationToken);

    /// <summary>What a change would cost; nothing is changed.</summary>
    Task<StripeInvoice> PreviewInvoiceAsync(PreviewParameters parameters, CancellationToken cancellationToken);

    /// <summary>Those that can still be redeemed and are called so; one at most, unless Stripe has it for several customers.</summary>
    IAsyncEnumerable<StripePromotionCode> PromotionCodesAsync(string code, CancellationToken cancellationToken);

    Task<StripeCheckoutSession> CreateCheckoutAsync(CheckoutParameters parameters, string key, CancellationToken cancellationToken);

    Task<StripeCheckoutSession> GetCheckoutAsync(string id, CancellationToken cancellationToken);

    /// <summary>Those of a customer that can still be paid.</summary>
    IAsyncEnumerable<StripeCheckoutSession> OpenCheckoutsAsync(string customer, CancellationToken cancellationToken);

    /// <summary>Those of a customer that are done, whether or not they are paid.</summary>
    IAsyncEnumerable<StripeCheckoutSession> CompletedCheckoutsAsync(string customer, CancellationToken cancellationToken);

    IAsyncEnumerable<StripeTaxId> TaxIdsAsync(string customer, CancellationToken cancellationToken);

    Task<StripeCheckoutSession> ExpireCheckoutAsync(string id, string key, CancellationToken cancellationToken);

    Task<StripePortalSession> CreatePortalAsync(PortalParameters parameters, string key, CancellationToken cancellationToken);

    Task<StripeSchedule> GetScheduleAsync(string id, CancellationToken cancellationToken);

    Task<StripeSchedule> CreateScheduleAsync(ScheduleCreateParameters parameters, string key, CancellationToken cancellationToken);

    Task<StripeSchedule> UpdateScheduleAsync(string id, ScheduleParameters parameters, string key, CancellationToken cancellationToken);

    /// <summary>Takes the schedule away; the subscription goes on as it is.</summary>
    Task<StripeSchedule> ReleaseScheduleAsync(string id, string key, CancellationToken cancellationToken);

    IAsyncEnumerable<StripeProduct> ProductsAsync(CancellationToken cancellationToken);

    Task<StripeProduct> CreateProductAsync(ProductCreateParameters parameters, string key, CancellationToken cancellationToken);

    Task<StripeProduct> UpdateProductAsync(string id, ProductUpdateParameters parameters, string key, CancellationToken cancellationToken);

    IAsyncEnumerable<StripePrice> PricesAsync(CancellationToken cancellationToken);

    Task<StripePrice> CreatePriceAsync(PriceCreateParameters parameters, string key, CancellationToken cancellationToken);

    Task<StripePrice> UpdatePriceAsync(string id, PriceUpdateParameters parameters, string key, CancellationToken cancellationToken);

    IAsyncEnumerable<StripeMeter> MetersAsync(CancellationToken cancellationToken);

    Task<StripeMeter> CreateMeterAsync(MeterCreateParameters parameters, string key, CancellationToken cancellationToken);

    Task<StripeMeter> UpdateMeterAsync(string id, MeterUpdateParameters parameters, string key, CancellationToken cancellationToken);

    Task<StripeMeter> ReactivateMeterAsync(string id, string key, CancellationToken cancellationToken);

    /// <summary>Tells a meter what was used.</summary>
    Task<StripeMeterEvent> CreateMeterEventAsync(MeterEventParameters parameters, string key, CancellationToken cancellationToken);

    /// <summary>The newest first; Stripe keeps them for 30 days.</summary>
    /// <param name="since">UTC.</param>
    IAsyncEnumerable<StripeEvent> EventsAsync(DateTime since, CancellationToken cancellationToken);
}
