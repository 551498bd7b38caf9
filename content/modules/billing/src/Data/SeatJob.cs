using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>
/// How many seats an account is to pay for, while the provider does not know it yet: one row for each account, with the number that is wanted and not the steps to it.
/// It is gone once the provider has that number.
/// </summary>
public sealed class SeatJob : IGlobalEntity
{
    /// <summary>The key: there is one wanted number.</summary>
    public Guid AccountId { get; set; }

    public int Quantity { get; set; }

    /// <summary>Anew with each number that is wanted; the idempotency key is made of it, so that a try after a crash does not do it twice.</summary>
    public Guid Version { get; set; } = Guid.CreateVersion7();

    /// <summary>When it is told to the provider (UTC): some time after the last change, so that many changes are one.</summary>
    public DateTime DueAt { get; set; }

    public int Attempts { get; set; }

    /// <summary>Why the last attempt failed; null before one did.</summary>
    public string? Reason { get; set; }
}
