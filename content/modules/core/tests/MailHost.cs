using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace QuickScale.Modules.Core.Tests;

/// <summary>One unit of work of a host that sends mail: a scope with its context and its sender.</summary>
internal sealed class MailHost : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly TestHost _host;
    private readonly AsyncServiceScope _scope;

    private MailHost(TestDatabase database, TestHost host)
    {
        (_database, _host) = (database, host);
        _scope = host.Services.CreateAsyncScope();
    }

    public SampleContext Context => _scope.ServiceProvider.GetRequiredService<SampleContext>();

    public IServiceProvider Services => _host.Services;

    public IReadOnlyCollection<string> Logs => _host.Logs;

    public static async Task<MailHost> StartAsync(
        DatabaseKind kind = DatabaseKind.Sqlite, Action<IServiceCollection>? services = null, Dictionary<string, string?>? settings = null, string environment = "Testing")
    {
        var database = TestDatabase.Create(kind);
        return new MailHost(database, await TestHost.StartAsync(environment, services, settings, database: database));
    }

    /// <summary>Queues an e-mail to name@example.com.</summary>
    public Task QueueAsync(string name) => QueueAsync(new EmailMessage($"{name}@example.com", new Greeting(name)));

    public Task QueueAsync(EmailMessage message) => _scope.ServiceProvider.GetRequiredService<IEmailSender>().QueueAsync(message, CancellationToken.None);

    public async Task QueueAndSaveAsync(string name)
    {
        await QueueAsync(name);
        await SaveAsync();
    }

    /// <summary>Saves an entity too.</summary>
    public Task SaveAsync()
    {
        Context.Add(new Appointment { Id = Guid.CreateVersion7(), Starts = DateTime.UtcNow });
        return Context.SaveChangesAsync();
    }

    public async Task FailToSaveAsync()
    {
        var twice = Guid.CreateVersion7();
        Context.Add(new Appointment { Id = twice, Starts = DateTime.UtcNow });
        await Context.SaveChangesAsync();
        Context.ChangeTracker.Clear();
        await QueueAsync("failed");
        Context.Add(new Appointment { Id = twice, Starts = DateTime.UtcNow });
        await Should.ThrowAsync<DbUpdateException>(() => Context.SaveChangesAsync());
        Context.ChangeTracker.Clear();
    }

    /// <summary>Names of those who got mail, in no order that matters.</summary>
    public async Task<IEnumerable<string>> RecipientsAsync()
    {
        await Services.GetRequiredService<MailDelivery>().IdleAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return Services.GetRequiredService<MailOutbox>().Messages.Select(sent => sent.Mail.To.Split('@')[0]).Order(StringComparer.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _scope.DisposeAsync();
        await _host.DisposeAsync();
        _database.Dispose();
    }
}
