using System.Globalization;

namespace QsApp.Tests;

/// <summary>RFC 9116.</summary>
public class SecurityTxtTests
{
    [Test]
    public async Task It_names_a_contact_an_end_within_a_year_and_its_own_address()
    {
        await using var app = await AppFactory.StartAsync("Production");
        using var client = app.CreateClient();
        using var response = await client.GetAsync("/.well-known/security.txt");
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; charset=utf-8");

        var fields = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(": ", 2)).ToDictionary(field => field[0], field => field[1]);
        fields["Contact"].ShouldBe("mailto:security@example.com");
        fields["Canonical"].ShouldBe("https://localhost/.well-known/security.txt");
        var expires = DateTimeOffset.Parse(fields["Expires"], CultureInfo.InvariantCulture);
        expires.ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddDays(90));
        expires.ShouldBeLessThan(DateTimeOffset.UtcNow.AddYears(1));
    }
}
