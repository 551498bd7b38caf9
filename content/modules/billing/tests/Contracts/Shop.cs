using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>A site that sells plans, and somebody who buys them.</summary>
internal sealed class Shop : IAsyncDisposable
{
    private Shop(BillingHost host) => Host = host;

    public BillingHost Host { get; }

    public UserContact Buyer { get; private set; } = null!;

    public Visitor Visitor { get; private set; } = null!;

    public AccountOwner Owner => new("user", Buyer.Id);

    public static Task<Shop> OpenAsync(DatabaseKind kind, Dictionary<string, string?> settings, params Plan[] plans) => OpenAsync(kind, settings, _ => { }, plans);

    public static async Task<Shop> OpenAsync(DatabaseKind kind, Dictionary<string, string?> settings, Action<IServiceCollection> more, params Plan[] plans)
    {
        var shop = new Shop(await BillingHost.StartAsync(kind, settings, more + (services => Array.ForEach(plans, plan => services.AddSingleton(plan)))));
        await shop.Host.InScopeAsync(async services =>
        {
            var sync = services.GetRequiredService<CatalogueSync>();
            await sync.PushAsync(await sync.DifferenceAsync(default), default);
            return true;
        });
        (shop.Buyer, shop.Visitor) = shop.Come();
        return shop;
    }

    /// <summary>Another buyer.</summary>
    public (UserContact Buyer, Visitor Visitor) Come(string name = "Ann")
    {
        var buyer = Host.People.Add(name);
        return (buyer, Host.Visitor(buyer.Id));
    }

    /// <summary>A promotion code at Stripe.</summary>
    public string Code(string code, string coupon, string more = "")
    {
        var id = Host.Stripe("POST", "/v1/coupons", coupon)["id"];
        return (string)Host.Stripe("POST", "/v1/promotion_codes", $"promotion[type]=coupon&promotion[coupon]={id}&code={code}{more}")["id"]!;
    }

    /// <summary>Chooses on the pricing page.</summary>
    /// <returns>The page of the stand-in where it is paid.</returns>
    public Task<string> BeginAsync(string plan, string? code = null) => BeginAsync(Visitor, plan, code);

    public static async Task<string> BeginAsync(Visitor visitor, string plan, string? code = null)
    {
        using var answer = await visitor.PostAsync("/pricing", code is null ? [new("plan", plan)] : [new("plan", plan), new("code", code)]);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return new Uri(answer.Headers.GetValues("Refresh").Single()["0; url=".Length..]).PathAndQuery;
    }

    /// <summary>Pays, and comes back to the page that says thank you.</summary>
    public Task<string> PayAsync(string page, params IEnumerable<KeyValuePair<string, string>> fields) => PayAsync(Visitor, page, fields);

    public static async Task<string> PayAsync(Visitor visitor, string page, params IEnumerable<KeyValuePair<string, string>> fields)
    {
        using var paid = await visitor.SubmitAsync(page, [new("card", "pays"), .. fields]);
        paid.StatusCode.ShouldBe(HttpStatusCode.Redirect, await paid.Content.ReadAsStringAsync());
        return await visitor.PageAsync(paid.Headers.Location!.PathAndQuery);
    }

    public Task<BillingAccount> AccountAsync() => Host.InDatabaseAsync(context => context.Set<BillingAccount>().AsNoTracking().SingleAsync(one => one.OwnerId == Buyer.Id));

    public async Task SyncAsync()
    {
        var account = await AccountAsync();
        await Host.InScopeAsync(services => services.GetRequiredService<AccountSync>().SyncAsync(account.Id, default));
    }

    /// <summary>What is told by events is handled.</summary>
    public async Task ToldAsync()
    {
        await Host.DeliverAllAsync();
        await Host.HandleAsync();
    }

    /// <summary>What was paid by invoices, the oldest first.</summary>
    public async Task<List<long>> PaidAsync() =>
        await Host.Services.GetRequiredService<IStripe>().InvoicesAsync((await AccountAsync()).CustomerId!, default).Where(one => one.AmountPaid > 0).Reverse().Select(one => one.AmountPaid).ToListAsync();

    public async ValueTask DisposeAsync()
    {
        Visitor.Dispose();
        await Host.DisposeAsync();
    }
}
