using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>The tables. Names of tables and keys never change once released. Indexes of a team's rows begin with the team.</summary>
internal static class TeamsTables
{
    private const int SlugLength = 63; // A label of a host name (RFC 1035, 2.3.4): a slug can be a sub-domain.
    private const int EmailLength = EmailAddress.Longest;
    private const int HashLength = 64;
    private const int IpLength = 45;

    public static void Apply(ModelBuilder model)
    {
        ApplyTeams(model);
        ApplyMembers(model);
        ApplyInvitations(model);
        ApplyAudit(model);
        model.UseUtcTimes(typeof(TeamsTables).Assembly);
    }

    private static void ApplyTeams(ModelBuilder model)
    {
        model.Entity<Team>(team =>
        {
            team.ToTable("teams_teams");
            team.Property(one => one.Id).ValueGeneratedNever();
            team.Property(one => one.Slug).HasMaxLength(SlugLength);
            team.HasIndex(one => one.Slug).IsUnique();
            team.Property(one => one.Name).HasMaxLength(Team.LongestName);
            team.Property(one => one.LogoKey).HasMaxLength(200);
            team.Property(one => one.AccentColor).HasMaxLength(7);
            team.Property(one => one.Kind).HasConversion<string>().HasMaxLength(20);
            team.Property(one => one.State).HasConversion<string>().HasMaxLength(20);
            team.Property(one => one.StateBeforeDeletion).HasConversion<string>().HasMaxLength(20);
            team.Property(one => one.SuspendedReason).HasMaxLength(Team.LongestReason);
            team.HasIndex(one => one.PersonalOf).IsUnique();
            team.HasIndex(one => one.PurgeAt);
            team.Property(one => one.Stamp).IsConcurrencyToken();
        });
        model.Entity<TeamSlug>(slug =>
        {
            slug.ToTable("teams_slugs");
            slug.HasKey(one => one.Slug);
            slug.Property(one => one.Slug).HasMaxLength(SlugLength);
            slug.HasIndex(one => one.ReservedUntil);
            slug.HasOne<Team>().WithMany().HasForeignKey(one => one.TeamId).OnDelete(DeleteBehavior.SetNull);
        });
        model.Entity<TeamPurge>(purge =>
        {
            purge.ToTable("teams_purges");
            purge.Property(one => one.Id).ValueGeneratedNever();
            purge.Property(one => one.Slug).HasMaxLength(SlugLength);
            purge.Property(one => one.Report).HasMaxLength(4000);
            purge.HasIndex(one => one.PurgedAt);
        });
    }

    private static void ApplyMembers(ModelBuilder model)
    {
        model.Entity<Membership>(member =>
        {
            member.ToTable("teams_memberships");
            member.Property(one => one.Id).ValueGeneratedNever();
            member.Property(one => one.State).HasConversion<string>().HasMaxLength(20);
            member.Property(one => one.InvitedEmail).HasMaxLength(EmailLength);
            member.Property(one => one.DisplayName).HasMaxLength(EmailLength);
            member.HasIndex(one => new { one.TenantId, one.UserId }).IsUnique();
            member.HasIndex(one => new { one.UserId, one.State });
            member.HasIndex(one => new { one.TenantId, one.State, one.RoleId });
            member.HasOne<Team>().WithMany().HasForeignKey(one => one.TenantId).OnDelete(DeleteBehavior.Cascade);
            member.HasOne<User>().WithMany().HasForeignKey(one => one.UserId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<Role>(role =>
        {
            role.ToTable("teams_roles");
            role.Property(one => one.Id).ValueGeneratedNever();
            role.Property(one => one.Key).HasMaxLength(Role.LongestName);
            role.Property(one => one.Name).HasMaxLength(Role.LongestName);
            role.HasIndex(one => new { one.TenantId, one.Key }).IsUnique();
            role.Property(one => one.Permissions).HasMaxLength(4000).HasConversion(
                list => JsonSerializer.Serialize(list, JsonSerializerOptions.Default),
                json => JsonSerializer.Deserialize<List<string>>(json, JsonSerializerOptions.Default) ?? new List<string>(),
                new ValueComparer<IList<string>>(
                    (one, other) => one!.SequenceEqual(other!),
                    list => list.Aggregate(0, (hash, item) => HashCode.Combine(hash, item.GetHashCode(StringComparison.Ordinal))),
                    list => list.ToList()));
            role.HasOne<Team>().WithMany().HasForeignKey(one => one.TenantId).OnDelete(DeleteBehavior.Cascade);
        });
    }

    private static void ApplyInvitations(ModelBuilder model) => model.Entity<Invitation>(invitation =>
    {
        invitation.ToTable("teams_invitations");
        invitation.Property(one => one.Id).ValueGeneratedNever();
        invitation.Property(one => one.Email).HasMaxLength(EmailLength);
        invitation.Property(one => one.EmailNormalized).HasMaxLength(EmailLength);
        invitation.Property(one => one.AcceptedEmail).HasMaxLength(EmailLength);
        invitation.Property(one => one.TokenHash).HasMaxLength(HashLength);
        invitation.HasIndex(one => one.TokenHash).IsUnique();
        // One pending invitation an address. Links have no address, and null differs from null in both databases.
        invitation.HasIndex(one => new { one.TenantId, one.EmailNormalized }).IsUnique()
            .HasFilter("\"AcceptedAt\" IS NULL AND \"DeclinedAt\" IS NULL AND \"RevokedAt\" IS NULL");
        invitation.HasIndex(one => new { one.TenantId, one.CreatedAt });
        invitation.HasIndex(one => new { one.EmailNormalized, one.ExpiresAt });
        invitation.HasIndex(one => new { one.TenantId, one.InvitedBy });
        invitation.HasIndex(one => one.ExpiresAt);
        invitation.Property(one => one.Stamp).IsConcurrencyToken();
        invitation.HasOne<Team>().WithMany().HasForeignKey(one => one.TenantId).OnDelete(DeleteBehavior.Cascade);
    });

    private static void ApplyAudit(ModelBuilder model) => model.Entity<AuditEntry>(entry =>
    {
        entry.ToTable("teams_audit");
        entry.Property(one => one.Id).ValueGeneratedNever();
        entry.Property(one => one.ActorName).HasMaxLength(EmailLength);
        entry.Property(one => one.Action).HasMaxLength(AuditEntry.LongestAction);
        entry.Property(one => one.TargetKind).HasMaxLength(AuditEntry.LongestTargetKind);
        entry.Property(one => one.TargetId).HasMaxLength(100);
        entry.Property(one => one.TargetName).HasMaxLength(EmailLength);
        entry.Property(one => one.Before).HasMaxLength(8000);
        entry.Property(one => one.After).HasMaxLength(8000);
        entry.Property(one => one.Ip).HasMaxLength(IpLength);
        entry.Property(one => one.CorrelationId).HasMaxLength(64);
        entry.HasIndex(one => new { one.TenantId, one.At });
        entry.HasIndex(one => new { one.TenantId, one.Action, one.At });
        entry.HasIndex(one => new { one.TenantId, one.ActorId, one.At });
        entry.HasIndex(one => one.At);
        entry.HasOne<Team>().WithMany().HasForeignKey(one => one.TenantId).OnDelete(DeleteBehavior.Cascade);
    });
}
