using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>The client of the theme react writes amounts as the server does, so it knows the same currencies.</summary>
public partial class MoneyIsShownAlike
{
    private static readonly string[] Currencies = [.. from first in Letters() from second in Letters() from third in Letters() select $"{first}{second}{third}"];

    [Test]
    public void The_client_knows_the_currencies_of_the_server()
    {
        var client = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Here())!, "..", "react", "money.ts"));

        List("withoutPlaces", client).ShouldBe(Currencies.Where(currency => Money.Places(currency) == 0));
        List("withThreePlaces", client).ShouldBe(Currencies.Where(currency => Money.Places(currency) == 3));
        List("wholeInHundredths", client).ShouldBe(Currencies.Where(currency => Money.Step(currency) == 100));
    }

    private static IEnumerable<string> List(string name, string client) =>
        Code().Matches(Regex.Match(client, $@"{name} = \[(?<codes>[^\]]+)\]").Groups["codes"].Value).Select(code => code.Groups["code"].Value);

    private static IEnumerable<char> Letters() => Enumerable.Range('a', 26).Select(letter => (char)letter);

    private static string Here([CallerFilePath] string path = "") => path;

    [GeneratedRegex("\"(?<code>[a-z]{3})\"")]
    private static partial Regex Code();
}
