namespace QuickScale.Modules.Core;

/// <summary>
/// An e-mail as it may look, for the page <c>/dev/mail</c> in Development. A module registers one of each kind:
/// <c>services.AddSingleton(new EmailSample(new AddressConfirmation("Ann", …)))</c>.
/// </summary>
public sealed record EmailSample(EmailContent Content);
