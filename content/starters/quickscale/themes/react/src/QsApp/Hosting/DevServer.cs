namespace QsApp.Hosting;

/// <summary>
/// Vite's server, in Development while <c>npm run dev</c> runs. The browser knows the application's address alone, whose policy then
/// holds for the client too; this passes the client's files on. Changes reach the browser from Vite itself, over a web socket.
/// </summary>
public sealed class DevServer(Uri address) : IDisposable
{
    private static readonly string[] Passed = ["Accept", "Sec-Fetch-Dest", "If-None-Match"];

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address };

    public void Map(IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.MapGet("/client/{**path}", PassOnAsync).ExcludeFromDescription().DisableRateLimiting();
    }

    /// <summary>The client's page, as Vite makes it.</summary>
    public async Task<string> PageAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/client/");
        request.Headers.Add("Accept", "text/html");
        using var response = await _client.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    public void Dispose() => _client.Dispose();

    private async Task PassOnAsync(HttpContext context)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, context.Request.Path + context.Request.QueryString);
        foreach (var name in Passed)
        {
            request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)context.Request.Headers[name]);
        }

        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        context.Response.Headers.CacheControl = response.Headers.CacheControl?.ToString();
        context.Response.Headers.ETag = response.Headers.ETag?.ToString();
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
