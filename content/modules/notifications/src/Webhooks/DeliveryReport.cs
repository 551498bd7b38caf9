namespace QuickScale.Modules.Notifications;

/// <summary>What a provider reports of one mail to one recipient, in the words of all providers.</summary>
/// <param name="EventId">The provider's id of the report, the same when it is sent again.</param>
/// <param name="At">When it happened (UTC), by the provider's clock.</param>
/// <param name="Recipient">Null when the provider does not say.</param>
/// <param name="MailId">Our own id of the mail, which the provider got with it; null when the report lacks it.</param>
/// <param name="ProviderId">The provider's id of the mail; null when the report lacks it.</param>
/// <param name="IsHard">Whether a bounce is about the address and will be the same tomorrow.</param>
/// <param name="Detail">A few words without addresses; null for none.</param>
internal sealed record DeliveryReport(
    string EventId, EmailEventType Type, DateTime At, string? Recipient, Guid? MailId, string? ProviderId, bool IsHard = false, string? Detail = null);
