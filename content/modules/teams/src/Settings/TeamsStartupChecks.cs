using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Teams;

/// <summary>What must be right before the first request: the options' bounds.</summary>
internal sealed class TeamsStartupChecks : IValidateOptions<TeamsSettings>
{
    public ValidateOptionsResult Validate(string? name, TeamsSettings options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string?[] answers =
        [
            Bounds("teams_per_user", options.TeamsPerUser, 0, 1000),
            Bounds("invitation_days", options.InvitationDays, 1, 30),
            Bounds("invitations_per_day", options.InvitationsPerDay, 1, 10_000),
            Bounds("invitations_at_once", options.InvitationsAtOnce, 1, 1000),
            Bounds("deletion_grace_days", options.DeletionGraceDays, 1, 90),
            Bounds("slug_reserved_days", options.SlugReservedDays, 0, 3650),
            Bounds("audit_retention_days", options.AuditRetentionDays, 30, 3650),
            Bounds("logo_max_kb", options.LogoMaxKb, 16, 8192),
        ];
        var violations = answers.OfType<string>().ToList();
        return violations.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(violations);
    }

    private static string? Bounds(string option, int value, int least, int most) =>
        value >= least && value <= most ? null : $"Set Modules__teams__{option} to a number from {least} to {most}.";
}
