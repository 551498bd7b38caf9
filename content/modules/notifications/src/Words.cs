namespace QuickScale.Modules.Notifications;

/// <summary>What pages and the API say alike.</summary>
internal static class Words
{
    public const string Unsubscribed = "You are unsubscribed. Nothing of this kind is sent to you any more.";

    public const string Unreachable = "We cannot reach your e-mail address: mail to it came back. Only what is about your account itself is still sent there.";

    public static string Of(EmailState state) => state switch
    {
        EmailState.Queued => "Queued",
        EmailState.Sending => "Sending",
        EmailState.Sent => "Sent",
        EmailState.Delivered => "Delivered",
        EmailState.Bounced => "Bounced",
        EmailState.Complained => "Complained",
        EmailState.Failed => "Failed",
        EmailState.Dropped => "Dropped",
        EmailState.Suppressed => "Suppressed",
        _ => "Unknown",
    };

    /// <summary>The class of a state's badge; empty for one that says nothing good or bad.</summary>
    public static string LookOf(EmailState state) => state switch
    {
        EmailState.Sent or EmailState.Delivered => "is-success",
        EmailState.Bounced or EmailState.Complained or EmailState.Failed => "is-danger",
        EmailState.Dropped or EmailState.Suppressed or EmailState.Unknown => "is-warning",
        _ => "",
    };

    public static string Of(SuppressionReason reason) => reason switch
    {
        SuppressionReason.HardBounce => "The address does not exist",
        SuppressionReason.Complaint => "The recipient called it spam",
        _ => "Entered by hand",
    };
}
