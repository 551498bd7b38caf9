using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace QuickScale.Modules.Billing;

/// <summary>Reads <c>billing.yml</c>. What it does not know is refused with the line, since a typing error would give something away or take it.</summary>
internal static class CatalogueFile
{
    internal sealed record Reading(IReadOnlyList<Plan> Plans, IReadOnlyList<string> Violations);

    public static Reading Read(string text, string file)
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            if (yaml.Documents.Count == 0)
            {
                return new Reading([], []);
            }

            var root = Fields(yaml.Documents[0].RootNode, "plans", "meters");
            var meters = Pairs(root.GetValueOrDefault("meters")).ToDictionary(meter => Text(meter.Key), meter => new PlanMeter(Text(meter.Key), Text(meter.Value)));
            return new Reading([.. Items(root.GetValueOrDefault("plans")).Select(plan => ReadPlan(plan, meters))], []);
        }
        catch (YamlException exception)
        {
            return new Reading([], [$"Put right {file}, line {exception.Start.Line}: {exception.Message}"]);
        }
    }

    private static Plan ReadPlan(YamlNode node, Dictionary<string, PlanMeter> meters)
    {
        var fields = Fields(node, "key", "name", "description", "points", "prices", "metered", "features", "limits", "trial", "seats", "public", "archived");
        return new Plan(Need(fields, "key", node), Need(fields, "name", node))
        {
            Description = fields.TryGetValue("description", out var description) ? Text(description) : "",
            Points = [.. Items(fields.GetValueOrDefault("points")).Select(Text)],
            Prices = ReadPrices(fields.GetValueOrDefault("prices")),
            Metered = [.. Pairs(fields.GetValueOrDefault("metered")).Select(metered => new PlanMetered(
                meters.GetValueOrDefault(Text(metered.Key)) ?? throw Wrong(metered.Key, $"name '{Text(metered.Key)}' under meters first."), ReadPrices(metered.Value)))],
            Features = [.. Items(fields.GetValueOrDefault("features")).Select(Text)],
            Limits = Pairs(fields.GetValueOrDefault("limits")).ToDictionary(limit => Text(limit.Key), limit => ReadLimit(limit.Value)),
            Trial = fields.TryGetValue("trial", out var trial) ? ReadTrial(trial) : null,
            Seats = fields.TryGetValue("seats", out var seats) ? ReadSeats(seats) : null,
            IsPublic = !fields.TryGetValue("public", out var isPublic) || Flag(isPublic),
            IsArchived = fields.TryGetValue("archived", out var isArchived) && Flag(isArchived),
        };
    }

    private static IReadOnlyList<PlanPrice> ReadPrices(YamlNode? node) =>
        [.. Pairs(node).SelectMany(interval => Pairs(interval.Value).Select(price => new PlanPrice(Interval(interval.Key), Text(price.Key), Amount(price.Value, Text(price.Key)))))];

    /// <summary>A number alone is a hard limit of what there is at once.</summary>
    private static PlanLimit ReadLimit(YamlNode node)
    {
        if (node is YamlScalarNode)
        {
            return new PlanLimit(LimitKind.Have, Whole(node));
        }

        var fields = Fields(node, "max", "kind", "soft");
        var kind = fields.TryGetValue("kind", out var given) ? Text(given) switch
        {
            "have" => LimitKind.Have,
            "per_period" => LimitKind.PerPeriod,
            _ => throw Wrong(given, "write have or per_period."),
        } : LimitKind.Have;
        return new PlanLimit(kind, Whole(fields.GetValueOrDefault("max") ?? throw Wrong(node, "add max.")), fields.TryGetValue("soft", out var soft) && Flag(soft));
    }

    private static PlanTrial ReadTrial(YamlNode node)
    {
        var fields = Fields(node, "days", "card", "without_card");
        return new PlanTrial(
            (int)Whole(fields.GetValueOrDefault("days") ?? throw Wrong(node, "add days.")), fields.TryGetValue("card", out var card) && Flag(card),
            fields.TryGetValue("without_card", out var then) ? Text(then) : "pause");
    }

    private static PlanSeats ReadSeats(YamlNode node)
    {
        var fields = Fields(node, "mode", "included");
        var mode = Text(fields.GetValueOrDefault("mode") ?? throw Wrong(node, "add mode.")) switch
        {
            "fixed" => SeatMode.Fixed,
            "auto" => SeatMode.Auto,
            _ => throw Wrong(fields["mode"], "write fixed or auto."),
        };
        return new PlanSeats(mode, fields.TryGetValue("included", out var included) ? (int)Whole(included) : 1);
    }

    private static BillingInterval Interval(YamlNode node) => Text(node) switch
    {
        "month" => BillingInterval.Month,
        "year" => BillingInterval.Year,
        "once" => BillingInterval.Once,
        _ => throw Wrong(node, "write month, year or once."),
    };

    /// <summary>As people write it, <c>19.90</c>, in the minor unit.</summary>
    private static long Amount(YamlNode node, string currency)
    {
        if (!decimal.TryParse(Text(node), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) || amount > 10_000_000)
        {
            throw Wrong(node, "write an amount such as 19.90.");
        }

        try
        {
            return Money.Parse(amount, currency);
        }
        catch (FormatException exception)
        {
            throw Wrong(node, exception.Message);
        }
    }

    private static long Whole(YamlNode node) =>
        long.TryParse(Text(node), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= int.MaxValue ? number : throw Wrong(node, "write a whole number from 0.");

    private static bool Flag(YamlNode node) => Text(node) switch { "true" => true, "false" => false, _ => throw Wrong(node, "write true or false.") };

    private static string Need(Dictionary<string, YamlNode> fields, string name, YamlNode within) => fields.TryGetValue(name, out var value) ? Text(value) : throw Wrong(within, $"add {name}.");

    private static string Text(YamlNode node) => node is YamlScalarNode { Value: { } value } ? value : throw Wrong(node, "write one value.");

    private static YamlSequenceNode Items(YamlNode? node) => node switch
    {
        null => new YamlSequenceNode(),
        YamlSequenceNode items => items,
        _ => throw Wrong(node, "write a list."),
    };

    private static IEnumerable<KeyValuePair<YamlNode, YamlNode>> Pairs(YamlNode? node) => node switch
    {
        null => [],
        YamlMappingNode pairs => pairs.Children,
        _ => throw Wrong(node, "write pairs of a name and a value."),
    };

    private static Dictionary<string, YamlNode> Fields(YamlNode node, params string[] known)
    {
        var fields = new Dictionary<string, YamlNode>();
        foreach (var (name, value) in Pairs(node))
        {
            fields[known.Contains(Text(name)) ? Text(name) : throw Wrong(name, $"'{Text(name)}' is not known; there are {string.Join(", ", known)}.")] = value;
        }

        return fields;
    }

    private static YamlException Wrong(YamlNode node, string what) => new(node.Start, node.End, what);
}
