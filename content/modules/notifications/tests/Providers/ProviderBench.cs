using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>The providers as the module registers them, with the fake in the place of their addresses.</summary>
internal sealed class ProviderBench : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private ProviderBench(FakeMailApi api, ServiceProvider services) => (Api, _services) = (api, services);

    public FakeMailApi Api { get; }

    public static async Task<ProviderBench> StartAsync(Dictionary<string, string?>? settings = null, TimeProvider? clock = null, Uri? address = null)
    {
        var api = await FakeMailApi.StartAsync();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings()).AddInMemoryCollection(settings ?? []).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton(clock ?? TimeProvider.System);
        services.AddOptions<NotificationsSettings>().BindConfiguration(NotificationsSettings.Section);
        services.AddLogging();
        services.AddHttpProviders();
        Redirect(services, address ?? api.Address);
        return new ProviderBench(api, services.BuildServiceProvider());
    }

    /// <summary>Credentials that the fake knows.</summary>
    public static Dictionary<string, string?> Settings() => new()
    {
        ["RESEND_API_KEY"] = FakeMailApi.Key,
        ["POSTMARK_SERVER_TOKEN"] = FakeMailApi.Key,
        ["SENDGRID_API_KEY"] = FakeMailApi.Key,
        ["MAILGUN_API_KEY"] = FakeMailApi.Key,
        ["AWS_ACCESS_KEY_ID"] = FakeMailApi.AwsKeyId,
        ["AWS_SECRET_ACCESS_KEY"] = FakeMailApi.AwsSecret,
        ["Modules:notifications:mailgun_domain"] = FakeMailApi.Domain,
        ["Modules:notifications:ses_region"] = FakeMailApi.Region,
    };

    /// <summary>Sends what goes to the providers to another address.</summary>
    public static void Redirect(IServiceCollection services, Uri address)
    {
        foreach (var provider in FakeMailApi.Providers)
        {
            services.PostConfigure<HttpClientFactoryOptions>(provider, options => options.HttpClientActions.Add(client => client.BaseAddress = address));
        }
    }

    public static OutgoingMail Mail(string to = "ann@example.com", string name = "Acme \"Notes\"", string subject = "Grüße, and 100 % more") => new(
        new MailSender(name, "hello@acme.example"), to, subject, "Hello Ann,\n\nsee https://acme.example/a?b=c&d=e\n", "<p>Hello Ann, <a href=\"https://acme.example/a?b=c&amp;d=e\">see</a></p>",
        $"{Guid.CreateVersion7():N}@acme.example", DateTimeOffset.UtcNow)
    {
        Tag = "auth.verify-email",
    };

    public IMailProvider Provider(string name) => _services.GetRequiredKeyedService<IMailProvider>(name);

    public Task<ProviderReceipt> SendAsync(string name, OutgoingMail? mail = null, string? key = null) =>
        Provider(name).SendAsync(mail ?? Mail(), key ?? Guid.CreateVersion7().ToString("N"), CancellationToken.None);

    /// <summary>What sending fails with.</summary>
    public async Task<MailTransportException> FailAsync(string name, OutgoingMail? mail = null) =>
        await Should.ThrowAsync<MailTransportException>(() => SendAsync(name, mail));

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Api.DisposeAsync();
    }
}
