using QuickScale.Modules.Core;

namespace Studio.Features.ClassSessions;

/// <summary>To the person who has booked a place.</summary>
public sealed record ClassBooked(string Name, string Studio, string Title, string Teacher, DateTime StartUtc, Uri Link) : EmailContent
{
    public override string Kind => "classes.booked";
    public override string Subject => $"Your place in {Title}";
    public override IReadOnlyList<EmailBlock> Body =>
    [
        new EmailParagraph($"Hello {Name}, your place at {Studio} is booked."),
        new EmailFacts([new("Class", Title), new("Teacher", Teacher), new("Start", RecipientTime.Format(StartUtc))]),
        new EmailAction("See or cancel your booking", Link),
    ];
}

/// <summary>To everybody who has a place in a class that the studio cancels.</summary>
public sealed record ClassCancelled(string Name, string Studio, string Title, DateTime StartUtc, Uri Link) : EmailContent
{
    public override string Kind => "classes.cancelled";
    public override string Subject => $"{Title} is cancelled";
    public override IReadOnlyList<EmailBlock> Body =>
    [
        new EmailParagraph($"Hello {Name}, {Studio} has cancelled {Title} on {RecipientTime.Format(StartUtc)}. We are sorry."),
        new EmailAction("See the other classes", Link),
    ];
}

/// <summary>Writes to people about their classes, in the unit of work of the change.</summary>
public sealed class ClassMails(IEmailSender mail, IUserDirectory users, SiteLinks site, SiteTime time)
{
    public async Task QueueAsync(Guid userId, StudioInfo studio, string about, Func<UserContact, Uri, EmailContent> content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(studio);
        ArgumentNullException.ThrowIfNull(content);
        // Nobody is there any more, or nobody to be written to.
        if (await users.FindAsync(userId, cancellationToken) is not { } person)
        {
            return;
        }

        await mail.QueueAsync(
            new EmailMessage(person.Email, content(person, site.To(studio.Path)))
            {
                Culture = person.Culture,
                TimeZone = person.TimeZone ?? time.Zone,
                UserId = userId,
                OwnerId = studio.Id,
                IdempotencyKey = about,
            },
            cancellationToken);
    }
}
