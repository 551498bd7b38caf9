using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Core;

/// <summary>
/// Addresses of the site for e-mails and other places outside it. They begin with the setting <c>App:BaseUrl</c> and never with the
/// host of a request, which whoever sends the request chooses.
/// </summary>
public sealed class SiteLinks(IConfiguration configuration)
{
    /// <summary>The name that people see: the setting <c>App:Name</c>.</summary>
    public string Name => configuration["App:Name"] is { Length: > 0 } name ? name : "Application";

    /// <summary>The site's address; it ends with a slash.</summary>
    /// <exception cref="OptionsValidationException">The setting is missing or no http or https address.</exception>
    public Uri Base =>
        Uri.TryCreate(configuration["App:BaseUrl"], UriKind.Absolute, out var url) && url.Scheme is "https" or "http" && url is { Query: "", Fragment: "", UserInfo: "" }
            ? new Uri(url.AbsoluteUri.TrimEnd('/') + "/")
            : throw new OptionsValidationException("App:BaseUrl", typeof(SiteLinks), ["Set App__BaseUrl to the site's public address, such as https://www.example.com."]);

    /// <summary>The absolute address of a path of the site.</summary>
    /// <param name="path">From <c>/</c>, with its query: <c>/account/verify?token=…</c>, escaped already.</param>
    /// <exception cref="ArgumentException">The path does not begin with one slash, and could lead to another site.</exception>
    public Uri To(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path is not ['/', ..] || path is ['/', '/' or '\\', ..] || path.Any(char.IsControl))
        {
            throw new ArgumentException("A path of the site begins with one slash.", nameof(path));
        }

        return new Uri(Base.AbsoluteUri + path[1..]);
    }
}
