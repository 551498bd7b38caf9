namespace QuickScale.Modules.Billing;

/// <summary>Stripe by its HTTP interface: which path, which method and which type for each of <see cref="IStripe"/>'s members.</summary>
internal sealed class HttpStripe(StripeSender sender) : IStripe
{
    public Task<StripeCustomer> GetCustomerAsync(string id, CancellationToken cancellationToken) => sender.GetAsync<StripeCustomer>(Path("customers", id), null, cancellationToken);

    public Task<StripeCustomer> CreateCustomerAsync(CustomerParameters parameters, string key, CancellationToken cancellationToken) =>
        sender.PostAsync<StripeCustomer>("/v1/customers", parameters, key, cancellationToken);

    public Task<StripeCustomer> UpdateCustomerAsync(string id, CustomerParameters parameters, string key, CancellationToken cancellationToken) =>
        sender.PostAsync<StripeCustomer>(Path("customers", id), parameters, key, cancellationToken);

    public Task<StripeCustomer> DeleteCustomerAsync(string id, string key, CancellationToken cancellationToken) =>
        sender.DeleteAsync<StripeCustomer>(Path("customers", id), null, key, cancellationToken);

    public Task<StripeSubscription> GetSubscriptionAsync(string id, CancellationToken cancellationToken) =>
        sender.GetAsync<StripeSubscription>(Path("subscriptions", id), null, cancellationToken);

    public IAsyncEnumerable<StripeSubscription> SubscriptionsAsync(string customer, CancellationToken cancellationToken) =>
        sender.ListAsync<StripeSubscription>("/v1/subscriptions", after => new SubscriptionListParameters(customer) { StartingAfter = after }, cancellationToken);

    public Task<StripeSubscription> UpdateSubscriptionAsync(string id, SubscriptionParameters parameters, string key, CancellationToken cancellationToken) =>
        sender.PostAsync<StripeSubscription>(Path("subscriptions", id), parameters, key, cancellationToken);

    public Task<StripeSubscription> PauseSubscriptionAsync(string id, PauseParameters parameters, string key, CancellationToken cancellationToken) =>
        sender.PostAsync<StripeSubscription>(Path("subscriptions", id), parameters, key, cancellationToken);

    public Task<StripeSubscription> UnpauseSubscriptionAsync(string id, UnpauseParameters parameters, string key, CancellationToken cancellationToken) =>
        sender.PostAsync<StripeSubscription>(Path("subscriptions", id), parameters, key, cancellationToken);

    public Task<StripeSubscription> ResumeSubscriptionAsync(string id, ResumeParameters parameters, string key, CancellationToken cancellationToken) =>
        sender.PostAsync<StripeSubscription>($"{Path("subscriptions", id)}/resume", parameters, key, cancellationToken);

    public Task<StripeSubscription> CancelSubscriptionAsync(string id, CancelParameters parameters, string key, CancellationToken cancellationToken) =>
        sender.DeleteAsync<StripeSubscription>(Path("subscriptions", id), parameters, key, cancellationToken);

    public IAsyncEnumerable<StripeInvoice> InvoicesAsync(string customer, CancellationToken cancellationToken) =>
        sender.ListAsync<StripeInvoice>("/v1/invoices", after => new InvoiceListParameters(customer) { StartingAfter = after }, cancellationToken);

    public IAsyncEnumerable<StripeCharge> ChargesAsync(string customer, CancellationToken cancellationToken) =>
        sender.ListAsync<StripeCharge>("/v1/charges", after => new ChargeListParameters(customer) { StartingAfter = after }, cancellationToken);

    public Task<StripeCharge> GetChargeAsync(string id, CancellationToken cancellationToken) => sender.GetAsync<StripeCharge>(Path("charges", id), null, cancellationToken);

    public IAsyncEnumerable<StripeDispute> DisputesAsync(string charge, CancellationToken cancellationToken) =>
        sender.ListAsync<StripeDispute>("/v1/disputes", after => new DisputeListParameters(charge) { StartingAfter = after }, cancellationToken);

    public Task<StripePaymentMethod> GetPaymentMethodAsync(string id, CancellationToken cancellationToken) =>
        sender.GetAsync<StripePaymentMethod>(Path("payment_methods", id), null, cancellationToken);

    public Task<StripeInvoice> PreviewInvoiceAsync(PreviewParameters parameters, CancellationToken cancellationToken) =>
        sender.PostAsync<StripeInvoice>("/v1/invoices/create_preview", parameters, $"preview:{Guid.CreateVersion7()}", cancellationToken);

    public IAsyncEnumerable<StripePromotionCode> PromotionCodesAsync(string code, CancellationToken cancellationToken) =>
        sender.ListAsync<StripePromotionCode>("/v1/promotion_codes", after => new PromotionCodeListParameters(code) { StartingAfter = after }, cancellationToken);

    public Task<StripeCheckoutSession> CreateCheckoutAsync(CheckoutParameters parameters, string key, CancellationToken cancellationToken) =>
        sender.PostAsync<StripeCheckoutSession>("/v1/checkout/sessions", parameters, key, cancellationToken);

    public Task<StripeCheckoutSession> GetCheckoutAsync(string id, CancellationToken cancellationToken) =>
        sender.GetAsync<StripeCheckoutSession>(Path("checkout/sessions", id), null, cancellationToken);

    public IAsyncEnumerable<StripeCheckoutSession> OpenCheckoutsAsync(string customer, CancellationToken cancellationToken) =>
        sender.ListAsync<StripeCheckoutSession>("/v1/checkout/sessions", after => new CheckoutListParameters(customer) { StartingAfter = after }, cancellationToken);

    public IAsyncEnumerable<StripeCheckoutSession> CompletedCheckoutsAsync(string customer, CancellationToken cancellationToken) =>
        sender.ListAsync<StripeCheckoutSession>("/v1/checkout/sessions", after => new CheckoutListParameters(customer) { Status = "complete", StartingAfter = after }, cancellationToken);

    public IAsyncEnumerable<StripeTaxId> TaxIdsAsync(string customer, CancellationToken cancellationToken) =>
        sender.ListAsync<StripeTaxId>($"{Path("customers", customer)}/tax_ids", after => new TaxIdListParameters { StartingAfter = after }, cancellationToken);

    public Task<StripeCheckoutSession> ExpireCheckoutAsync(string id, string key, CancellationToken cancellationToken) =>
        sender.PostAsync<StripeCheckoutSession>($"{Path("checkout/sessions", id)}/expire", null, key, cancellationToken);

    public Task<StripePortalSession> CreatePortalAsync(PortalParameters parameters, string key, CancellationToken cancellationToken) =>
        sender.PostAsync<StripePortalSession>("/v1/billing_portal/sessions", parameters, key, cancellationToken);

    public Task<StripeSchedule> GetScheduleAsync(string id, CancellationToken cancellationToken) =>
        sender.GetAsync<StripeSchedule>(Path("subscription_schedules", id), null, cancellationToken);

    public Task<StripeSchedule> CreateScheduleAsync(ScheduleCreateParameters parameters, string key, CancellationToken cancellationToken) =>
        sender.PostAsync<StripeSchedule>("/v1/subscription_schedules", parameters, key, cancellationToken);

    public Task<StripeSchedule> UpdateScheduleAsync(string id, ScheduleParameters parameters, string key, CancellationToken cancellationToken) =>
        sender.PostAsync<StripeSchedule>(Path("subscription_schedules", id), parameters, key, cancellationToken);

    public Task<StripeSchedule> ReleaseScheduleAsync(string id, string key, CancellationToken cancellationToken) =>
        sender.PostAsync<StripeSchedule>($"{Path("subscription_schedules", id)}/release", null, key, cancellationToken);

    public IAsyncEnumerable<StripeProduct> ProductsAsync(CancellationToken cancellationToken) =>
        sender.ListAsync<StripeProduct>("/v1/products", after => new ProductListParameters { StartingAfter = after }, cancellationToken);

    public Task<StripeProduct> CreateProductAsync(ProductCreateParameters parameters, string key, CancellationToken cancellationToken) =>
        sender.PostAsync<StripeProduct>("/v1/products", parameters, key, cancellationToken);

    public Task<StripeProduct> UpdateProductAsync(string id, ProductUpdateParameters parameters, string key, CancellationToken cancellationToken) =>
        sender.PostAsync<StripeProduct>(Path("products", id), parameters, key, cancellationToken);

    public IAsyncEnumerable<StripePrice> PricesAsync(CancellationToken cancellationToken) =>
        sender.ListAsync<StripePrice>("/v1/prices", after => new PriceListParameters { StartingAfter = after }, cancellationToken);

    public Task<StripePrice> CreatePriceAsync(PriceCreateParameters parameters, string key, CancellationToken cancellationToken) =>
        sender.PostAsync<StripePrice>("/v1/prices", parameters, key, cancellationToken);

    public Task<StripePrice> UpdatePriceAsync(string id, PriceUpdateParameters parameters, string key, CancellationToken cancellationToken) =>
        sender.PostAsync<StripePrice>(Path("prices", id), parameters, key, cancellationToken);

    public IAsyncEnumerable<StripeMeter> MetersAsync(CancellationToken cancellationToken) =>
        sender.ListAsync<StripeMeter>("/v1/billing/meters", after => new MeterListParameters { StartingAfter = after }, cancellationToken);

    public Task<StripeMeter> CreateMeterAsync(MeterCreateParameters parameters, string key, CancellationToken cancellationToken) =>
        sender.PostAsync<StripeMeter>("/v1/billing/meters", parameters, key, cancellationToken);

    public Task<StripeMeter> UpdateMeterAsync(string id, MeterUpdateParameters parameters, string key, CancellationToken cancellationToken) =>
        sender.PostAsync<StripeMeter>(Path("billing/meters", id), parameters, key, cancellationToken);

    public Task<StripeMeter> ReactivateMeterAsync(string id, string key, CancellationToken cancellationToken) =>
        sender.PostAsync<StripeMeter>($"{Path("billing/meters", id)}/reactivate", null, key, cancellationToken);

    public Task<StripeMeterEvent> CreateMeterEventAsync(MeterEventParameters parameters, string key, CancellationToken cancellationToken) =>
        sender.PostAsync<StripeMeterEvent>("/v1/billing/meter_events", parameters, key, cancellationToken);

    public IAsyncEnumerable<StripeEvent> EventsAsync(DateTime since, CancellationToken cancellationToken) =>
        sender.ListAsync<StripeEvent>(
            "/v1/events", after => new EventListParameters { Created = new TimeRange(new DateTimeOffset(since).ToUnixTimeSeconds()), StartingAfter = after }, cancellationToken);

    /// <summary>An id may come from an event, and must not lead elsewhere.</summary>
    private static string Path(string resource, string id) => id.Length is > 0 and <= BillingTables.ExternalIdLength && id.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-')
        ? $"/v1/{resource}/{id}"
        : throw new StripeException(StripeFault.NotFound, "This is no id of Stripe's.");
}
