using System.Reflection;

namespace QuickScale.Modules.Teams;

/// <summary>That a user is an active member of a team, and what the role allows.</summary>
/// <param name="Team">Shared by requests: it is copied before anybody gets it.</param>
/// <param name="Slug">The slug that was asked for; another than the team's for one that it had before.</param>
internal sealed record TeamAccess(Team Team, string Slug, Guid MembershipId, IReadOnlySet<string> Permissions)
{
    private static readonly Func<Team, object> MakeCopy = typeof(object).GetMethod(nameof(MemberwiseClone), BindingFlags.Instance | BindingFlags.NonPublic)!.CreateDelegate<Func<Team, object>>();

    public static Team Copy(Team team) => (Team)MakeCopy(team);
}
