using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>
/// The module's own rows across teams, and the one place that looks past the filter of the current team: a person's list of teams and
/// the acceptance of an invitation belong to no team yet. Every member that is not about one person or one secret names a team.
/// </summary>
public sealed class TeamRows(ModuleDb db)
{
    public DbContext Context => db.Context;

    /// <summary>Acts in a team until disposed of, for writing its rows in a request of another team or of none; null in the team itself.</summary>
    internal IDisposable? Enter(Guid teamId) => TenantContexts.Find(db.Context) is { } current && current.Id != teamId ? current.Enter(teamId) : null;

    public IQueryable<Team> Teams => db.Context.Set<Team>();

    public IQueryable<TeamSlug> Slugs => db.Context.Set<TeamSlug>();

    /// <summary>The team that a slug leads to: the one that has it, or had it and was renamed since.</summary>
    public IQueryable<Team> TeamBySlug(string slug) => Teams.Where(team => Slugs.Any(one => one.Slug == slug && one.TeamId == team.Id));

    public IQueryable<Membership> MembersOf(Guid teamId) => All<Membership>().Where(one => one.TenantId == teamId);

    public IQueryable<Role> RolesOf(Guid teamId) => All<Role>().Where(one => one.TenantId == teamId);

    public IQueryable<Invitation> InvitationsOf(Guid teamId) => All<Invitation>().Where(one => one.TenantId == teamId);

    public IQueryable<AuditEntry> AuditOf(Guid teamId) => All<AuditEntry>().Where(one => one.TenantId == teamId);

    /// <summary>All of a person's memberships, whatever their state.</summary>
    public IQueryable<Membership> MembershipsOfUser(Guid userId) => All<Membership>().Where(one => one.UserId == userId);

    /// <summary>The invitation that a secret opens.</summary>
    public IQueryable<Invitation> InvitationByHash(string hash) => All<Invitation>().Where(one => one.TokenHash == hash);

    /// <summary>Everything that was sent to one address.</summary>
    public IQueryable<Invitation> InvitationsTo(string normalizedEmail) => All<Invitation>().Where(one => one.EmailNormalized == normalizedEmail);

    /// <summary>Everything that was sent to one address, and what its owner has accepted that was sent to another one.</summary>
    public IQueryable<Invitation> InvitationsOfPerson(Guid userId, string normalizedEmail) => All<Invitation>().Where(one => one.EmailNormalized == normalizedEmail || one.AcceptedBy == userId);

    /// <summary>Everything that one user has sent.</summary>
    public IQueryable<Invitation> InvitationsBy(Guid userId) => All<Invitation>().Where(one => one.InvitedBy == userId);

    /// <summary>What one user has done, or what was done to them, in all teams.</summary>
    public IQueryable<AuditEntry> AuditOfUser(Guid userId) => All<AuditEntry>().Where(one => one.ActorId == userId || (one.TargetKind == AuditTargets.Member && one.TargetId == userId.ToString()));

    /// <summary>Entries about invitations to one address.</summary>
    public IQueryable<AuditEntry> AuditOfAddress(string normalizedEmail) => All<AuditEntry>().Where(one => one.TargetKind == AuditTargets.Invitation && one.TargetName == normalizedEmail);

    /// <summary>Entries about invitations of one person.</summary>
    public IQueryable<AuditEntry> AuditOfInvitations(IReadOnlyList<string> ids) => All<AuditEntry>().Where(one => one.TargetKind == AuditTargets.Invitation && ids.Contains(one.TargetId));

    /// <summary>What is older than the retention; for deleting alone.</summary>
    public IQueryable<AuditEntry> AuditBefore(DateTime time) => All<AuditEntry>().Where(one => one.At < time);

    /// <summary>Invitations that ended before a time; for deleting alone.</summary>
    public IQueryable<Invitation> InvitationsEndedBefore(DateTime time) => All<Invitation>().Where(one => one.ExpiresAt < time);

    [AcrossTeams("Each member above keeps to one team, one person or one secret.")]
    private IQueryable<T> All<T>()
        where T : class, ITenantEntity => db.Context.Set<T>().IgnoreQueryFilters([TenantModel.Filter]);
}
