using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace QuickScale.Tests.Shared;

/// <summary>
/// A browser of a deployed site behind a proxy that spoke https: it keeps cookies (Secure ones too), follows no redirect, and fills in
/// forms with what their pages put into them.
/// </summary>
public sealed partial class Visitor(string address) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(address) };

    /// <summary>By their names; without attributes.</summary>
    public Dictionary<string, string> Cookies { get; } = [];

    /// <summary>The header in which they are sent.</summary>
    public string CookieHeader => string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));

    /// <summary>What the proxy says of the client's address; null says nothing.</summary>
    public string? Client { get; set; }

    public void Dispose() => _http.Dispose();

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    /// <summary>The hidden fields of the page's form.</summary>
    public async Task<Dictionary<string, string>> FormAsync(string path)
    {
        using var page = await GetAsync(path);
        page.EnsureSuccessStatusCode();
        var inputs = Hidden().Matches(await page.Content.ReadAsStringAsync()).Where(input => Value().IsMatch(input.Value));
        return inputs.DistinctBy(input => Name().Match(input.Value).Groups[1].Value)
            .ToDictionary(input => Name().Match(input.Value).Groups[1].Value, input => WebUtility.HtmlDecode(Value().Match(input.Value).Groups[1].Value));
    }

    /// <summary>Opens a page and sends its form.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string path, params (string Name, string Value)[] fields)
    {
        var form = await FormAsync(path);
        foreach (var (name, value) in fields)
            form[name] = value;
        return await PostAsync(path, form);
    }

    public Task<HttpResponseMessage> PostAsync(string path, Dictionary<string, string> form) => SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(form));

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Add("X-Forwarded-Proto", "https");
        if (Client is not null)
            request.Headers.Add("X-Forwarded-For", Client);
        if (Cookies.Count > 0)
            request.Headers.Add("Cookie", CookieHeader);
        var response = await _http.SendAsync(request);
        foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
            Keep(cookie.Split(';', StringSplitOptions.TrimEntries));
        return response;
    }

    private void Keep(string[] cookie)
    {
        var parts = cookie[0].Split('=', 2);
        var expires = cookie.FirstOrDefault(attribute => attribute.StartsWith("expires=", StringComparison.OrdinalIgnoreCase));
        if (expires is not null && DateTimeOffset.Parse(expires["expires=".Length..], CultureInfo.InvariantCulture) < DateTimeOffset.UtcNow)
            Cookies.Remove(parts[0]);
        else
            Cookies[parts[0]] = parts[1];
    }

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>")]
    private static partial Regex Hidden();

    [GeneratedRegex("name=\"([^\"]*)\"")]
    private static partial Regex Name();

    [GeneratedRegex("value=\"([^\"]*)\"")]
    private static partial Regex Value();
}
