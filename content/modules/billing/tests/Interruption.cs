using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>Does something at the one moment at which it matters: just before a statement, which has been decided on and not been run.</summary>
/// <param name="parts">What the statement contains, without the quotation marks, which databases set in their own ways; <see cref="Begin"/> is the one that begins a transaction.</param>
internal sealed class Interruption(params string[] parts) : DbCommandInterceptor, IDbTransactionInterceptor
{
    public const string Begin = "BEGIN";

    /// <summary>What happens; once, and not before it is set.</summary>
    public Func<Task>? Does { get; set; }

    public void Register(IServiceCollection services) => services.ConfigureDbContext<BillingContext>(options => options.AddInterceptors(this));

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await HappenAsync(command.CommandText);
        return result;
    }

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        await HappenAsync(command.CommandText);
        return result;
    }

    public async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
    {
        await HappenAsync(Begin);
        return result;
    }

    private async Task HappenAsync(string statement)
    {
        var plain = statement.Replace("\"", "", StringComparison.Ordinal);
        if (Does is { } happens && parts.All(part => plain.Contains(part, StringComparison.Ordinal)))
        {
            Does = null;
            await happens();
        }
    }
}

/// <summary>Stands between the client and the stand-in: a test answers a request in its place, or does something before it arrives.</summary>
internal sealed class BeforeStripe
{
    /// <summary>Null lets the request through.</summary>
    public Func<HttpRequestMessage, Task<HttpResponseMessage?>>? Answers { get; set; }

    public void Register(IServiceCollection services) => services.AddHttpClient(StripeSender.Client).AddHttpMessageHandler(() => new Between(this));

    private sealed class Between(BeforeStripe before) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            before.Answers is { } answers && await answers(request) is { } answer ? answer : await base.SendAsync(request, cancellationToken);
    }
}

/// <summary>The real provider, but for faults that a test makes.</summary>
internal sealed class FaultyProvider
{
    /// <summary>Asked before the provider is, with the customer; what it throws is the fault.</summary>
    public Func<string, Task>? Before { get; set; }

    /// <summary>The same for cards.</summary>
    public Func<string, Task>? BeforeCard { get; set; }

    public void Register(IServiceCollection services) => services.AddKeyedSingleton<IBillingProvider>(
        StripeProvider.Id, (provider, _) => new Faulty(this, ActivatorUtilities.CreateInstance<StripeProvider>(provider)));

    private sealed class Faulty(FaultyProvider faults, StripeProvider real) : IBillingProvider
    {
        public string Name => real.Name;

        public async Task<CustomerState> FetchAsync(string customerId, CancellationToken cancellationToken)
        {
            await (faults.Before?.Invoke(customerId) ?? Task.CompletedTask);
            return await real.FetchAsync(customerId, cancellationToken);
        }

        public async Task<CardState?> FetchCardAsync(string customerId, string subscriptionId, CancellationToken cancellationToken)
        {
            await (faults.BeforeCard?.Invoke(customerId) ?? Task.CompletedTask);
            return await real.FetchCardAsync(customerId, subscriptionId, cancellationToken);
        }
    }
}
