using System.Net;
using System.Text.RegularExpressions;

namespace QuickScale.Browser.Tests;

/// <summary>What the development page of mail shows, read apart from the browser, whose page stays as it is.</summary>
internal static partial class Mail
{
    private static readonly HttpClient Client = new();
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>The path of the newest message to an address; it is sent in the background and waited for.</summary>
    public static async Task<string> PathAsync(string site, string to, string subject)
    {
        for (var end = DateTime.UtcNow + Limit; DateTime.UtcNow < end; await Task.Delay(100))
        {
            foreach (var row in Row().Matches(await Client.GetStringAsync($"{site}/dev/mail")).Select(row => row.Value))
            {
                if (Message().Match(row) is { Success: true } link
                    && WebUtility.HtmlDecode(link.Groups["subject"].Value) == subject && WebUtility.HtmlDecode(row).Contains(to, StringComparison.Ordinal))
                    return link.Groups["path"].Value;
            }
        }

        throw new InvalidOperationException($"No '{subject}' was mailed to {to}.");
    }

    /// <summary>The six digits of the newest message to an address.</summary>
    public static async Task<string> CodeAsync(string site, string to, string subject)
    {
        var page = await Client.GetStringAsync(site + await PathAsync(site, to, subject));
        return SixDigits().Match(page).Groups["code"].Value;
    }

    [GeneratedRegex(@"<tr>[\s\S]*?</tr>")]
    private static partial Regex Row();

    [GeneratedRegex("href=\"(?<path>/dev/mail/[^\"]+)\">(?<subject>[^<]+)<")]
    private static partial Regex Message();

    [GeneratedRegex(@"<pre[^>]*>[\s\S]*?\b(?<code>[0-9]{6})\b")]
    private static partial Regex SixDigits();
}
