using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Auth.Pages;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams.Pages;

[Authorize(AuthPolicies.SignedIn)]
public sealed class MineModel(MyTeams mine, CreateTeam create, DeleteTeam delete, ExportTeam export, Reauthentication reauthentication) : AuthPageModel
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Slug { get; set; }

    public IReadOnlyList<MyTeam> Teams { get; private set; } = [];

    /// <summary>Why the user cannot make another team; null when nothing is against it.</summary>
    public string? WhyNot { get; private set; }

    public FormField NameField => new("name", "Name", "text", "organization", Name, MaxLength: Team.LongestName);

    public FormField SlugField => new("slug", "Address", "text", "off", Slug, "Small letters, digits and dashes, as in acme-labs. Empty makes one of the name.", IsRequired: false, MaxLength: TeamSlugs.Longest);

    private Guid UserId => AuthClaims.UserOf(User)!.Value;

    public async Task OnGetAsync(string? done, CancellationToken cancellationToken)
    {
        Notice = done switch
        {
            "left" => new Notice(NoticeKind.Success, "You have left the team."),
            "deleted" => new Notice(NoticeKind.Success, "The team is deleted. Until it is purged you can restore it."),
            "declined" => new Notice(NoticeKind.Success, "The invitation is turned down."),
            _ => null,
        };
        await LoadAsync(cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await create.RunAsync(UserId, new CreateTeamRequest(Name, Slug), cancellationToken);
        if (result.Value is { } team)
        {
            return To(TeamsPaths.Team(team.Slug));
        }

        await LoadAsync(cancellationToken);
        return Refuse(result);
    }

    public async Task<IActionResult> OnPostRestoreAsync(Guid id, CancellationToken cancellationToken)
    {
        var result = await delete.RestoreAsync(id, UserId, cancellationToken);
        await LoadAsync(cancellationToken);
        return result.Succeeded && Teams.FirstOrDefault(one => one.Id == id) is { } team ? To(TeamsPaths.Team(team.Slug)) : Refuse(result);
    }

    /// <summary>The copy of a deleted team, whose own pages are closed.</summary>
    public async Task<IActionResult> OnPostExportAsync(Guid id, CancellationToken cancellationToken)
    {
        if (!reauthentication.IsRecent(User))
        {
            return RequireReauthenticationAttribute.Ask(HttpContext);
        }

        var result = await export.RunAsync(id, UserId, cancellationToken);
        await LoadAsync(cancellationToken);
        return result.Value is { } file ? File(file.Content, file.ContentType, file.Name) : Refuse(result);
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Teams = await mine.ListAsync(UserId, cancellationToken);
        WhyNot = (await create.RefusalAsync(UserId, cancellationToken))?.Message;
    }
}
