using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>That a user agreed to one version of the terms. The user's own row tells the last one; these rows prove all.</summary>
public sealed class TermsAcceptance : IGlobalEntity
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid UserId { get; set; }

    public required string Version { get; set; }

    public DateTime AcceptedAt { get; set; }

    public string? Ip { get; set; }
}
