using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;

namespace QsApp.Hosting;

/// <summary>A page of the client, as its build lists it in <c>wwwroot/client/pages.json</c>.</summary>
/// <param name="Path">A path, in which <c>:name</c> stands for any one part and <c>*</c> for all the rest.</param>
public sealed record ListedPage(string Path, string? Title, string? Description, string? Robots);

/// <summary>
/// The client's one page. It is built once and filled in for each response: the nonce of the policy, the colours that the user has
/// chosen, and what search engines and link previews read. A path that the client does not have is answered with 404, and the client
/// then says so itself.
/// </summary>
public sealed class ClientPage(IWebHostEnvironment environment, IOptions<AppSettings> settings, IServiceProvider services)
{
    private const string Nonce = "__NONCE__";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private volatile Built? _built;

    public async Task WriteAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var devServer = services.GetService<DevServer>();
        var built = devServer is null ? Current() : new Built(await devServer.PageAsync(context.RequestAborted), null, default);
        var page = built.Find(context.Request.Path);
        var response = context.Response;
        response.StatusCode = page is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
        response.ContentType = "text/html; charset=utf-8";
        // The nonce is good for this response alone.
        response.Headers.CacheControl = "no-store";
        var html = Fill(built.Html, context, page);
        // A 404 of the client is its own page, and not one for the server's error page to replace.
        if (context.Features.Get<Microsoft.AspNetCore.Diagnostics.IStatusCodePagesFeature>() is { } statusCodePages)
        {
            statusCodePages.Enabled = false;
        }

        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.WriteAsync(html, context.RequestAborted);
        }
    }

    /// <summary>The elements that bring the client's styles, for the pages that the server makes.</summary>
    public IEnumerable<string> StyleSheets()
    {
        if (services.GetService<DevServer>() is not null)
        {
            return ["/client/styles/app.css?direct"];
        }

        return Current().StyleSheets;
    }

    private string Fill(string html, HttpContext context, ListedPage? page)
    {
        var name = settings.Value.Name;
        var title = page?.Title is { } own ? $"{own} · {name}" : name;
        var description = page?.Description ?? $"{name}: what it does for its customers, in one sentence.";
        var robots = page is null ? "noindex" : page.Robots;
        var head = new List<string>
        {
            Meta("name", "description", description),
            Meta("name", "session", context.User.Identity?.IsAuthenticated == true ? "present" : "none"),
            Meta("property", "og:type", "website"),
            Meta("property", "og:site_name", name),
            Meta("property", "og:title", title),
            Meta("property", "og:description", description),
        };
        if (robots is not null)
        {
            head.Add(Meta("name", "robots", robots));
        }
        else if (Uri.TryCreate(settings.Value.BaseUrl, UriKind.Absolute, out var root))
        {
            var address = new Uri(root, context.Request.PathBase + context.Request.Path).AbsoluteUri;
            head.Add($"<link rel=\"canonical\" href=\"{HtmlEncoder.Default.Encode(address)}\">");
            head.Add(Meta("property", "og:url", address));
        }

        return html
            .Replace(Nonce, context.CspNonce(), StringComparison.Ordinal)
            .Replace("__THEME__", HtmlEncoder.Default.Encode(context.User.FindFirst("theme")?.Value ?? "system"), StringComparison.Ordinal)
            .Replace("__TITLE__", HtmlEncoder.Default.Encode(title), StringComparison.Ordinal)
            .Replace("<!--__HEAD__-->", string.Join("\n    ", head), StringComparison.Ordinal);
    }

    private static string Meta(string kind, string name, string content) =>
        $"<meta {kind}=\"{name}\" content=\"{HtmlEncoder.Default.Encode(content)}\">";

    /// <summary>What the client's build has written; read again when it is newer, as it may be in Development.</summary>
    /// <exception cref="InvalidOperationException">The client was never built.</exception>
    private Built Current()
    {
        var file = environment.WebRootFileProvider.GetFileInfo("client/index.html");
        if (!file.Exists)
        {
            throw new InvalidOperationException("The client is not built: run 'npm run build', or 'npm run dev' while you work on it.");
        }

        var built = _built;
        if (built is null || (environment.IsDevelopment() && built.Time != file.LastModified))
        {
            var pages = environment.WebRootFileProvider.GetFileInfo("client/pages.json");
            _built = built = new Built(Read(file), JsonSerializer.Deserialize<List<ListedPage>>(Read(pages), Json), file.LastModified);
        }

        return built;
    }

    private static string Read(IFileInfo file)
    {
        using var reader = new StreamReader(file.CreateReadStream());
        return reader.ReadToEnd();
    }

    /// <param name="Pages">Null while Vite serves the client: then every path may be a page.</param>
    private sealed record Built(string Html, IReadOnlyList<ListedPage>? Pages, DateTimeOffset Time)
    {
        private readonly List<(TemplateMatcher Matcher, ListedPage Page)> _matchers = [.. (Pages ?? []).Select(page => (MatcherOf(page.Path), page))];

        public IReadOnlyList<string> StyleSheets { get; } =
            [.. System.Text.RegularExpressions.Regex.Matches(Html, "<link[^>]*rel=\"stylesheet\"[^>]*href=\"(/client/[^\"]+)\"").Select(match => match.Groups[1].Value)];

        public ListedPage? Find(PathString path) => Pages is null
            ? new ListedPage(path, null, null, null)
            : _matchers.FirstOrDefault(entry => entry.Matcher.TryMatch(path, [])).Page;

        private static TemplateMatcher MatcherOf(string path)
        {
            var template = string.Join('/', path.Split('/').Select(part => part switch
            {
                "*" => "{**rest}",
                [':', .. var name] => $"{{{name}}}",
                _ => part,
            }));
            return new TemplateMatcher(TemplateParser.Parse(template.TrimStart('/')), []);
        }
    }
}
