using Microsoft.EntityFrameworkCore;

namespace QuickScale.Modules.Teams;

/// <summary>
/// Says of a method or class that it goes around the isolation of teams on purpose, and why: without it a test of the application
/// refuses <c>IgnoreQueryFilters</c>, raw SQL and contexts that are made by hand.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Property)]
public sealed class AcrossTeamsAttribute(string reason) : Attribute
{
    /// <summary>Why it may, in a sentence for whoever reviews it.</summary>
    public string Reason { get; } = reason;
}

/// <summary>The one way around the filter, for what this module must know before a team is settled or of several teams at once.</summary>
internal static class AcrossTeams
{
    /// <summary>
    /// The rows of all teams. Whoever asks keeps to those that the user may see: the user's own memberships, an invitation whose token
    /// is known. Nothing is tracked.
    /// </summary>
    [AcrossTeams("Memberships of one user and invitations by token are looked up before a team is settled.")]
    public static IQueryable<T> Rows<T>(DbContext context)
        where T : class =>
        context.Set<T>().AsNoTracking().IgnoreQueryFilters([TenantModel.Filter]);
}
