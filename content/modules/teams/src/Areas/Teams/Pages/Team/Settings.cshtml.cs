using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Auth.Pages;

namespace QuickScale.Modules.Teams.Pages.Teams;

[Authorize(AuthPolicies.SignedIn)]
[RequirePermission(Permissions.TeamUpdate)]
public sealed class SettingsModel(ICurrentTeam current, UpdateTeam update, TeamLogo logo, IOptionsSnapshot<TeamsSettings> settings) : TeamPageModel(current)
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? NewSlug { get; set; }

    [BindProperty]
    public string? AccentColor { get; set; }

    [BindProperty]
    public bool AllowOtherAddresses { get; set; }

    public string? Logo => TeamLogo.PathOf(Team);

    public int LogoMaxKb => settings.Value.LogoMaxKb;

    public FormField NameField => new("name", "Name", "text", "organization", Name, MaxLength: Team.LongestName);

    public FormField SlugField => new("newSlug", "Address", "text", "off", NewSlug, "Small letters, digits and dashes. The earlier address leads to the new one.", MaxLength: TeamSlugs.Longest);

    public FormField ColorField => new("accentColor", "Colour", "text", "off", AccentColor, "As in #1a2b3c; empty for the colour of the site.", IsRequired: false, MaxLength: 7);

    public void OnGet(string? done)
    {
        Notice = done is null ? null : Done("Saved.");
        Fill();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await update.RunAsync(TeamId, UserId, new UpdateTeamRequest(Name, NewSlug, AccentColor, AllowOtherAddresses), cancellationToken);
        if (result.Succeeded)
        {
            // The earlier address leads to the new one, whichever that is.
            return To($"{TeamsPaths.Settings(Slug)}?done=saved");
        }

        return Refuse(AuthResult.Refused([.. result.Refusals.Select(one => one.Field == "slug" ? one with { Field = "newSlug" } : one)]));
    }

    public async Task<IActionResult> OnPostLogoAsync(CancellationToken cancellationToken)
    {
        await using var content = Request.Form.Files["logo"]?.OpenReadStream();
        return End(await logo.SetAsync(TeamId, UserId, content, cancellationToken));
    }

    public async Task<IActionResult> OnPostRemoveLogoAsync(CancellationToken cancellationToken) => End(await logo.RemoveAsync(TeamId, UserId, cancellationToken));

    private IActionResult End(AuthResult result)
    {
        if (result.Succeeded)
        {
            return To($"{TeamsPaths.Settings(Slug)}?done=saved");
        }

        Fill();
        return Refuse(result);
    }

    private void Fill() => (Name, NewSlug, AccentColor, AllowOtherAddresses) = (Team.Name, Team.Slug, Team.AccentColor, Team.AllowOtherAddresses);
}
