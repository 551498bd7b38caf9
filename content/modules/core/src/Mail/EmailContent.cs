namespace QuickScale.Modules.Core;

/// <summary>
/// What an e-mail says: a record for each kind of e-mail, with what it needs as its parameters. HTML and text are both made of
/// <see cref="Body"/>, so they never differ and nothing is left unencoded; the frame is the view <c>/Emails/_Email.cshtml</c>, which
/// an application replaces by a file at the same path. <see cref="Subject"/> and <see cref="Body"/> are read with the recipient's
/// culture as the current one.
/// </summary>
/// <example><code>
/// public sealed record AddressConfirmation(string Name, Uri Link) : EmailContent
/// {
///     public override string Kind => "auth.address-confirmation";
///     public override string Subject => "Confirm your address";
///     public override IReadOnlyList&lt;EmailBlock&gt; Body =>
///         [new EmailParagraph($"Hello {Name}, please confirm your address."), new EmailAction("Confirm", Link), new EmailNote("The link is good for three days.")];
/// }
/// </code></example>
public abstract record EmailContent
{
    /// <summary>The module and the sort of e-mail, as in <c>auth.address-confirmation</c>: for logs and preferences. It never changes once released.</summary>
    public abstract string Kind { get; }

    /// <summary>One line, of no more than 200 characters, that says nothing secret: it is shown on locked screens.</summary>
    public abstract string Subject { get; }

    /// <summary>The parts from top to bottom.</summary>
    public abstract IReadOnlyList<EmailBlock> Body { get; }

    /// <summary>
    /// Whether it is about the account itself, so that its owner cannot do without it. What is not can be unsubscribed from, carries the link for that, and
    /// obeys preferences.
    /// </summary>
    public virtual bool IsTransactional => true;

    /// <summary>
    /// Whether a copy does no harm: then one whose fate is unknown after a crash is sent again, and administrators may send it once more. Its words are kept
    /// for that, so they must hold no secret.
    /// </summary>
    public virtual bool MayBeRepeated => false;

    /// <summary>The words of the link below an e-mail that can be unsubscribed from.</summary>
    public virtual string UnsubscribeLabel => "Unsubscribe from e-mails like this";
}

/// <summary>A part of an e-mail. These are all there are: what every mail program can show, as text too.</summary>
public abstract record EmailBlock
{
    private protected EmailBlock()
    {
    }
}

/// <summary>Running text; line breaks are kept.</summary>
public sealed record EmailParagraph(string Text) : EmailBlock;

/// <summary>The link that the e-mail is about, shown as a button.</summary>
/// <param name="Url">An absolute http or https address, made by <see cref="SiteLinks"/>.</param>
public sealed record EmailAction(string Label, Uri Url) : EmailBlock;

/// <summary>A code to type or copy.</summary>
public sealed record EmailCode(string Code) : EmailBlock;

/// <summary>Pairs of a name and a value: when, where from, how much.</summary>
public sealed record EmailFacts(IReadOnlyList<EmailFact> Facts) : EmailBlock;

public sealed record EmailFact(string Name, string Value);

/// <summary>Small print.</summary>
public sealed record EmailNote(string Text) : EmailBlock;
