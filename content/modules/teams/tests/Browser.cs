using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.TestHost;

namespace QuickScale.Modules.Teams.Tests;

/// <summary>Keeps cookies, follows no redirects, and fills in forms as a person without script does.</summary>
internal sealed partial class Browser : IDisposable
{
    private static int _clients;

    private readonly HttpClient _http;

    public Browser(TestServer server, string? client)
    {
        _http = new HttpClient(new CookieKeeper(server.CreateHandler(), Cookies)) { BaseAddress = TeamsHost.Address };
        // An address for each browser, unless the test is about addresses.
        var number = Interlocked.Increment(ref _clients);
        _http.DefaultRequestHeaders.Add(TeamsHost.ClientAddress, client ?? string.Create(CultureInfo.InvariantCulture, $"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"));
        _http.DefaultRequestHeaders.Add("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
    }

    public CookieContainer Cookies { get; } = new();

    public System.Net.Http.Headers.HttpRequestHeaders Headers => _http.DefaultRequestHeaders;

    public void Dispose() => _http.Dispose();

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(path);

    public Task<string> TextAsync(string path) => _http.GetStringAsync(path);

    /// <summary>Opens a page and sends its form, with what the page put into it and the fields given here.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, Dictionary<string, string> fields, string? handler = null)
    {
        var page = await (await _http.GetAsync(path)).Content.ReadAsStringAsync();
        var form = Hidden().Matches(page).Where(input => Value().IsMatch(input.Value))
            .Select(input => KeyValuePair.Create(Name().Match(input.Value).Groups[1].Value, WebUtility.HtmlDecode(Value().Match(input.Value).Groups[1].Value)))
            .Where(field => !fields.ContainsKey(field.Key)).DistinctBy(field => field.Key).Concat(fields);
        var target = handler is null ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}handler={handler}";
        return await _http.PostAsync(target, new FormUrlEncodedContent(form));
    }

    /// <summary>Calls the API as a client with cookies does: with the antiforgery token.</summary>
    public async Task<HttpResponseMessage> ApiAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (method != HttpMethod.Get)
        {
            var token = await _http.GetFromJsonAsync<JsonObject>("/api/auth/antiforgery");
            request.Headers.Add((string)token!["header"]!, (string)token["token"]!);
        }

        return await _http.SendAsync(request);
    }

    /// <summary>Sends as it is, without a token.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _http.SendAsync(request);

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>")]
    private static partial Regex Hidden();

    [GeneratedRegex("name=\"([^\"]*)\"")]
    private static partial Regex Name();

    [GeneratedRegex("value=\"([^\"]*)\"")]
    private static partial Regex Value();

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
                // Times are the test's own clock's, by which the container would drop what is good there.
                cookies.SetCookies(request.RequestUri!, LifeTime().Replace(cookie, match => match.Value.Contains("1970", StringComparison.Ordinal) ? match.Value : ""));
            }

            return response;
        }
    }

    [GeneratedRegex("; (expires|max-age)=[^;]*", RegexOptions.IgnoreCase)]
    private static partial Regex LifeTime();
}
