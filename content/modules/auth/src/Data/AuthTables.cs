using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>
/// The tables, mapped by hand, Identity's among them: what stands here is all there is, whatever schema version or convention the
/// application has. Names of tables and keys never change once released.
/// </summary>
internal static class AuthTables
{
    private const int EmailLength = EmailAddress.Longest;
    private const int HashLength = 64;
    private const int IpLength = 45;

    public static void Apply(ModelBuilder model)
    {
        ApplyUsers(model);
        ApplySignIn(model);
        ApplyFactors(model);
        ApplyRecords(model);
        model.UseUtcTimes(typeof(AuthTables).Assembly);
    }

    private static void ApplyUsers(ModelBuilder model)
    {
        model.Entity<User>(user =>
        {
            user.ToTable("auth_users");
            user.Property(one => one.Id).ValueGeneratedNever();
            user.Property(one => one.UserName).HasMaxLength(32);
            user.Property(one => one.NormalizedUserName).HasMaxLength(32);
            user.HasIndex(one => one.NormalizedUserName).IsUnique();
            user.Property(one => one.Email).HasMaxLength(EmailLength).IsRequired();
            user.Property(one => one.NormalizedEmail).HasMaxLength(EmailLength).IsRequired();
            user.HasIndex(one => one.NormalizedEmail).IsUnique();
            user.Property(one => one.PasswordHash).HasMaxLength(200);
            user.Property(one => one.SecurityStamp).HasMaxLength(64).IsRequired();
            user.Property(one => one.ConcurrencyStamp).HasMaxLength(36).IsConcurrencyToken();
            user.Property(one => one.Name).HasMaxLength(User.LongestName);
            user.Property(one => one.AvatarKey).HasMaxLength(200);
            user.Property(one => one.Locale).HasMaxLength(35);
            user.Property(one => one.TimeZone).HasMaxLength(64);
            user.Property(one => one.Theme).HasMaxLength(10);
            user.Property(one => one.TermsVersion).HasMaxLength(50);
            // Identity's fields for which this module has its own tables, or no use.
            user.Ignore(one => one.EmailConfirmed).Ignore(one => one.PhoneNumber).Ignore(one => one.PhoneNumberConfirmed).Ignore(one => one.TwoFactorEnabled);
            user.Ignore(one => one.LockoutEnd).Ignore(one => one.LockoutEnabled).Ignore(one => one.AccessFailedCount).Ignore(one => one.IsActive).Ignore(one => one.MayComeBack);
        });
        model.Entity<UserClaim>(claim =>
        {
            claim.ToTable("auth_user_claims");
            claim.Property(one => one.ClaimType).HasMaxLength(200);
            claim.Property(one => one.ClaimValue).HasMaxLength(1000);
            claim.HasOne<User>().WithMany().HasForeignKey(one => one.UserId);
        });
        model.Entity<UserToken>(token =>
        {
            token.ToTable("auth_user_tokens");
            token.HasKey(one => new { one.UserId, one.LoginProvider, one.Name });
            token.Property(one => one.LoginProvider).HasMaxLength(100);
            token.Property(one => one.Name).HasMaxLength(100);
            token.HasOne<User>().WithMany().HasForeignKey(one => one.UserId);
        });
    }

    private static void ApplySignIn(ModelBuilder model)
    {
        model.Entity<UserSession>(session =>
        {
            session.ToTable("auth_sessions");
            session.Property(one => one.Id).ValueGeneratedNever();
            session.Property(one => one.Kind).HasConversion<string>().HasMaxLength(20);
            session.Property(one => one.Method).HasMaxLength(20);
            session.Property(one => one.SecurityStamp).HasMaxLength(64);
            session.Property(one => one.Ip).HasMaxLength(IpLength);
            session.Property(one => one.UserAgent).HasMaxLength(UserSession.LongestUserAgent);
            session.Property(one => one.Device).HasMaxLength(100);
            session.Property(one => one.RevokedReason).HasMaxLength(30);
            session.Property(one => one.RefreshHash).HasMaxLength(HashLength);
            session.Property(one => one.PreviousRefreshHash).HasMaxLength(HashLength);
            session.HasIndex(one => one.RefreshHash).IsUnique();
            session.HasIndex(one => one.ExpiresAt);
            session.HasOne<User>().WithMany().HasForeignKey(one => one.UserId);
        });
        model.Entity<KnownDevice>(device =>
        {
            device.ToTable("auth_known_devices");
            device.Property(one => one.Id).ValueGeneratedNever();
            device.Property(one => one.TokenHash).HasMaxLength(HashLength);
            device.HasIndex(one => new { one.UserId, one.TokenHash }).IsUnique();
            device.Property(one => one.Device).HasMaxLength(100);
            device.HasOne<User>().WithMany().HasForeignKey(one => one.UserId);
        });
        model.Entity<ExternalLogin>(login =>
        {
            login.ToTable("auth_external_logins");
            login.HasKey(one => new { one.LoginProvider, one.ProviderKey });
            login.Property(one => one.LoginProvider).HasMaxLength(50);
            login.Property(one => one.ProviderKey).HasMaxLength(200);
            login.Property(one => one.ProviderDisplayName).HasMaxLength(100);
            login.Property(one => one.Email).HasMaxLength(EmailLength);
            login.HasOne<User>().WithMany().HasForeignKey(one => one.UserId);
        });
        model.Entity<OneTimeCode>(code =>
        {
            code.ToTable("auth_one_time_codes");
            code.Property(one => one.Id).ValueGeneratedNever();
            code.Property(one => one.NormalizedEmail).HasMaxLength(EmailLength);
            code.Property(one => one.Purpose).HasConversion<string>().HasMaxLength(30);
            code.Property(one => one.Hash).HasMaxLength(HashLength);
            code.HasIndex(one => new { one.Purpose, one.NormalizedEmail }).IsUnique();
            code.HasIndex(one => one.Hash);
            code.HasIndex(one => one.ExpiresAt);
            code.HasOne<User>().WithMany().HasForeignKey(one => one.UserId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<ThrottleCounter>(counter =>
        {
            counter.ToTable("auth_throttle_counters");
            counter.HasKey(one => one.Key);
            counter.Property(one => one.Key).HasMaxLength(100);
            counter.HasIndex(one => one.EndsAt);
        });
    }

    private static void ApplyFactors(ModelBuilder model)
    {
        model.Entity<TwoFactor>(factor =>
        {
            factor.ToTable("auth_two_factors");
            factor.HasKey(one => one.UserId);
            factor.Property(one => one.UserId).ValueGeneratedNever();
            factor.Property(one => one.SecretEncrypted).HasMaxLength(1000);
            factor.Property(one => one.LastStep).IsConcurrencyToken();
            factor.HasOne<User>().WithOne().HasForeignKey<TwoFactor>(one => one.UserId);
        });
        model.Entity<RecoveryCode>(code =>
        {
            code.ToTable("auth_recovery_codes");
            code.Property(one => one.Id).ValueGeneratedNever();
            code.Property(one => one.Hash).HasMaxLength(200);
            code.HasOne<User>().WithMany().HasForeignKey(one => one.UserId);
        });
        model.Entity<UserPasskey>(passkey =>
        {
            passkey.ToTable("auth_user_passkeys");
            passkey.HasKey(one => one.CredentialId);
            passkey.Property(one => one.CredentialId).HasMaxLength(1024); // The longest that WebAuthn allows.
            passkey.OwnsOne(one => one.Data).ToJson();
            passkey.HasOne<User>().WithMany().HasForeignKey(one => one.UserId);
        });
    }

    private static void ApplyRecords(ModelBuilder model)
    {
        model.Entity<PendingEmailChange>(change =>
        {
            change.ToTable("auth_email_changes");
            change.Property(one => one.Id).ValueGeneratedNever();
            change.Property(one => one.OldEmail).HasMaxLength(EmailLength);
            change.Property(one => one.NewEmail).HasMaxLength(EmailLength);
            change.Property(one => one.NewNormalizedEmail).HasMaxLength(EmailLength);
            change.Property(one => one.TokenHash).HasMaxLength(HashLength);
            change.Property(one => one.UndoTokenHash).HasMaxLength(HashLength);
            change.HasIndex(one => one.TokenHash).IsUnique();
            change.HasIndex(one => one.UndoTokenHash).IsUnique();
            change.HasOne<User>().WithMany().HasForeignKey(one => one.UserId);
        });
        model.Entity<TermsAcceptance>(acceptance =>
        {
            acceptance.ToTable("auth_terms_acceptances");
            acceptance.Property(one => one.Id).ValueGeneratedNever();
            acceptance.Property(one => one.Version).HasMaxLength(50);
            acceptance.Property(one => one.Ip).HasMaxLength(IpLength);
            acceptance.HasOne<User>().WithMany().HasForeignKey(one => one.UserId);
        });
        model.Entity<SecurityEvent>(record =>
        {
            record.ToTable("auth_security_events");
            record.Property(one => one.Id).ValueGeneratedNever();
            record.Property(one => one.Type).HasMaxLength(50);
            record.Property(one => one.Ip).HasMaxLength(IpLength);
            record.Property(one => one.UserAgent).HasMaxLength(UserSession.LongestUserAgent);
            record.Property(one => one.DataJson).HasMaxLength(2000);
            record.HasIndex(one => new { one.UserId, one.At });
            record.HasIndex(one => one.At);
            record.HasOne<User>().WithMany().HasForeignKey(one => one.UserId).OnDelete(DeleteBehavior.Cascade);
        });
    }
}
