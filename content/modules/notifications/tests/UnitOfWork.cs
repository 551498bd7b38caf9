using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>One scope of a host, with its context and its sender, and a notification as what is saved beside the mail.</summary>
internal sealed class UnitOfWork : IAsyncDisposable
{
    private readonly TestHost _host;
    private readonly AsyncServiceScope _scope;

    private UnitOfWork(TestHost host) => (_host, _scope) = (host, host.Services.CreateAsyncScope());

    public DbContext Context => _scope.ServiceProvider.GetRequiredService<ModuleDb>().Context;

    public TestHost Host => _host;

    public static async Task<UnitOfWork> StartAsync(DatabaseKind kind) => new(await TestHost.StartAsync(kind));

    /// <summary>Queues an e-mail to name@example.com.</summary>
    public Task QueueAsync(string name) => QueueAsync(new EmailMessage($"{name}@example.com", new Greeting(name)));

    public Task QueueAsync(EmailMessage message) => _scope.ServiceProvider.GetRequiredService<IEmailSender>().QueueAsync(message, CancellationToken.None);

    public async Task QueueAndSaveAsync(string name)
    {
        await QueueAsync(name);
        await SaveAsync();
    }

    public Task SaveAsync()
    {
        Context.Add(Other());
        return Context.SaveChangesAsync();
    }

    public async Task FailToSaveAsync()
    {
        var twice = Other();
        Context.Add(twice);
        await Context.SaveChangesAsync();
        Context.ChangeTracker.Clear();
        await QueueAsync("failed");
        Context.Add(Other(twice.Id));
        await Should.ThrowAsync<DbUpdateException>(() => Context.SaveChangesAsync());
        Context.ChangeTracker.Entries<EmailRecord>().ShouldBeEmpty();
        Context.ChangeTracker.Clear();
    }

    /// <summary>Names of those who have a row in the queue, as somebody else sees it.</summary>
    public async Task<IEnumerable<string>> QueuedAsync() => (await _host.EmailsAsync()).Select(email => email.To.Split('@')[0]).Order(StringComparer.Ordinal);

    /// <summary>Names of those who got mail, in no order that matters.</summary>
    public async Task<IEnumerable<string>> RecipientsAsync()
    {
        await _host.SendDueAsync();
        return _host.Provider.Recipients;
    }

    public async ValueTask DisposeAsync()
    {
        await _scope.DisposeAsync();
        await _host.DisposeAsync();
    }

    private static Notification Other(Guid? id = null) =>
        new() { Id = id ?? Guid.CreateVersion7(), UserId = Guid.Empty, Kind = "sample.other", Title = "Other", CreatedAt = DateTime.UtcNow };
}
