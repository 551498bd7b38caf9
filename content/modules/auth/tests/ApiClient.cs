using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace QuickScale.Modules.Auth.Tests;

/// <summary>A program with bearer tokens and no cookies.</summary>
internal sealed class ApiClient(TestHost host) : IDisposable
{
    private readonly Browser _http = host.Browser();

    public string AccessToken { get; set; } = "";

    public string RefreshToken { get; set; } = "";

    public JsonObject LastAnswer { get; private set; } = [];

    public int CookieCount => _http.Cookies.Count;

    public void Dispose() => _http.Dispose();

    public async Task LoginAsync(string email, string? code = null)
    {
        (await PostAsync("/token", new { email, password = TestHost.Password, code })).ShouldBe(HttpStatusCode.OK);
        Keep();
    }

    public async Task<HttpStatusCode> RefreshAsync()
    {
        var status = await PostAsync("/token/refresh", new { refreshToken = RefreshToken });
        if (status == HttpStatusCode.OK)
        {
            Keep();
        }

        return status;
    }

    /// <summary>Tries a token and keeps nothing.</summary>
    public Task<HttpStatusCode> TryAsync(string refreshToken) => PostAsync("/token/refresh", new { refreshToken });

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(HttpMethod.Get, $"/api/auth{path}", null);

    public async Task<HttpStatusCode> PostAsync(string path, object body)
    {
        using var answer = await SendAsync(HttpMethod.Post, $"/api/auth{path}", body);
        LastAnswer = answer.Content.Headers.ContentLength == 0 ? [] : await answer.Content.ReadFromJsonAsync<JsonObject>() ?? [];
        return answer.StatusCode;
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (AccessToken.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AccessToken);
        }

        return _http.SendAsync(request);
    }

    private void Keep() => (AccessToken, RefreshToken) = ((string)LastAnswer["accessToken"]!, (string)LastAnswer["refreshToken"]!);
}
