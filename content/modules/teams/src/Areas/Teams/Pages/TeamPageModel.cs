using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Auth.Pages;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams.Pages;

/// <summary>What the pages of a team have in common. The team was settled before: who is not in it gets none of them.</summary>
public abstract class TeamPageModel(ICurrentTeam current) : AuthPageModel
{
    /// <summary>A copy, as it was when the request began.</summary>
    public Team Team => current.Team!;

    public Guid TeamId => current.Id!.Value;

    public string Slug => Team.Slug;

    public Guid UserId => AuthClaims.UserOf(User)!.Value;

    public bool May(string permission) => current.Has(permission);

    /// <summary>What was done, by the word in the address; a page says the words.</summary>
    protected static Notice Done(string text) => new(NoticeKind.Success, text);

    /// <summary>Where a form that was refused leads to prove who one is, and from there back to its page; null when it was refused for something else.</summary>
    protected IActionResult? Proof(AuthResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Refusals.Any(one => one.Code == Refusals.ReauthenticationNeeded.Code) ? RequireReauthenticationAttribute.Ask(HttpContext) : null;
    }

    /// <summary>The page as a form that was refused, or the status of a page that the member may not see.</summary>
    protected IActionResult Answer(AuthResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Refusals.Any(one => one.Code == TeamRefusals.NotAllowed.Code) && HttpMethods.IsGet(Request.Method) ? Forbid() : Refuse(result);
    }
}

/// <summary>A link in a team's navigation.</summary>
/// <param name="Path">Path in the application, from <c>/</c>.</param>
public sealed record TeamLink(string Title, string Path);

/// <summary>The pages of a team that a member may see.</summary>
public static class TeamMenu
{
    public static IEnumerable<TeamLink> Entries(TeamPageModel page)
    {
        ArgumentNullException.ThrowIfNull(page);
        yield return new("Overview", TeamsPaths.Team(page.Slug));
        if (page.May(Permissions.MembersRead))
        {
            yield return new("Members", TeamsPaths.Members(page.Slug));
        }

        if (page.Team.Kind == TeamKind.Team && page.May(Permissions.MembersInvite))
        {
            yield return new("Invitations", TeamsPaths.Invitations(page.Slug));
        }

        if (page.May(Permissions.RolesManage))
        {
            yield return new("Roles", TeamsPaths.Roles(page.Slug));
        }

        if (page.May(Permissions.TeamUpdate))
        {
            yield return new("Settings", TeamsPaths.Settings(page.Slug));
        }

        if (page.May(Permissions.AuditRead))
        {
            yield return new("Changes", TeamsPaths.Audit(page.Slug));
        }

        foreach (var link in Added(page.HttpContext.RequestServices.GetServices<OwnerEntry>(), page.Team, page.May))
        {
            yield return link;
        }
    }

    /// <summary>The links of other modules and of the application (<see cref="OwnerEntry"/>); of a suspended team those alone that may put it right.</summary>
    /// <param name="may">Whether the member has a permission.</param>
    internal static IEnumerable<TeamLink> Added(IEnumerable<OwnerEntry> entries, Team team, Func<string, bool> may) =>
        entries.Where(entry => (entry.ForManagers ? may(Permissions.BillingManage) : team.State != TeamState.Suspended) && (entry.Permission is not { } permission || may(permission))).Select(entry => new TeamLink(entry.Title, entry.PathFor(team.Slug)));
}
