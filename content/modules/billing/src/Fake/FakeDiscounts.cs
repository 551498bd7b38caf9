using System.Text.Json.Nodes;

namespace QuickScale.Modules.Billing;

/// <summary>Coupons, promotion codes and what they take off in the stand-in (documentation, "Coupons and promotion codes").</summary>
internal sealed class FakeDiscounts(FakeState state)
{
    public IEnumerable<FakeRoute> Routes =>
    [
        new("POST", "/v1/coupons", "Stripe.CouponCreateParams", "id name percent_off amount_off currency duration duration_in_months", call =>
        {
            var (percent, amount, duration) = (call.Number("percent_off"), call.Number("amount_off"), call["duration"] ?? "once");
            if (percent is null == amount is null || percent is < 1 or > 100 || (amount is not null && call["currency"] is null) || duration is not ("once" or "forever" or "repeating"))
            {
                throw FakeRefusal.Wrong("A coupon needs percent_off, or amount_off with its currency.", "percent_off");
            }

            return state.Add("coupon", call["id"] ?? state.NewId("coupon"), new JsonObject
            {
                ["name"] = call["name"],
                ["percent_off"] = percent,
                ["amount_off"] = amount,
                ["currency"] = call["currency"],
                ["duration"] = duration,
                ["duration_in_months"] = duration == "repeating" ? call.Number("duration_in_months") ?? throw FakeRefusal.Wrong("Missing required param: duration_in_months.", "duration_in_months", "parameter_missing") : null,
                ["created"] = state.RealNow,
                ["redeem_by"] = null,
                ["max_redemptions"] = null,
            });
        }),
        new("POST", "/v1/promotion_codes", "Stripe.PromotionCodeCreateParams", "promotion[type] promotion[coupon] code max_redemptions expires_at", call => state.Add("promotion_code", state.NewId("promo"), new JsonObject
        {
            ["promotion"] = new JsonObject { ["type"] = call.Need("promotion[type]"), ["coupon"] = state.Get("coupon", call.Need("promotion[coupon]")).Id() },
            ["code"] = call.Need("code"),
            ["active"] = true,
            ["max_redemptions"] = call.Number("max_redemptions"),
            ["expires_at"] = call.Number("expires_at"),
            ["created"] = state.RealNow,
        })),
        new("GET", "/v1/promotion_codes", "Stripe.PromotionCodeListParams", "limit starting_after code active", call => FakeState.Page("/v1/promotion_codes", state.All("promotion_code").Where(one =>
            (call["code"] is not { } code || string.Equals(one.Text("code"), code, StringComparison.OrdinalIgnoreCase)) && (call.Flag("active") is not { } active || IsGood(one) == active)), call)),
    ];

    /// <summary>The promotion code that a customer has typed.</summary>
    /// <returns>Null when it is none, or not good any more.</returns>
    public JsonObject? Find(string code) => state.All("promotion_code").FirstOrDefault(one => string.Equals(one.Text("code"), code, StringComparison.OrdinalIgnoreCase) && IsGood(one));

    /// <summary>Redeems what a checkout names.</summary>
    /// <param name="promotion">The id of a promotion code, or null for a coupon alone.</param>
    public void Redeem(JsonObject subscription, string? coupon, string? promotion, long at)
    {
        var code = promotion is null ? null : state.Get("promotion_code", promotion);
        var taken = state.Get("coupon", coupon ?? (string)code!["promotion"]!["coupon"]!);
        var end = taken.Text("duration") == "repeating" ? DateTimeOffset.FromUnixTimeSeconds(at).AddMonths((int)taken.Long("duration_in_months")).ToUnixTimeSeconds() : (long?)null;
        var discount = state.Add("discount", state.NewId("di"), new JsonObject
        {
            ["customer"] = subscription.Text("customer"),
            ["subscription"] = subscription.Id(),
            ["source"] = new JsonObject { ["type"] = "coupon", ["coupon"] = taken.Id() },
            ["promotion_code"] = code?.Id(),
            ["start"] = at,
            ["end"] = end,
        });
        taken["times_redeemed"] = taken.Long("times_redeemed") + 1;
        if (code is not null)
        {
            code["times_redeemed"] = code.Long("times_redeemed") + 1;
        }

        subscription["discounts"] = new JsonArray(discount.Id());
    }

    /// <summary>What is taken off an amount; what is given back is reduced alike.</summary>
    public long Off(JsonObject subscription, long amount, long at) => Of(subscription, at) is { } coupon ? Off(coupon, amount) : 0;

    public long Off(string coupon, long amount) => Off(state.Get("coupon", coupon), amount);

    /// <summary>A discount for one invoice is gone with it, one for some months with their end.</summary>
    public void Use(JsonObject subscription, long at)
    {
        if (Of(subscription, at) is not { } coupon || coupon.Text("duration") == "once")
        {
            subscription["discounts"] = new JsonArray();
        }
    }

    /// <summary>A subscription with its discounts as objects, as <c>expand</c> asks for.</summary>
    public JsonObject Expand(JsonObject subscription)
    {
        var expanded = (JsonObject)subscription.DeepClone();
        expanded["discounts"] = new JsonArray([.. subscription["discounts"]!.AsArray().Select(id =>
        {
            var discount = (JsonObject)state.Get("discount", (string)id!).DeepClone();
            discount["source"]!["coupon"] = state.Get("coupon", (string)discount["source"]!["coupon"]!).DeepClone();
            discount["promotion_code"] = (string?)discount["promotion_code"] is { } code ? state.Get("promotion_code", code).DeepClone() : null;
            return discount;
        })]);
        return expanded;
    }

    private JsonObject? Of(JsonObject subscription, long at) =>
        subscription["discounts"] is JsonArray { Count: > 0 } all && state.Get("discount", (string)all[0]!) is var discount && ((long?)discount["end"] is not { } end || at < end)
            ? state.Get("coupon", (string)discount["source"]!["coupon"]!)
            : null;

    private static long Off(JsonObject coupon, long amount) => (long?)coupon["percent_off"] is { } percent
        ? (long)Math.Round((decimal)amount * percent / 100, MidpointRounding.AwayFromZero)
        : Math.Clamp(coupon.Long("amount_off"), 0, Math.Max(0, amount));

    private bool IsGood(JsonObject code) => (bool)code["active"]! && ((long?)code["expires_at"] is not { } end || state.RealNow < end) && ((long?)code["max_redemptions"] is not { } most || code.Long("times_redeemed") < most);
}
