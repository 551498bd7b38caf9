using System.Globalization;
using System.Text.Json.Nodes;

namespace QuickScale.Modules.Billing;

/// <summary>What a request says of a metered line.</summary>
/// <param name="Id">That of the line; null for a new one.</param>
internal sealed record FakeMeteredLine(string? Id, string? Price, bool IsDeleted)
{
    public string NeedPrice() => Price is { Length: > 0 } price ? price : throw FakeRefusal.Wrong("Missing required param: price.", "price", "parameter_missing");
}

/// <summary>The lines of a subscription that are paid, after a period, by what a meter has counted in it.</summary>
internal sealed partial class FakeSubscriptions
{
    public bool IsMetered(string price) => (string?)state.Get("price", price)["recurring"]?["usage_type"] == "metered";

    /// <summary>Parts the line that is paid for by quantity from those that are metered.</summary>
    /// <param name="subscription">The one that is changed; null for a new one.</param>
    public (FakeCall? Licensed, IReadOnlyList<FakeMeteredLine> Metered) Split(IReadOnlyList<FakeCall> lines, JsonObject? subscription, string parameter)
    {
        var metered = lines.Where(line => line["price"] is { } price ? IsMetered(price) : subscription is not null && line["id"] is { } id && MeteredOf(subscription).Any(item => item.Id() == id)).ToList();
        if (metered.FirstOrDefault(line => line["quantity"] is not null) is not null)
        {
            throw FakeRefusal.Wrong("A metered price has no quantity.", $"{parameter}[quantity]");
        }

        var licensed = lines.Except(metered).ToList();
        return licensed.Count <= 1 ? (licensed.FirstOrDefault(), metered.ConvertAll(line => new FakeMeteredLine(line["id"], line["price"], line.Flag("deleted") == true))) : throw FakeRefusal.Wrong("The stand-in knows subscriptions of one item beside metered ones.", parameter);
    }

    /// <summary>Brings the metered lines in line with those of a phase.</summary>
    private void SetMetered(JsonObject subscription, IReadOnlyCollection<string> prices)
    {
        var all = subscription["items"]!["data"]!.AsArray();
        foreach (var item in MeteredOf(subscription).Where(item => !prices.Contains(PriceOf(item))).ToList())
        {
            all.Remove(item);
        }

        foreach (var price in prices.Except(MeteredOf(subscription).Select(PriceOf)).ToList())
        {
            AddMetered(subscription, price);
        }
    }

    /// <summary>Adds, changes or removes metered lines as a request says.</summary>
    private void ApplyMetered(JsonObject subscription, IReadOnlyList<FakeMeteredLine> lines)
    {
        foreach (var line in lines)
        {
            if (line.Id is not { } id)
            {
                AddMetered(subscription, line.NeedPrice());
                continue;
            }

            var item = MeteredOf(subscription).FirstOrDefault(one => one.Id() == id) ?? throw FakeRefusal.Missing("subscription_item", id);
            if (line.IsDeleted)
            {
                subscription["items"]!["data"]!.AsArray().Remove(item);
            }
            else
            {
                item["price"] = state.Get("price", line.NeedPrice()).DeepClone();
            }
        }
    }

    private void AddMetered(JsonObject subscription, string price)
    {
        var item = subscription.Item();
        var made = Item(subscription.Id(), state.Get("price", price), null, item.Long("current_period_start"), item.Long("current_period_end"));
        if (made["price"]!["recurring"]!["interval"]!.GetValue<string>() != item["price"]!["recurring"]!["interval"]!.GetValue<string>())
        {
            throw FakeRefusal.Wrong("All items of a subscription have one interval.", "items");
        }

        subscription["items"]!["data"]!.AsArray().Add((JsonNode)made);
    }

    /// <summary>What was used from the beginning of the period until now.</summary>
    private List<FakeLine> Used(JsonObject subscription, long at) =>
    [
        .. MeteredOf(subscription).Select(item =>
        {
            var (price, start) = (item["price"]!.AsObject(), item.Long("current_period_start"));
            var used = meters.Used((string)price["recurring"]!["meter"]!, subscription.Text("customer"), start, at);
            return new FakeLine(string.Create(CultureInfo.InvariantCulture, $"{used} × {ProductOf(item)}"), used * price.Long("unit_amount"), subscription.Id(), item.Id(), start, at);
        }),
    ];

    /// <summary>The last invoice of a contract that ends: what was used and not paid yet.</summary>
    private void InvoiceUsage(JsonObject subscription, long at)
    {
        if (Used(subscription, at) is { Count: > 0 } lines && lines.Sum(line => line.Amount) > 0)
        {
            invoices.Attempt(invoices.Open(subscription, "subscription_cycle", lines, at), at);
        }
    }

    private static IEnumerable<JsonObject> MeteredOf(JsonObject subscription) =>
        subscription["items"]!["data"]!.AsArray().Select(item => item!.AsObject()).Where(item => (string?)item["price"]!["recurring"]?["usage_type"] == "metered");

    private static string PriceOf(JsonObject item) => item["price"]!.AsObject().Id();

    private static void SetPeriod(JsonObject subscription, long start, long end)
    {
        foreach (var item in subscription["items"]!["data"]!.AsArray().Select(item => item!.AsObject()))
        {
            (item["current_period_start"], item["current_period_end"]) = (start, end);
        }
    }
}
