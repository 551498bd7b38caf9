using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>One change in a team, and who made it. Rows are added and, when they are old enough, deleted; never changed.</summary>
public sealed class AuditEntry : ITenantEntity
{
    public const int LongestAction = 60;
    public const int LongestTargetKind = 40;

    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid TenantId { get; set; }

    public DateTime At { get; set; }

    /// <summary>The user who did it; null for the system.</summary>
    public Guid? ActorId { get; set; }

    /// <summary>The actor's name at that time.</summary>
    public required string ActorName { get; set; }

    /// <summary>The administrator who acted in the actor's name; null when nobody did.</summary>
    public Guid? ImpersonatorId { get; set; }

    /// <summary>As in <see cref="AuditActions"/>; other modules may add their own.</summary>
    public required string Action { get; set; }

    /// <summary>What was changed: "team", "member", "role", "invitation", or a word of another module.</summary>
    public required string TargetKind { get; set; }

    public required string TargetId { get; set; }

    /// <summary>What people call the target, such as a member's name.</summary>
    public string TargetName { get; set; } = "";

    /// <summary>The changed values as they were, as a JSON object without secrets; null for something new.</summary>
    public string? Before { get; set; }

    /// <summary>The changed values as they are, as a JSON object without secrets; null for something that is gone.</summary>
    public string? After { get; set; }

    public string? Ip { get; set; }

    /// <summary>The trace id of the request, to be found in logs too.</summary>
    public string? CorrelationId { get; set; }
}
