using System.Text.Json;
using System.Text.Json.Nodes;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>
/// Whatever the client sends and reads is compared with what Stripe itself publishes, and never with the stand-in: the declarations in its npm package 23.1.0
/// and its sample objects.
/// </summary>
public class ClientFitsStripesDeclarations
{
    [Test]
    public async Task Every_field_and_parameter_is_declared_with_our_type() => (await TypeScript.ComplaintsAsync("client")).ShouldBeEmpty();

    internal static TypeChecks Client() => new TypeChecks()
            .Answer<StripeCustomer>("Stripe.Customer", "deleted").Answer<DeletedCustomer>("Stripe.DeletedCustomer")
            .Answer<StripeSubscription>("Stripe.Subscription")
            .Answer<StripeDiscount>("Stripe.Discount").Answer<StripeCoupon>("Stripe.Coupon").Answer<StripePromotionCode>("Stripe.PromotionCode")
            .Parameters<PromotionCodeListParameters>("Stripe.PromotionCodeListParams")
            .Answer<StripeSubscriptionItem>("Stripe.SubscriptionItem")
            .Answer<StripePrice>("Stripe.Price")
            .Answer<StripeProduct>("Stripe.Product")
            .Answer<StripeInvoice>("Stripe.Invoice")
            .Answer<StripeCheckoutSession>("Stripe.Checkout.Session")
            .Answer<StripePortalSession>("Stripe.BillingPortal.Session")
            .Answer<StripeSchedule>("Stripe.SubscriptionSchedule")
            .Answer<StripeEvent>("Stripe.Event")
            .Answer<StripeCharge>("Stripe.Charge").Answer<StripeRefund>("Stripe.Refund").Answer<StripeDispute>("Stripe.Dispute").Answer<StripePaymentMethod>("Stripe.PaymentMethod")
            .Parameters<ChargeListParameters>("Stripe.ChargeListParams").Parameters<DisputeListParameters>("Stripe.DisputeListParams")
            .These("Stripe.Dispute.Status", ["lost", "won", "prevented", "warning_closed", "warning_needs_response", "warning_under_review", "needs_response", "under_review"])
            .These("Stripe.Coupon.Duration", ["once"]).These("Stripe.Price.TaxBehavior", ["inclusive"])
            .Answer<StripeMeter>("Stripe.Billing.Meter").Answer<StripeMeterEvent>("Stripe.Billing.MeterEvent")
            .Parameters<MeterListParameters>("Stripe.Billing.MeterListParams").Parameters<MeterCreateParameters>("Stripe.Billing.MeterCreateParams")
            .Parameters<MeterUpdateParameters>("Stripe.Billing.MeterUpdateParams").Parameters<MeterEventParameters>("Stripe.Billing.MeterEventCreateParams")
            .These("Stripe.Billing.MeterCreateParams.DefaultAggregation.Formula", [new MeterCreateParameters("", "").DefaultAggregation.Formula])
            .These("Stripe.PriceCreateParams.Recurring.UsageType", ["metered"])
            .Parameters<CustomerParameters>("Stripe.CustomerCreateParams").Parameters<CustomerParameters>("Stripe.CustomerUpdateParams")
            .Parameters<SubscriptionListParameters>("Stripe.SubscriptionListParams").These("Stripe.SubscriptionListParams[\"status\"]", [new SubscriptionListParameters("").Status])
            .Parameters<SubscriptionParameters>("Stripe.SubscriptionUpdateParams")
            .Parameters<PauseParameters>("Stripe.SubscriptionUpdateParams").These("Obj<Stripe.SubscriptionUpdateParams[\"pause_collection\"]>[\"behavior\"]", [ContractPause.Behavior])
            .Parameters<UnpauseParameters>("Stripe.SubscriptionUpdateParams").These("Stripe.SubscriptionUpdateParams[\"pause_collection\"]", [new UnpauseParameters().PauseCollection])
            .These("Obj<Stripe.SubscriptionUpdateParams[\"billing_cycle_anchor\"]>[\"type\"]", [ContractPause.FromNow])
            .Parameters<CancelParameters>("Stripe.SubscriptionCancelParams")
            .Parameters<ResumeParameters>("Stripe.SubscriptionResumeParams").These("Stripe.SubscriptionResumeParams.PaymentBehavior", [TrialResume.WhenPaid])
            .Parameters<InvoiceListParameters>("Stripe.InvoiceListParams")
            .Parameters<PreviewParameters>("Stripe.InvoiceCreatePreviewParams")
            .Parameters<CheckoutParameters>("Stripe.Checkout.SessionCreateParams")
            .Parameters<CheckoutListParameters>("Stripe.Checkout.SessionListParams").These("Stripe.Checkout.SessionListParams[\"status\"]", [new CheckoutListParameters("").Status])
            .These("Stripe.Checkout.SessionListParams[\"status\"]", ["complete"]).These("Stripe.Checkout.Session[\"payment_status\"]", ["paid", "no_payment_required"])
            .These("Stripe.Checkout.SessionCreateParams[\"mode\"]", ["payment", "subscription"])
            .Answer<StripeTaxId>("Stripe.TaxId").Parameters<TaxIdListParameters>("Stripe.CustomerListTaxIdsParams")
            .Parameters<PortalParameters>("Stripe.BillingPortal.SessionCreateParams")
            .Parameters<ScheduleCreateParameters>("Stripe.SubscriptionScheduleCreateParams")
            .Parameters<ScheduleParameters>("Stripe.SubscriptionScheduleUpdateParams")
            .Parameters<ProductCreateParameters>("Stripe.ProductCreateParams").Parameters<ProductUpdateParameters>("Stripe.ProductUpdateParams")
            .Parameters<ProductListParameters>("Stripe.ProductListParams")
            .Parameters<PriceCreateParameters>("Stripe.PriceCreateParams")
            .Parameters<PriceUpdateParameters>("Stripe.PriceUpdateParams")
            .Parameters<PriceListParameters>("Stripe.PriceListParams")
            .Parameters<EventListParameters>("Stripe.EventListParams");

    [Test]
    public async Task The_statuses_are_those_that_Stripe_declares()
    {
        Enum.GetNames<SubscriptionStatus>().Length.ShouldBe(8);
        (await TypeScript.ComplaintsAsync("statuses")).ShouldBeEmpty();
    }

    internal static TypeChecks Statuses() =>
        new TypeChecks().ExactlyThese("Stripe.Subscription.Status", Enum.GetNames<SubscriptionStatus>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName));

    [Test]
    public async Task The_version_is_that_of_the_package()
    {
        var declaration = await File.ReadAllTextAsync(Path.Combine(await NpmPackages.FolderAsync(), "node_modules", "stripe", "cjs", "apiVersion.d.ts"));

        declaration.ShouldContain($"\"{StripeSender.ApiVersion}\"");
    }

    [Test]
    public async Task A_wrong_field_would_be_noticed()
    {
        var output = await TypeScript.ComplaintsAsync("wrong");

        output.ShouldContain("current_period_end", customMessage: "it lies on the item since 2025");
        output.Split('\n').Count(line => line.Contains("error TS", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(3);
    }

    internal static TypeChecks WrongFields() => new TypeChecks().Answer<Wrong>("Stripe.Subscription");

    [TestCase("customer", typeof(StripeCustomer))]
    [TestCase("deleted_customer", typeof(StripeCustomer))]
    [TestCase("subscription", typeof(StripeSubscription))]
    [TestCase("subscription_item", typeof(StripeSubscriptionItem))]
    [TestCase("charge", typeof(StripeCharge))]
    [TestCase("tax_id", typeof(StripeTaxId))]
    [TestCase("coupon", typeof(StripeCoupon))]
    [TestCase("promotion_code", typeof(StripePromotionCode))]
    [TestCase("price", typeof(StripePrice))]
    [TestCase("product", typeof(StripeProduct))]
    [TestCase("invoice", typeof(StripeInvoice))]
    [TestCase("checkout.session", typeof(StripeCheckoutSession))]
    [TestCase("billing_portal.session", typeof(StripePortalSession))]
    [TestCase("subscription_schedule", typeof(StripeSchedule))]
    [TestCase("event", typeof(StripeEvent))]
    [TestCase("billing.meter", typeof(StripeMeter))]
    [TestCase("charge", typeof(StripeCharge))]
    [TestCase("refund", typeof(StripeRefund))]
    [TestCase("dispute", typeof(StripeDispute))]
    [TestCase("invoice_payment", typeof(StripeInvoicePayment))]
    [TestCase("payment_method", typeof(StripePaymentMethod))]
    [TestCase("coupon", typeof(StripeCoupon))]
    public void Stripes_sample_objects_are_read(string sample, Type type)
    {
        // Fields that are missing, or null where ours cannot be, are refused.
        var read = JsonSerializer.Deserialize(Samples.Json(sample), type, StripeForm.Json);

        read.ShouldBeAssignableTo<IStripeObject>()!.Id.ShouldBe((string)JsonNode.Parse(Samples.Json(sample))!["id"]!);
    }

    [Test]
    public void A_field_that_is_missing_is_refused_and_not_taken_for_zero()
    {
        var cut = JsonNode.Parse(Samples.Json("subscription"))!.AsObject();
        cut.Remove("cancel_at_period_end").ShouldBeTrue();

        Should.Throw<JsonException>(() => cut.Deserialize<StripeSubscription>(StripeForm.Json));
    }

    private sealed record DeletedCustomer(string Id, bool Deleted);

    private sealed record Wrong(string Status, long CurrentPeriodEnd, long Currency, string Schedule);
}
