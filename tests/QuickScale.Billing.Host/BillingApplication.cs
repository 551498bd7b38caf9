using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Billing;
using QuickScale.Modules.Core;

namespace QuickScale.Billing.Host;

/// <summary>
/// An application that takes events of Stripe's and works them off. Settings: <c>Database</c> (a path, or <c>postgres://…</c>), <c>Stripe</c> (the address of a
/// <see cref="StormyStripe"/>) and <c>Worker</c> (false works nothing off).
/// </summary>
public static class BillingApplication
{
    public static IReadOnlyList<IModule> Modules { get; } = [new CoreModule(), new BillingModule()];

    public static WebApplication Build(string[] arguments)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = arguments, EnvironmentName = "Development", ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(LogLevel.Error).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        var database = builder.Configuration["Database"] ?? throw new InvalidOperationException("Say --Database.");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["App:Name"] = "Billing",
            ["App:BaseUrl"] = "https://www.example.com",
            ["Modules:billing:api_url"] = builder.Configuration["Stripe"] ?? throw new InvalidOperationException("Say --Stripe."),
            ["STRIPE_SECRET_KEY"] = FakeStripe.Key,
            ["STRIPE_WEBHOOK_SECRET"] = FakeStripe.WebhookSecret,
        });
        builder.Services.AddDbContext<BillingContext>(options => options.Use(database));
        builder.Services.AddAuthentication();
        builder.Services.AddRazorPages();
        builder.AddModules<BillingContext>(Modules);
        builder.Services.AddScoped<IEmailSender, MailLog>();
        builder.Services.AddScoped<IAccountOwner, NobodysOwner>();
        foreach (var plan in StormyStripe.Plans)
        {
            builder.Services.AddSingleton(plan);
        }

        if (!builder.Configuration.GetValue("Worker", true))
        {
            foreach (var hosted in builder.Services.Where(one => one.ServiceType == typeof(IHostedService) && one.ImplementationFactory?.Method.ReturnType.Namespace == typeof(BillingModule).Namespace).ToList())
            {
                builder.Services.Remove(hosted);
            }
        }

        var app = builder.Build();
        app.MapModules(Modules);
        app.MapGet("/pending", (ModuleDb db) => db.Context.Set<ProviderEvent>().CountAsync(one => one.State == ProviderEventState.Pending));
        app.MapGet("/access", AccessAsync);
        return app;
    }

    /// <summary>Makes the tables, an account for each customer, and what writes down what happens.</summary>
    public static async Task PrepareAsync(string database, StormyStripe stripe)
    {
        ArgumentNullException.ThrowIfNull(stripe);
        await HostDatabase.MigrateAsync(database, Modules);
        await using var context = BillingContext.Open(database);
        context.AddRange(stripe.Prices.Select(price => new ProviderPrice { Provider = "stripe", ExternalId = price.Id, PlanKey = price.Plan, Currency = "usd", UnitAmount = price.Amount, IsCurrent = true }));
        context.AddRange(stripe.Customers.Select(customer => new BillingAccount
        {
            OwnerKind = "user",
            OwnerId = Guid.CreateVersion7(),
            Provider = "stripe",
            CustomerId = customer,
            Email = $"{customer}@example.com",
            CreatedAt = DateTime.UtcNow,
        }));
        await context.SaveChangesAsync();
        await StormLog.BeginAsync(context, HostDatabase.Kind(database));
    }

    /// <summary>What each customer may do, as an application asks for it.</summary>
    private static async Task<IResult> AccessAsync(ModuleDb db, Entitlements entitlements, TimeProvider time, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, CustomerAccess>();
        foreach (var account in await db.Context.Set<BillingAccount>().AsNoTracking().ToListAsync(cancellationToken))
        {
            var one = await entitlements.OfAsync(new AccountOwner(account.OwnerKind, account.OwnerId), cancellationToken);
            found[account.CustomerId!] = new CustomerAccess(one.Plan.Key, $"{one.Access.Level}", one.Has(StormyStripe.Feature, time.GetUtcNow().UtcDateTime));
        }

        return Results.Ok(found);
    }
}

/// <param name="Plan">Its key.</param>
/// <param name="Level">As in <c>Full</c>.</param>
/// <param name="Has">Whether the larger plan's feature is there.</param>
public sealed record CustomerAccess(string Plan, string Level, bool Has);

internal sealed class BillingContext(DbContextOptions<BillingContext> options) : DbContext(options)
{
    public static BillingContext Open(string database)
    {
        var options = new DbContextOptionsBuilder<BillingContext>();
        options.Use(database);
        return new BillingContext(options.Options);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.ApplyModules(BillingApplication.Modules, typeof(string).Assembly);
}

/// <summary>Nobody is signed in: owners are asked for by their accounts.</summary>
internal sealed class NobodysOwner : IAccountOwner
{
    public Task<AccountOwner?> CurrentAsync(CancellationToken cancellationToken) => Task.FromResult<AccountOwner?>(null);

    public Task<bool> MayManageAsync(AccountOwner owner, Guid userId, CancellationToken cancellationToken) => Task.FromResult(false);

    public Task<int> CountMembersAsync(AccountOwner owner, CancellationToken cancellationToken) => Task.FromResult(1);
}
