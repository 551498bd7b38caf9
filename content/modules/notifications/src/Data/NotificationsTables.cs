using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>The tables. Names of tables and keys never change once released; ids of users and owners have no foreign key, since their tables may be absent.</summary>
internal static class NotificationsTables
{
    public const int KindLength = 100;
    public const int ReasonLength = 500;
    public const int KeyLength = 200;
    public const int SubjectLength = 250;
    private const int ProviderLength = 30;
    private const int ProviderIdLength = 200;
    private const int EnumLength = 20;

    public static void Apply(ModelBuilder model)
    {
        ApplyMail(model);
        ApplyInApp(model);
        model.UseUtcTimes(typeof(NotificationsTables).Assembly);
    }

    private static void ApplyMail(ModelBuilder model)
    {
        model.Entity<EmailRecord>(email =>
        {
            email.ToTable("notifications_emails");
            email.Property(one => one.Id).ValueGeneratedNever();
            email.Property(one => one.Kind).HasMaxLength(KindLength);
            email.Property(one => one.To).HasMaxLength(MailAddresses.Longest);
            email.Property(one => one.Locale).HasMaxLength(35);
            email.Property(one => one.TimeZone).HasMaxLength(64);
            email.Property(one => one.Subject).HasMaxLength(SubjectLength);
            email.Property(one => one.IdempotencyKey).HasMaxLength(KeyLength);
            email.HasIndex(one => one.IdempotencyKey).IsUnique();
            email.Property(one => one.State).HasConversion<string>().HasMaxLength(EnumLength);
            email.Property(one => one.ProviderName).HasMaxLength(ProviderLength);
            email.Property(one => one.ProviderId).HasMaxLength(ProviderIdLength);
            email.Property(one => one.Reason).HasMaxLength(ReasonLength);
            email.Property(one => one.Stamp).IsConcurrencyToken();
            // In the order in which they are claimed.
            email.HasIndex(one => new { one.State, one.IsTransactional, one.NextAttemptAt }).IsDescending(false, true, false);
            email.HasIndex(one => new { one.ProviderName, one.ProviderId });
            email.HasIndex(one => new { one.UserId, one.QueuedAt });
            email.HasIndex(one => one.QueuedAt);
        });
        model.Entity<EmailEvent>(report =>
        {
            report.ToTable("notifications_events");
            report.Property(one => one.Id).ValueGeneratedNever();
            report.Property(one => one.Provider).HasMaxLength(ProviderLength);
            report.Property(one => one.ProviderEventId).HasMaxLength(ProviderIdLength);
            report.HasIndex(one => new { one.Provider, one.ProviderEventId }).IsUnique();
            report.Property(one => one.Type).HasConversion<string>().HasMaxLength(EnumLength);
            report.Property(one => one.Detail).HasMaxLength(ReasonLength);
            report.HasOne<EmailRecord>().WithMany().HasForeignKey(one => one.EmailId).OnDelete(DeleteBehavior.SetNull);
            report.HasIndex(one => one.ReceivedAt);
        });
        model.Entity<WebhookToken>(token =>
        {
            token.ToTable("notifications_webhook_tokens");
            token.HasKey(one => new { one.Provider, one.Token });
            token.Property(one => one.Provider).HasMaxLength(ProviderLength);
            token.Property(one => one.Token).HasMaxLength(WebhookToken.LongestToken);
            token.Property(one => one.BodyHash).HasMaxLength(64);
            token.HasIndex(one => one.At);
        });
        model.Entity<Suppression>(suppression =>
        {
            suppression.ToTable("notifications_suppressions");
            suppression.Property(one => one.Id).ValueGeneratedNever();
            suppression.Property(one => one.EmailNormalized).HasMaxLength(MailAddresses.Longest);
            suppression.HasIndex(one => one.EmailNormalized).IsUnique();
            suppression.Property(one => one.Reason).HasConversion<string>().HasMaxLength(EnumLength);
            suppression.Property(one => one.Source).HasMaxLength(50);
        });
    }

    private static void ApplyInApp(ModelBuilder model)
    {
        model.Entity<NotificationPreference>(preference =>
        {
            preference.ToTable("notifications_preferences");
            preference.HasKey(one => new { one.UserId, one.Kind, one.Channel });
            preference.Property(one => one.Kind).HasMaxLength(KindLength);
            preference.Property(one => one.Channel).HasConversion<string>().HasMaxLength(EnumLength);
            preference.Property(one => one.Mode).HasConversion<string>().HasMaxLength(EnumLength);
        });
        model.Entity<Notification>(item =>
        {
            item.ToTable("notifications_items");
            item.Property(one => one.Id).ValueGeneratedNever();
            item.Property(one => one.Kind).HasMaxLength(KindLength);
            item.Property(one => one.Title).HasMaxLength(Notification.LongestTitle);
            item.Property(one => one.Body).HasMaxLength(Notification.LongestBody);
            item.Property(one => one.Link).HasMaxLength(Notification.LongestLink);
            item.HasIndex(one => new { one.UserId, one.CreatedAt });
            item.HasIndex(one => new { one.UserId, one.ReadAt });
            // Few wait at a time, among many that do not.
            item.HasIndex(one => one.UserId).HasFilter("\"AwaitsDigest\"");
        });
        model.Entity<DigestDay>(digest =>
        {
            digest.ToTable("notifications_digests");
            digest.HasKey(one => new { one.UserId, one.Day });
            digest.HasIndex(one => one.Day);
        });
    }
}
