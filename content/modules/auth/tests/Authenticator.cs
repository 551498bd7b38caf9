using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace QuickScale.Modules.Auth.Tests;

/// <summary>A user's authenticator app: it has the secret and shows codes by the test's clock.</summary>
internal sealed class Authenticator(byte[] secret, ManualClock clock, IReadOnlyList<string> recoveryCodes)
{
    public IReadOnlyList<string> RecoveryCodes { get; } = recoveryCodes;

    /// <summary>The code of the present step, or of one before or after it.</summary>
    public string Code(int step = 0) => Totp.CodeAt(secret, Totp.StepAt(clock.GetUtcNow()) + step);

    /// <summary>A code that is good and was not used: the clock goes on to the next step for it.</summary>
    public string NextCode()
    {
        clock.Advance(TimeSpan.FromSeconds(30));
        return Code();
    }

    /// <summary>A code of none of the steps around now.</summary>
    public string WrongCode() => Enumerable.Range(0, 10).Select(number => $"00000{number}").First(code => Totp.FindStep(secret, code, clock.GetUtcNow()) is null);

    /// <summary>Turns two-factor login on for the browser's user, by the API.</summary>
    public static async Task<Authenticator> TurnOnAsync(TestHost host, Browser browser)
    {
        var secret = FromBase32((string)(await JsonAsync(await browser.ApiAsync(HttpMethod.Post, "/two-factor/begin", new { })))["secret"]!);
        var code = Totp.CodeAt(secret, Totp.StepAt(host.Clock.GetUtcNow()));
        var answer = await JsonAsync(await browser.ApiAsync(HttpMethod.Post, "/two-factor/confirm", new { code }));
        return new Authenticator(secret, host.Clock, [.. answer["recoveryCodes"]!.AsArray().Select(one => (string)one!)]);
    }

    public static async Task<JsonObject> JsonAsync(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    /// <summary>Written apart from the module's own way back and forth.</summary>
    public static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(digit => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(digit, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(index => Convert.ToByte(bits.Substring(index * 8, 8), 2))];
    }
}
