namespace QuickScale.Modules.Notifications;

/// <summary>What an unsubscribe link is about.</summary>
/// <param name="Title">The kind in words.</param>
/// <param name="IsUnsubscribed">Whether its e-mails are off already.</param>
public sealed record UnsubscribeOffer(string Kind, string Title, bool IsUnsubscribed);

/// <summary>Stops the e-mails of one kind by a link from one of them, without a login.</summary>
public sealed class Unsubscribe(UnsubscribeLinks links, Preferences preferences, NotificationKinds kinds)
{
    /// <summary>What a link is about; null for a link that is not good. Looking changes nothing, since mail scanners look too.</summary>
    public async Task<UnsubscribeOffer?> LookAsync(string? token, CancellationToken cancellationToken)
    {
        if (links.Read(token) is not { } subject)
        {
            return null;
        }

        var modes = await preferences.OfAsync(subject.UserId, subject.Kind, cancellationToken);
        return new UnsubscribeOffer(subject.Kind, kinds.TitleOf(subject.Kind), modes.Email == NotificationMode.Off);
    }

    /// <returns>Null when it is done; doing it twice is no mistake.</returns>
    public async Task<Refusal?> RunAsync(string? token, CancellationToken cancellationToken) =>
        links.Read(token) is { } subject ? await preferences.UnsubscribeAsync(subject.UserId, subject.Kind, cancellationToken) : Refusals.LinkVoid;
}
