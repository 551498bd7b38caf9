using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams.Pages.Teams;

[Authorize(AuthPolicies.SignedIn)]
[RequirePermission(Permissions.MembersInvite)]
public sealed class InvitationsModel(ICurrentTeam current, Invitations invitations, CustomRoles roles) : TeamPageModel(current)
{
    private const int Shown = 50;

    /// <summary>The last invitation of the page before; null on the first.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Before { get; set; }

    [BindProperty]
    public string? Emails { get; set; }

    [BindProperty]
    public Guid RoleId { get; set; } = BuiltInRoles.Member;

    [BindProperty]
    public int? MaxUses { get; set; }

    public IReadOnlyList<InvitationAnswer> All { get; private set; } = [];

    public Guid? Next { get; private set; }

    public IReadOnlyList<RoleAnswer> Roles { get; private set; } = [];

    /// <summary>What became of each address, where not all were written to.</summary>
    public IReadOnlyList<InviteOutcome> Outcomes { get; private set; } = [];

    /// <summary>Just made; it is never shown again.</summary>
    public LinkAnswer? Link { get; private set; }

    public bool OffersLinks => invitations.OffersLinks;

    public int MostAtOnce => invitations.MostAtOnce;

    public bool IsInvalid(string field) => ModelState[field]?.Errors.Count > 0;

    public static string InWords(string outcome) => outcome switch
    {
        "sent" => "Invited",
        "already_member" => "Is a member already",
        "already_invited" => "Is invited already; send the message again below",
        _ => "Is no e-mail address",
    };

    public async Task<IActionResult> OnGetAsync(string? done, CancellationToken cancellationToken)
    {
        Notice = done switch
        {
            "sent" => Done("The invitation is on its way."),
            "resent" => Done("The invitation is sent again, with a new link."),
            "revoked" => Done("The invitation is taken back."),
            _ => null,
        };
        var result = await LoadAsync(cancellationToken);
        return result.Succeeded ? Page() : Answer(result);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await invitations.InviteAsync(TeamId, UserId, new InviteRequest(Emails, RoleId), cancellationToken);
        if (result.Value is { } answer && answer.Sent == answer.Outcomes.Count)
        {
            return To($"{TeamsPaths.Invitations(Slug)}?done=sent");
        }

        if (Proof(result) is { } proof)
        {
            return proof;
        }

        await LoadAsync(cancellationToken);
        if (result.Value is null)
        {
            return Refuse(result);
        }

        Outcomes = result.Value.Outcomes;
        Emails = string.Join('\n', Outcomes.Where(one => one.Outcome == "invalid").Select(one => one.Email));
        ModelState.Clear();
        Notice = new Core.Notice(Core.NoticeKind.Warning, $"{result.Value.Sent} of {Outcomes.Count} were invited.");
        return Page();
    }

    public async Task<IActionResult> OnPostLinkAsync(CancellationToken cancellationToken)
    {
        var result = await invitations.InviteByLinkAsync(TeamId, UserId, new InviteByLinkRequest(RoleId, MaxUses), cancellationToken);
        Link = result.Value;
        await LoadAsync(cancellationToken);
        return result.Succeeded ? Page() : Refuse(result);
    }

    public async Task<IActionResult> OnPostResendAsync(Guid id, CancellationToken cancellationToken) => await EndAsync(await invitations.ResendAsync(TeamId, UserId, id, cancellationToken), "resent", cancellationToken);

    public async Task<IActionResult> OnPostRevokeAsync(Guid id, CancellationToken cancellationToken) => await EndAsync(await invitations.RevokeAsync(TeamId, UserId, id, cancellationToken), "revoked", cancellationToken);

    private async Task<IActionResult> EndAsync(AuthResult result, string done, CancellationToken cancellationToken)
    {
        if (result.Succeeded)
        {
            return To($"{TeamsPaths.Invitations(Slug)}?done={done}");
        }

        if (Proof(result) is { } proof)
        {
            return proof;
        }

        await LoadAsync(cancellationToken);
        return Refuse(AuthResult.Refused([.. result.Refusals.Select(one => one with { Field = "" })]));
    }

    private async Task<AuthResult> LoadAsync(CancellationToken cancellationToken)
    {
        var result = await invitations.ListAsync(TeamId, UserId, Before, Shown, cancellationToken);
        (All, Next) = (result.Value?.Invitations ?? [], result.Value?.Next);
        Roles = [.. ((await roles.ListAsync(TeamId, UserId, cancellationToken)).Value?.Roles ?? []).Where(role => role.MayGive)];
        return result;
    }
}
