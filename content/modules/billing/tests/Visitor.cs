using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>Keeps cookies, follows no redirects, and fills in forms as a person without script does.</summary>
internal sealed partial class Visitor : IDisposable
{
    private readonly HttpClient _http;
    private readonly TestPeople _people;

    public Visitor(BillingHost host, Guid? user)
    {
        _people = host.People;
        _http = new HttpClient(new CookieKeeper(host.Handler(), Cookies)) { BaseAddress = BillingHost.Address };
        if (user is { } id)
        {
            Session = Guid.CreateVersion7().ToString("N");
            _people.Sessions[Session] = id;
            Cookies.Add(BillingHost.Address, new Cookie(CookieOfTests.Cookie, Session));
        }
    }

    public CookieContainer Cookies { get; } = new();

    public string? Session { get; }

    public System.Net.Http.Headers.HttpRequestHeaders Headers => _http.DefaultRequestHeaders;

    public void Dispose() => _http.Dispose();

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(path);

    /// <summary>A page, which is there.</summary>
    public async Task<string> PageAsync(string path) => WebUtility.HtmlDecode(await _http.GetStringAsync(path));

    /// <summary>Sends a form that has no token of ours, such as those of the stand-in.</summary>
    public Task<HttpResponseMessage> SubmitAsync(string path, params IEnumerable<KeyValuePair<string, string>> fields) => _http.PostAsync(path, new FormUrlEncodedContent(fields));

    /// <summary>Opens a page and sends one of its forms, with what the page put into it and the fields given here.</summary>
    /// <param name="tokenFrom">Another page, for a form that this one does not show.</param>
    public async Task<HttpResponseMessage> PostAsync(string path, IEnumerable<KeyValuePair<string, string>> fields, string? handler = null, string? tokenFrom = null)
    {
        var page = await (await _http.GetAsync(tokenFrom ?? path)).Content.ReadAsStringAsync();
        // A page without forms, such as one that hides what may not be done, has no token; a stranger gets one elsewhere.
        var token = Token().Match(page) is { Success: true } found ? found.Groups["value"].Value : await _http.GetStringAsync("/api/antiforgery");
        var target = handler is null ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}handler={handler}";
        return await _http.PostAsync(target, new FormUrlEncodedContent(fields.Append(new("__RequestVerificationToken", WebUtility.HtmlDecode(token)))));
    }

    /// <summary>Calls the API as a client with cookies does: with the antiforgery token.</summary>
    public Task<HttpResponseMessage> ApiAsync(HttpMethod method, string path, object? body = null) => SendAsync(method, $"/api/billing{path}", body is null ? null : JsonContent.Create(body));

    /// <summary>The same with any content.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (method != HttpMethod.Get)
        {
            request.Headers.Add("X-CSRF-TOKEN", await _http.GetStringAsync("/api/antiforgery"));
        }

        return await _http.SendAsync(request);
    }

    /// <summary>What the API answers with 200.</summary>
    public async Task<JsonObject> JsonAsync(string path)
    {
        using var answer = await ApiAsync(HttpMethod.Get, path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    /// <summary>A refusal: its status and its code.</summary>
    public async Task<(HttpStatusCode Status, string? Code)> RefusalAsync(HttpMethod method, string path, object? body = null)
    {
        using var answer = await ApiAsync(method, path, body);
        return (answer.StatusCode, (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["code"]);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"(?<value>[^\"]*)\"")]
    private static partial Regex Token();

    private sealed class CookieKeeper(HttpMessageHandler server, CookieContainer cookies) : DelegatingHandler(server)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (cookies.GetCookieHeader(request.RequestUri!) is { Length: > 0 } header)
            {
                request.Headers.Add("Cookie", header);
            }

            var response = await base.SendAsync(request, cancellationToken);
            foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
            {
                cookies.SetCookies(request.RequestUri!, cookie);
            }

            return response;
        }
    }
}
