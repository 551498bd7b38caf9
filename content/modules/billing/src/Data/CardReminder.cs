using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>That somebody was told once of a card that expires.</summary>
public sealed class CardReminder : IGlobalEntity
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public Guid AccountId { get; set; }

    /// <summary>The provider's id of the card.</summary>
    public string CardId { get; set; } = "";

    /// <summary>From when on it is no longer taken (UTC): with another date it is another expiry, of which is told again.</summary>
    public DateTime Expires { get; set; }

    public DateTime At { get; set; }
}
