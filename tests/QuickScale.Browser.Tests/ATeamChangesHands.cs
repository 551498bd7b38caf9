namespace QuickScale.Browser.Tests;

/// <summary>A team never lacks an owner: the last one cannot leave before another is there.</summary>
[Category("Slow")]
[TestFixtureSource(nameof(Themes))]
public sealed class ATeamChangesHands(Theme theme)
{
    private static IEnumerable<Theme> Themes() => Theme.Some(nameof(ATeamChangesHands));

    private const string Slug = "changing-hands";

    [Test]
    public async Task The_last_owner_hands_it_over_before_leaving()
    {
        const string email = "tom@teams.example.com";
        await using var owner = await TeamPages.PersonAsync(theme, "Sara", "sara@teams.example.com");
        await owner.MakeTeamAsync("Changing Hands", Slug);
        await owner.PressInVainAsync("Leave the team", "A team needs an owner. Make another member an owner first.", "leave-refused");
        await owner.GoAsync($"/t/{Slug}/transfer", "transfer-to-nobody");
        (await owner.TextAsync()).ShouldContain("There is no other active member.");

        await owner.InviteAsync(Slug, email);
        await using var heir = await TeamPages.StrangerAsync(theme);
        await heir.SignUpByInvitationAsync("Tom", email, "Sara invited you to Changing Hands", Slug);
        await owner.GoAsync($"/t/{Slug}/transfer", "transfer");
        await owner.ChooseAsync("New owner", $"Tom ({email})");
        await owner.PressAsync("Hand over", $"/t/{Slug}/members", "transferred");
        (await owner.TextAsync()).ShouldContain("The team is handed over.");
        (await owner.RowAsync(email)).ShouldContain("Owner");

        await owner.GoAsync($"/t/{Slug}");
        await owner.PressAsync("Leave the team", "/teams", "team-left");
        (await owner.TextAsync()).ShouldContain("You have left the team.");
        (await owner.TextAsync()).ShouldNotContain("Changing Hands");
        await owner.GoAsync($"/t/{Slug}", status: 404);
        await heir.GoAsync($"/t/{Slug}");
        (await heir.TextAsync()).ShouldContain("Owner");
        owner.ShouldHaveNoProblem();
        heir.ShouldHaveNoProblem();
    }

    [Test]
    public async Task An_owner_deletes_it_by_its_name_and_takes_that_back()
    {
        const string slug = "short-lived";
        await using var owner = await TeamPages.PersonAsync(theme, "Ulla", "ulla@teams.example.com");
        await owner.MakeTeamAsync("Short Lived", slug);
        await owner.GoAsync($"/t/{slug}/delete", "team-delete");
        await owner.FillAsync("Name of the team", "Short");
        await owner.PressInVainAsync("Delete the team", "Type the team's name exactly as it stands here to delete it.", "team-delete-refused");
        await owner.FillAsync("Name of the team", "Short Lived");
        await owner.PressAsync("Delete the team", "/teams", "team-deleted");
        await owner.GoAsync($"/t/{slug}", status: 404);
        await owner.GoAsync("/teams");
        await owner.PressAsync("Restore Short Lived", $"/t/{slug}", "team-restored");
        owner.ShouldHaveNoProblem();
    }
}
