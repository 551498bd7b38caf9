using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>The tables. Names of tables and keys never change once released; ids of owners have no foreign key, since their tables may be absent.</summary>
internal static class BillingTables
{
    public const int ExternalIdLength = 255;
    public const int KeyLength = 64;
    public const int ReasonLength = 500;
    public const int IdempotencyKeyLength = 200;
    private const int ProviderLength = 30;
    public const int EnumLength = 20;
    private const int CurrencyLength = 3;
    public const int UrlLength = 2000;

    public static void Apply(ModelBuilder model)
    {
        ApplyContracts(model);
        ApplyMoney(model);
        ApplyEntitlements(model);
        ApplySeats(model);
        ApplyPurchases(model);
        model.UseUtcTimes(typeof(BillingTables).Assembly);
    }

    private static void ApplyContracts(ModelBuilder model)
    {
        model.Entity<BillingAccount>(account =>
        {
            account.ToTable("billing_accounts");
            account.Property(one => one.Id).ValueGeneratedNever();
            account.Property(one => one.OwnerKind).HasMaxLength(EnumLength);
            account.HasIndex(one => new { one.OwnerKind, one.OwnerId }).IsUnique();
            account.Property(one => one.Provider).HasMaxLength(ProviderLength);
            account.Property(one => one.CustomerId).HasMaxLength(ExternalIdLength);
            account.HasIndex(one => new { one.Provider, one.CustomerId }).IsUnique();
            account.Property(one => one.Email).HasMaxLength(254);
            account.Property(one => one.Currency).HasMaxLength(CurrencyLength);
            account.HasIndex(one => one.EmailDueAt);
            account.Property(one => one.TrialMark).HasMaxLength(254);
            account.HasIndex(one => one.TrialMark);
            account.Property(one => one.TaxIds).HasMaxLength(ReasonLength);
            account.Property(one => one.SuspendedReason).HasMaxLength(ReasonLength);
            account.HasIndex(one => one.SyncedAt);
            account.Property(one => one.Stamp).IsConcurrencyToken();
        });
        model.Entity<Subscription>(subscription =>
        {
            subscription.ToTable("billing_subscriptions");
            subscription.Property(one => one.Id).ValueGeneratedNever();
            subscription.Property(one => one.Provider).HasMaxLength(ProviderLength);
            subscription.Property(one => one.ExternalId).HasMaxLength(ExternalIdLength);
            subscription.HasIndex(one => new { one.Provider, one.ExternalId }).IsUnique();
            subscription.Property(one => one.PlanKey).HasMaxLength(KeyLength);
            subscription.Property(one => one.PriceId).HasMaxLength(ExternalIdLength);
            subscription.Property(one => one.ItemId).HasMaxLength(ExternalIdLength);
            subscription.Property(one => one.Status).HasConversion<string>().HasMaxLength(EnumLength);
            subscription.Property(one => one.UnknownStatus).HasMaxLength(ExternalIdLength);
            subscription.Property(one => one.Interval).HasConversion<string>().HasMaxLength(EnumLength);
            subscription.Property(one => one.Currency).HasMaxLength(CurrencyLength);
            subscription.Property(one => one.ScheduledPlanKey).HasMaxLength(KeyLength);
            subscription.Property(one => one.Discount).HasMaxLength(ReasonLength);
            subscription.Property(one => one.ScheduleId).HasMaxLength(ExternalIdLength);
            subscription.Ignore(one => one.Metered);
            subscription.HasOne<BillingAccount>().WithMany().HasForeignKey(one => one.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<ProviderEvent>(received =>
        {
            received.ToTable("billing_events");
            received.HasKey(one => new { one.Provider, one.EventId });
            received.Property(one => one.Provider).HasMaxLength(ProviderLength);
            received.Property(one => one.EventId).HasMaxLength(ExternalIdLength);
            received.Property(one => one.Type).HasMaxLength(ExternalIdLength);
            received.Property(one => one.CustomerId).HasMaxLength(ExternalIdLength);
            received.Property(one => one.PayloadHash).HasMaxLength(64);
            received.Property(one => one.ApiVersion).HasMaxLength(KeyLength);
            received.Property(one => one.State).HasConversion<string>().HasMaxLength(EnumLength);
            received.Property(one => one.Reason).HasMaxLength(ReasonLength);
            // In the order in which they are looked for.
            received.HasIndex(one => new { one.State, one.NextAttemptAt });
            received.HasIndex(one => new { one.Provider, one.CustomerId, one.State });
            received.HasIndex(one => one.ReceivedAt);
        });
    }

    private static void ApplyMoney(ModelBuilder model)
    {
        model.Entity<Invoice>(invoice =>
        {
            invoice.ToTable("billing_invoices");
            invoice.Property(one => one.Id).ValueGeneratedNever();
            invoice.Property(one => one.Provider).HasMaxLength(ProviderLength);
            invoice.Property(one => one.ExternalId).HasMaxLength(ExternalIdLength);
            invoice.HasIndex(one => new { one.Provider, one.ExternalId }).IsUnique();
            invoice.Property(one => one.SubscriptionId).HasMaxLength(ExternalIdLength);
            invoice.Property(one => one.Number).HasMaxLength(ExternalIdLength);
            invoice.Property(one => one.Status).HasMaxLength(EnumLength);
            invoice.Property(one => one.Currency).HasMaxLength(CurrencyLength);
            invoice.Property(one => one.HostedUrl).HasMaxLength(UrlLength);
            invoice.Property(one => one.PdfUrl).HasMaxLength(UrlLength);
            invoice.HasIndex(one => new { one.AccountId, one.CreatedAt });
            invoice.HasOne<BillingAccount>().WithMany().HasForeignKey(one => one.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<Reversal>(reversal =>
        {
            reversal.ToTable("billing_reversals");
            reversal.Property(one => one.Id).ValueGeneratedNever();
            reversal.Property(one => one.Provider).HasMaxLength(ProviderLength);
            reversal.Property(one => one.ExternalId).HasMaxLength(ExternalIdLength);
            reversal.HasIndex(one => new { one.Provider, one.ExternalId }).IsUnique();
            reversal.Property(one => one.Kind).HasConversion<string>().HasMaxLength(EnumLength);
            reversal.Property(one => one.InvoiceId).HasMaxLength(ExternalIdLength);
            reversal.Property(one => one.Currency).HasMaxLength(CurrencyLength);
            reversal.Property(one => one.Status).HasConversion<string>().HasMaxLength(EnumLength);
            reversal.Property(one => one.StatusName).HasMaxLength(ExternalIdLength);
            reversal.Property(one => one.Reason).HasMaxLength(ReasonLength);
            reversal.HasIndex(one => one.AccountId);
            reversal.HasOne<BillingAccount>().WithMany().HasForeignKey(one => one.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<LedgerEntry>(entry =>
        {
            entry.ToTable("billing_ledger");
            entry.Property(one => one.Id).ValueGeneratedNever();
            entry.Property(one => one.EventId).HasMaxLength(ExternalIdLength + KeyLength);
            entry.HasIndex(one => one.EventId).IsUnique();
            entry.Property(one => one.Kind).HasConversion<string>().HasMaxLength(EnumLength);
            entry.Property(one => one.PlanKey).HasMaxLength(KeyLength);
            entry.Property(one => one.Currency).HasMaxLength(CurrencyLength);
            entry.HasIndex(one => one.At);
            entry.HasIndex(one => one.AccountId);
            entry.HasOne<BillingAccount>().WithMany().HasForeignKey(one => one.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<CardReminder>(reminder =>
        {
            reminder.ToTable("billing_card_reminders");
            reminder.Property(one => one.Id).ValueGeneratedNever();
            reminder.Property(one => one.CardId).HasMaxLength(ExternalIdLength);
            reminder.HasIndex(one => new { one.AccountId, one.CardId, one.Expires }).IsUnique();
            reminder.HasOne<BillingAccount>().WithMany().HasForeignKey(one => one.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<ProviderPrice>(price =>
        {
            price.ToTable("billing_prices");
            price.Property(one => one.Id).ValueGeneratedNever();
            price.Property(one => one.Provider).HasMaxLength(ProviderLength);
            price.Property(one => one.ExternalId).HasMaxLength(ExternalIdLength);
            price.HasIndex(one => new { one.Provider, one.ExternalId }).IsUnique();
            price.Property(one => one.PlanKey).HasMaxLength(KeyLength);
            price.Property(one => one.Interval).HasConversion<string>().HasMaxLength(EnumLength);
            price.Property(one => one.Currency).HasMaxLength(CurrencyLength);
            price.HasIndex(one => new { one.PlanKey, one.Interval, one.Currency });
        });
    }

    private static void ApplyPurchases(ModelBuilder model) => model.Entity<Purchase>(purchase =>
    {
        purchase.ToTable("billing_purchases");
        purchase.Property(one => one.Id).ValueGeneratedNever();
        purchase.Property(one => one.Provider).HasMaxLength(ProviderLength);
        purchase.Property(one => one.ExternalId).HasMaxLength(ExternalIdLength);
        purchase.HasIndex(one => new { one.Provider, one.ExternalId }).IsUnique();
        purchase.Property(one => one.PlanKey).HasMaxLength(KeyLength);
        purchase.Property(one => one.Currency).HasMaxLength(CurrencyLength);
        purchase.HasIndex(one => one.AccountId);
        purchase.HasOne<BillingAccount>().WithMany().HasForeignKey(one => one.AccountId).OnDelete(DeleteBehavior.Cascade);
    });

    private static void ApplySeats(ModelBuilder model) => model.Entity<SeatJob>(job =>
    {
        job.ToTable("billing_seat_jobs");
        job.HasKey(one => one.AccountId);
        job.Property(one => one.AccountId).ValueGeneratedNever();
        job.Property(one => one.Reason).HasMaxLength(ReasonLength);
        job.HasIndex(one => one.DueAt);
        job.HasOne<BillingAccount>().WithOne().HasForeignKey<SeatJob>(one => one.AccountId).OnDelete(DeleteBehavior.Cascade);
    });

    private static void ApplyEntitlements(ModelBuilder model)
    {
        model.Entity<UsageEvent>(usage =>
        {
            usage.ToTable("billing_usage");
            usage.Property(one => one.Id).ValueGeneratedNever();
            usage.Property(one => one.Meter).HasMaxLength(KeyLength);
            usage.Property(one => one.IdempotencyKey).HasMaxLength(IdempotencyKeyLength);
            usage.HasIndex(one => one.IdempotencyKey).IsUnique();
            usage.Property(one => one.Reason).HasMaxLength(ReasonLength);
            usage.HasIndex(one => new { one.AccountId, one.Meter, one.At });
            usage.HasIndex(one => new { one.SentAt, one.GivenUpAt, one.NextAttemptAt });
            usage.HasOne<BillingAccount>().WithMany().HasForeignKey(one => one.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<MeterPrice>(price =>
        {
            price.ToTable("billing_meter_prices");
            price.Property(one => one.Id).ValueGeneratedNever();
            price.Property(one => one.Provider).HasMaxLength(ProviderLength);
            price.Property(one => one.ExternalId).HasMaxLength(ExternalIdLength);
            price.HasIndex(one => new { one.Provider, one.ExternalId }).IsUnique();
            price.Property(one => one.PlanKey).HasMaxLength(KeyLength);
            price.Property(one => one.Meter).HasMaxLength(KeyLength);
            price.Property(one => one.Interval).HasConversion<string>().HasMaxLength(EnumLength);
            price.Property(one => one.Currency).HasMaxLength(CurrencyLength);
            price.HasIndex(one => new { one.PlanKey, one.Interval, one.Currency });
        });
        model.Entity<EntitlementOverride>(grant =>
        {
            grant.ToTable("billing_overrides");
            grant.Property(one => one.Id).ValueGeneratedNever();
            grant.Property(one => one.Key).HasMaxLength(KeyLength);
            grant.Property(one => one.Reason).HasMaxLength(ReasonLength);
            grant.HasIndex(one => new { one.AccountId, one.Key });
            grant.HasOne<BillingAccount>().WithMany().HasForeignKey(one => one.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
    }
}
