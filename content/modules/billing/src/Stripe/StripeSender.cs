using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace QuickScale.Modules.Billing;

/// <summary>
/// One request to Stripe: with the pinned version, an idempotency key on whatever writes, and some patience. A write that is tried again has the same key, so that
/// it is done once (API reference, "Idempotent requests").
/// </summary>
internal sealed class StripeSender(IHttpClientFactory clients, StripeKeys keys, TimeProvider time)
{
    /// <summary>Name of the client that the factory makes.</summary>
    public const string Client = "QuickScale.Billing.Stripe";

    /// <summary>The version in which requests are written and answers read: that of npm's <c>stripe</c> 23.1.0, against whose declarations both are tested.</summary>
    public const string ApiVersion = "2026-10-28.endive";

    private const int Attempts = 4;

    /// <summary>Bytes of an answer; a page of 100 invoices has about 500 KB.</summary>
    private const int LongestAnswer = 8 * 1024 * 1024;

    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    public Task<T> GetAsync<T>(string path, object? parameters, CancellationToken cancellationToken) => SendAsync<T>(HttpMethod.Get, path, parameters, null, cancellationToken);

    /// <param name="key">The same for all tries of one write, in this process and after a crash; no more than 255 characters.</param>
    public Task<T> PostAsync<T>(string path, object? parameters, string key, CancellationToken cancellationToken) => SendAsync<T>(HttpMethod.Post, path, parameters, key, cancellationToken);

    public Task<T> DeleteAsync<T>(string path, object? parameters, string key, CancellationToken cancellationToken) => SendAsync<T>(HttpMethod.Delete, path, parameters, key, cancellationToken);

    /// <summary>All objects of a list, page by page (API reference, "Pagination"): the last id of a page leads to the next.</summary>
    /// <param name="filter">The parameters for one page, which begins after the given id.</param>
    public async IAsyncEnumerable<T> ListAsync<T>(string path, Func<string?, ListParameters> filter, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : IStripeObject
    {
        string? after = null;
        while (true)
        {
            var page = await GetAsync<StripeList<T>>(path, filter(after), cancellationToken);
            foreach (var one in page.Data)
            {
                yield return one;
            }

            if (!page.HasMore || page.Data.Count == 0)
            {
                yield break;
            }

            after = page.Data[^1].Id;
        }
    }

    private async Task<T> SendAsync<T>(HttpMethod method, string path, object? parameters, string? key, CancellationToken cancellationToken)
    {
        var form = StripeForm.Encode(parameters);
        for (var attempt = 1; ; attempt++)
        {
            var (answer, fault, wait) = await TryAsync<T>(method, path, form, key, cancellationToken);
            if (fault is null)
            {
                return answer!;
            }

            if (wait is null || attempt == Attempts)
            {
                throw fault;
            }

            await Task.Delay(wait > TimeSpan.Zero ? wait.Value : Pause(attempt), time, cancellationToken);
        }
    }

    /// <returns>The answer, or why there is none with how long to wait before the next try: zero for our own pause, null for no next try.</returns>
    private async Task<(T? Answer, StripeException? Fault, TimeSpan? Wait)> TryAsync<T>(HttpMethod method, string path, string form, string? key, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(AttemptLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var request = Request(method, path, form, key);
            using var client = clients.CreateClient(Client);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            var body = await BodyAsync(response, both.Token);
            return response.IsSuccessStatusCode
                ? (JsonSerializer.Deserialize<T>(body, StripeForm.Json) ?? throw new JsonException(), null, null)
                : (default, Refusal(response, body), Wait(response));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var said = exception switch
            {
                JsonException => "Stripe's answer could not be read.",
                OperationCanceledException => "Stripe did not answer in time.",
                _ => "Stripe could not be reached.",
            };
            return (default, new StripeException(StripeFault.Unreachable, said, inner: exception), TimeSpan.Zero);
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, string form, string? key)
    {
        var isRead = method == HttpMethod.Get;
        var request = new HttpRequestMessage(method, isRead && form.Length > 0 ? $"{path}?{form}" : path);
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", keys.Secret ?? throw new StripeException(StripeFault.Authentication, "Set STRIPE_SECRET_KEY: Stripe is not configured."));
        request.Headers.Add("Stripe-Version", ApiVersion);
        if (!isRead)
        {
            request.Headers.Add("Idempotency-Key", key);
            request.Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        }

        return request;
    }

    private static async Task<byte[]> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            body.Write(buffer, 0, read);
            if (body.Length > LongestAnswer)
            {
                throw new IOException("The answer is too long.");
            }
        }

        return body.ToArray();
    }

    private static StripeException Refusal(HttpResponseMessage response, byte[] body)
    {
        var status = (int)response.StatusCode;
        var error = Error(body);
        var fault = (error?.Type, status) switch
        {
            ("idempotency_error", not 409) => StripeFault.Idempotency,
            (_, 429) => StripeFault.RateLimited,
            (_, 401) => StripeFault.Authentication,
            (_, 403) => StripeFault.Permission,
            (_, 404) => StripeFault.NotFound,
            ("card_error", _) or (_, 402) => StripeFault.Card,
            (_, 409 or >= 500) => StripeFault.Passing,
            _ => StripeFault.Request,
        };
        var requestId = response.Headers.TryGetValues("Request-Id", out var ids) ? ids.FirstOrDefault() : null;
        return new StripeException(fault, error?.Message ?? $"Stripe answered {status}.", status, error?.Code, error?.Param, requestId);
    }

    private static StripeError? Error(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<StripeErrorAnswer>(body, StripeForm.Json)?.Error;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Stripe says by a header whether it is worth a try; without it the status does (stripe-node's rule, and 429).</summary>
    private TimeSpan? Wait(HttpResponseMessage response)
    {
        var advice = response.Headers.TryGetValues("Stripe-Should-Retry", out var values) ? values.FirstOrDefault() : null;
        if (advice == "false" || (advice != "true" && response.StatusCode is not (HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests) && (int)response.StatusCode < 500))
        {
            return null;
        }

        var asked = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => TimeSpan.Zero,
        };
        return asked > LongestPause ? LongestPause : asked < TimeSpan.Zero ? TimeSpan.Zero : asked;
    }

    /// <summary>Doubles with each try; the random part keeps instances from asking all at once.</summary>
    private static TimeSpan Pause(int attempt)
    {
        var longest = Math.Min(FirstPause.TotalMilliseconds * Math.Pow(2, attempt - 1), LongestPause.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(longest * (0.5 + (Random.Shared.NextDouble() / 2)));
    }
}

/// <summary>The body of a refusal.</summary>
internal sealed record StripeErrorAnswer(StripeError? Error = null);

internal sealed record StripeError(string? Type = null, string? Code = null, string? Param = null, string? Message = null);
