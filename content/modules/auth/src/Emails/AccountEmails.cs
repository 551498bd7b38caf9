using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>To whoever signed up: the link that shows that the address is theirs.</summary>
public sealed record VerifyEmailMail(Uri Link) : EmailContent
{
    public override string Kind => "auth.verify-email";

    public override string Subject => "Confirm your e-mail address";

    public override IReadOnlyList<EmailBlock> Body =>
    [
        new EmailParagraph("Welcome! Please confirm that this address is yours. Then you can log in."),
        new EmailAction("Confirm the address", Link),
        new EmailNote("The link is good for three days. If you did not sign up, ignore this message: without the confirmation nobody can use the account."),
    ];
}

/// <summary>To somebody who has an account already and signed up again, or whose address somebody else typed.</summary>
public sealed record AlreadyRegisteredMail(Uri LogIn, Uri ForgotPassword) : EmailContent
{
    public override string Kind => "auth.already-registered";

    public override string Subject => "You already have an account";

    public override IReadOnlyList<EmailBlock> Body =>
    [
        new EmailParagraph("Somebody, perhaps you, signed up with this address. You already have an account, so nothing was changed."),
        new EmailAction("Log in", LogIn),
        new EmailParagraph($"If you forgot the password, you can choose a new one: {ForgotPassword.AbsoluteUri}"),
        new EmailNote("If it was not you, you need not do anything."),
    ];
}

/// <summary>The link by which a forgotten password is replaced.</summary>
public sealed record ResetPasswordMail(Uri Link) : EmailContent
{
    public override string Kind => "auth.reset-password";

    public override string Subject => "Choose a new password";

    public override IReadOnlyList<EmailBlock> Body =>
    [
        new EmailParagraph("Somebody, hopefully you, asked for a new password for your account."),
        new EmailAction("Choose a new password", Link),
        new EmailNote("The link is good for one hour, and once. If it was not you, ignore this message: your password stays as it is."),
    ];
}
