using Microsoft.AspNetCore.Http;

namespace QuickScale.Modules.Notifications;

/// <summary>What users and administrators are told when something is not done.</summary>
internal static class Refusals
{
    public static Refusal NoSuchNotification { get; } = new("no_such_notification", "There is no such notification, or no longer. Reload the page.", Status: StatusCodes.Status404NotFound);

    public static Refusal UnknownKind { get; } = new("unknown_kind", "There is no such kind of notification, or no longer. Reload the page and choose again.", "kind");

    public static Refusal UnknownMode { get; } = new("unknown_mode", "Choose on, digest or off.", "email");

    public static Refusal UnknownState { get; } = new(
        "unknown_state", "Choose queued, sending, sent, delivered, bounced, complained, failed, dropped, suppressed or unknown.", "state");

    public static Refusal DigestIsMail { get; } = new("digest_is_mail", "The digest comes by e-mail: choose on or off for the application.", "inApp");

    public static Refusal LinkVoid { get; } = new("link_void", "This link is not good, or too old. Log in and choose in your account what you are told.");

    public static Refusal NoSuchMessage { get; } = new("no_such_message", "There is no such message, or no longer: the log is kept for some time only.", Status: StatusCodes.Status404NotFound);

    public static Refusal StillOnItsWay { get; } = new("still_on_its_way", "This message is still on its way. Wait until it has been sent or given up.", Status: StatusCodes.Status409Conflict);

    public static Refusal ContentGone { get; } = new(
        "content_gone", "The words of this message are not kept: it can hold links or codes that are good once. Whoever needs it asks for a new one.", Status: StatusCodes.Status409Conflict);

    public static Refusal NotRepeatable { get; } = new(
        "not_repeatable", "Messages of this kind may not be sent twice. Whoever needs it asks for a new one.", Status: StatusCodes.Status409Conflict);

    public static Refusal GoodNoLonger { get; } = new(
        "good_no_longer", "What this message says was good until a time that has passed. Whoever needs it asks for a new one.", Status: StatusCodes.Status409Conflict);

    public static Refusal UnsubscribedSince { get; } = new(
        "unsubscribed", "The recipient wants no messages of this kind any more, so it is not sent again.", Status: StatusCodes.Status409Conflict);

    public static Refusal SuppressedAddress { get; } = new(
        "suppressed", "The address is on the suppression list. Remove it there first, once you know that it can be written to.", Status: StatusCodes.Status409Conflict);

    public static Refusal NoSuchSuppression { get; } = new("no_such_suppression", "This address is not on the list, or no longer. Reload the page.", Status: StatusCodes.Status404NotFound);

    public static Refusal TooManyStreams { get; } = new(
        "too_many_streams", "Too many pages are open. Close some of them and try again in a minute.", Status: StatusCodes.Status429TooManyRequests);

    public static Refusal AlwaysSent(string title) => new("always_sent", $"'{title}' is always sent, because it is about your account itself: it cannot be turned off.", "kind");

    public static Refusal NotInDigest(string title) => new("not_in_digest", $"'{title}' cannot wait for the digest: choose at once or never.", "email");
}
