using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>
/// A token that a provider signed instead of the body (Mailgun). It is kept for as long as its time stamp would be taken, so that nobody uses it again for a
/// body of his own.
/// </summary>
public sealed class WebhookToken : IGlobalEntity
{
    public const int LongestToken = 100;

    public string Provider { get; set; } = "";

    public string Token { get; set; } = "";

    /// <summary>SHA-256 of the body that came with it, in hexadecimal digits: the provider may send the same again.</summary>
    public string BodyHash { get; set; } = "";

    public DateTime At { get; set; }
}
