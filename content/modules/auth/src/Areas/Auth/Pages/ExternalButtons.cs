namespace QuickScale.Modules.Auth.Pages;

/// <summary>The buttons that lead to providers, shown by the partial <c>_ExternalButtons</c>; without a configured provider nothing is shown.</summary>
/// <param name="Label">What comes before the provider's name: "Log in with".</param>
/// <param name="Purpose">As in <see cref="ExternalStartRequest"/>.</param>
public sealed record ExternalButtons(string Label, string Purpose, string? ReturnUrl = null, string? Invitation = null);
