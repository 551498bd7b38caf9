using System.Net;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>The client on answers that a test writes down beforehand; it keeps what was asked.</summary>
internal sealed class StripeBench : HttpMessageHandler, IHttpClientFactory
{
    private readonly Queue<Func<HttpResponseMessage>> _answers = [];

    public StripeBench(string key = "sk_test_123")
    {
        var settings = Options.Create(new BillingSettings());
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("STRIPE_SECRET_KEY", key)]).Build();
        Keys = new StripeKeys(configuration, settings);
        Stripe = new HttpStripe(new StripeSender(this, Keys, Clock));
    }

    public Clock Clock { get; } = new();

    public StripeKeys Keys { get; }

    public IStripe Stripe { get; }

    public List<Request> Requests { get; } = [];

    public StripeBench Answers(string body, int status = 200, params (string Name, string Value)[] headers)
    {
        _answers.Enqueue(() =>
        {
            var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            foreach (var (name, value) in headers)
            {
                response.Headers.TryAddWithoutValidation(name, value);
            }

            return response;
        });
        return this;
    }

    public StripeBench Breaks()
    {
        _answers.Enqueue(() => throw new HttpRequestException("The connection was reset."));
        return this;
    }

    HttpClient IHttpClientFactory.CreateClient(string name) => new(this, disposeHandler: false) { BaseAddress = new Uri("https://api.stripe.com") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Requests.Add(new Request(request.Method, request.RequestUri!.PathAndQuery, body, request.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value))));
        return _answers.Dequeue()();
    }

    public sealed record Request(HttpMethod Method, string Path, string Body, IReadOnlyDictionary<string, string> Headers);
}
