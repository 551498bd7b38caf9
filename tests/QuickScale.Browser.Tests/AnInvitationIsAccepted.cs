namespace QuickScale.Browser.Tests;

/// <summary>An invitation by mail, and the person who gets it: with an account, without one, or without the wish to join.</summary>
[Category("Slow")]
[TestFixtureSource(nameof(Themes))]
public sealed class AnInvitationIsAccepted(Theme theme)
{
    private static IEnumerable<Theme> Themes() => Theme.Some(nameof(AnInvitationIsAccepted));

    private const string Slug = "invite-works";
    private const string Subject = "Ida invited you to Invite Works";

    private AccountPages _owner = null!;

    [OneTimeSetUp]
    public async Task MakeTheTeam()
    {
        _owner = await TeamPages.PersonAsync(theme, "Ida", "ida@teams.example.com");
        await _owner.MakeTeamAsync("Invite Works", Slug, "teams", "team-made");
        await _owner.GoAsync($"/t/{Slug}/settings", "team-settings");
        await _owner.GoAsync($"/t/{Slug}/roles", "team-roles");
    }

    [OneTimeTearDown]
    public async Task CloseIt() => await _owner.DisposeAsync();

    [Test]
    public async Task By_a_new_person_whose_address_counts_as_confirmed()
    {
        const string email = "nina@teams.example.com";
        await _owner.InviteAsync(Slug, email, form: "invitations", sent: "invitation-sent");
        await using var pages = await TeamPages.StrangerAsync(theme);
        var link = await pages.FollowInvitationAsync(email, Subject, "invitation-new");
        (await pages.TextAsync()).ShouldContain($"Ida invited {email} to work in this team, with the role Member.");
        await pages.FillSignUpAsync("Nina");
        await pages.PressAsync("Sign up and join", $"/t/{Slug}", "team-joined");
        (await pages.TextAsync()).ShouldContain("You have joined the team.");
        // The link is used up: a member is led in, and everybody else learns nothing.
        await pages.GoAsync(link, "invitation-member");
        (await pages.TextAsync()).ShouldContain("You are a member of this team already.");
        await pages.LogOutAsync();
        await pages.LogInAsync(email);
        await pages.GoAsync($"/t/{Slug}", "team");
        pages.ShouldHaveNoProblem();

        await using var stranger = await TeamPages.StrangerAsync(theme);
        await stranger.GoInVainAsync(link, "invitation-void", theme.StatusOfVoidPage);
        (await stranger.TextAsync()).ShouldContain("This invitation is not good any more");
        (await stranger.TextAsync()).ShouldNotContain("Invite Works");

        await _owner.GoAsync($"/t/{Slug}/members", "members");
        (await _owner.RowAsync(email)).ShouldContain("Nina");
        await _owner.GoAsync($"/t/{Slug}/audit", "audit");
        (await _owner.TextAsync()).ShouldContain("Member joined");
        _owner.ShouldHaveNoProblem();
    }

    [Test]
    public async Task By_a_person_with_an_account_who_logs_in_first()
    {
        const string email = "olga@teams.example.com";
        await using var pages = await TeamPages.StrangerAsync(theme);
        await pages.SignUpAsync(email, "Olga");
        await _owner.InviteAsync(Slug, email);
        var link = await pages.FollowInvitationAsync(email, Subject, "invitation-account");
        (await pages.TextAsync()).ShouldContain("You have an account.");
        await pages.FollowAsync("Log in to join", "/auth/login");
        await pages.FillAsync("E-mail address", email);
        await pages.FillAsync("Password", AccountPages.Password);
        await pages.PressAsync("Log in", link, "invitation-join");
        await pages.PressAsync("Join the team", "You have joined the team.");
        pages.ShouldBeAt($"/t/{Slug}");
        pages.ShouldHaveNoProblem();
    }

    [Test]
    public async Task By_nobody_whom_it_does_not_suit()
    {
        const string email = "paul@teams.example.com";
        await _owner.InviteAsync(Slug, email);
        await using var pages = await TeamPages.StrangerAsync(theme);
        var link = await pages.FollowInvitationAsync(email, Subject);
        await pages.PressAsync("No, thanks", "The invitation is turned down.", "invitation-turned-down");
        await pages.GoInVainAsync(link, "invitation-turned-down-before", theme.StatusOfVoidPage);
        await _owner.GoAsync($"/t/{Slug}/invitations");
        (await _owner.TextAsync()).ShouldNotContain(email);
        _owner.ShouldHaveNoProblem();
    }
}
