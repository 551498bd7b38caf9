using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;

namespace QsApp.Hosting;

/// <summary>/.well-known/security.txt (RFC 9116): where a vulnerability is reported.</summary>
public static class SecurityTxt
{
    public const string Path = "/.well-known/security.txt";

    // RFC 9116, 2.5.5: less than a year ahead. A running instance renews it by itself.
    private static readonly TimeSpan ValidFor = TimeSpan.FromDays(180);

    public static void MapSecurityTxt(this WebApplication app)
    {
        app.MapGet(Path, (IOptions<AppSettings> settings, TimeProvider clock) => settings.Value.SecurityContact.Length == 0
            ? Results.NotFound()
            : Results.Text(Write(settings.Value, clock.GetUtcNow()), "text/plain", Encoding.UTF8))
            .ExcludeFromDescription();
    }

    private static string Write(AppSettings settings, DateTimeOffset now)
    {
        var text = new StringBuilder()
            .Append("Contact: ").Append(settings.SecurityContact).Append('\n')
            .Append("Expires: ").Append((now + ValidFor).UtcDateTime.Date.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)).Append('\n');
        if (settings.BaseUrl.Length > 0)
        {
            text.Append("Canonical: ").Append(settings.BaseUrl.TrimEnd('/')).Append(Path).Append('\n');
        }

        return text.Append("Preferred-Languages: en\n").ToString();
    }
}
