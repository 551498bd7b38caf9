namespace QuickScale.Browser.Tests;

/// <summary>An invitation that was sent to another address than that of the account which is logged in: both ways on.</summary>
[Category("Slow")]
[TestFixtureSource(nameof(Themes))]
public sealed class AnInvitationToAnotherAddress(Theme theme)
{
    private static IEnumerable<Theme> Themes() => Theme.Some(nameof(AnInvitationToAnotherAddress));

    private const string Own = "rosa@teams.example.com";
    private const string First = "rosa.first@teams.example.com";
    private const string Second = "rosa.second@teams.example.com";

    [Test]
    public async Task Is_accepted_with_the_account_that_there_is_or_with_the_invited_one()
    {
        await using var owner = await TeamPages.PersonAsync(theme, "Quirin", "quirin@teams.example.com");
        await using var pages = await TeamPages.PersonAsync(theme, "Rosa", Own);

        await owner.MakeTeamAsync("Other One", "other-one");
        await owner.InviteAsync("other-one", First);
        await pages.FollowInvitationAsync(First, "Quirin invited you to Other One", "invitation-other");
        (await pages.TextAsync()).ShouldContain($"The invitation was sent to {First}, and you are logged in as {Own}.");
        await pages.PressAsync($"Join as {Own}", "/t/other-one");
        await owner.GoAsync("/t/other-one/members");
        (await owner.TextAsync()).ShouldContain(Own);
        (await owner.TextAsync()).ShouldNotContain(First);
        // The inviter learns of both addresses.
        await owner.OpenMailAsync("quirin@teams.example.com", "Rosa joined Other One");
        (await owner.TextAsync()).ShouldContain(First);

        await owner.MakeTeamAsync("Other Two", "other-two");
        await owner.InviteAsync("other-two", Second);
        var link = await pages.FollowInvitationAsync(Second, "Quirin invited you to Other Two");
        await pages.PressAsync($"Log out and go on as {Second}", $"Choose a password to make your account with the address {Second}");
        pages.ShouldBeAt(link);
        await pages.FillSignUpAsync("Rosa too");
        await pages.PressAsync("Sign up and join", "/t/other-two");
        await owner.GoAsync("/t/other-two/members");
        (await owner.TextAsync()).ShouldContain(Second);
        (await owner.TextAsync()).ShouldNotContain(Own);
        pages.ShouldHaveNoProblem();
        owner.ShouldHaveNoProblem();
    }
}
