using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>The code by which somebody logs in without a password.</summary>
public sealed record SignInCodeMail(string Code) : EmailContent
{
    public override string Kind => "auth.sign-in-code";

    // Without the code: subjects stand on locked screens.
    public override string Subject => "Your login code";

    public override IReadOnlyList<EmailBlock> Body =>
    [
        new EmailParagraph("Type this code in the browser in which you asked for it:"),
        new EmailCode(Code),
        new EmailNote("It is good for ten minutes, and once. Nobody of us ever asks you for it. If it was not you who asked, ignore this message: without the code nobody gets in."),
    ];
}

/// <summary>To an address that an account is to have from now on.</summary>
public sealed record ConfirmEmailChangeMail(Uri Link) : EmailContent
{
    public override string Kind => "auth.confirm-email-change";

    public override string Subject => "Confirm your new e-mail address";

    public override IReadOnlyList<EmailBlock> Body =>
    [
        new EmailParagraph("Somebody, hopefully you, wants to use this address for an account. Please confirm that it is yours."),
        new EmailAction("Confirm the new address", Link),
        new EmailNote("The link is good for 24 hours. If you have no account with us, ignore this message: nothing is changed."),
    ];
}

/// <summary>To somebody whose address was typed as the new one of another account.</summary>
public sealed record AddressTakenMail(Uri LogIn) : EmailContent
{
    public override string Kind => "auth.address-taken";

    public override string Subject => "This address has an account already";

    public override IReadOnlyList<EmailBlock> Body =>
    [
        new EmailParagraph("Somebody, perhaps you, wants to use this address for another account. It has an account already, so nothing was changed."),
        new EmailAction("Log in", LogIn),
        new EmailNote("To use the address elsewhere, log in and change or delete the account that has it. If it was not you, you need not do anything."),
    ];
}

/// <summary>The last message to somebody whose account is gone.</summary>
public sealed record AccountErasedMail : EmailContent
{
    public override string Kind => "auth.account-erased";

    public override string Subject => "Your account was erased";

    public override IReadOnlyList<EmailBlock> Body =>
    [
        new EmailParagraph("As you asked, your account and what belonged to it were erased. What the law obliges us to keep no longer names you."),
        new EmailNote("This is the last message about it."),
    ];
}
