using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Pages.Account;

[Authorize(AuthPolicies.SignedIn)]
public sealed class ProfileModel(Profile profile, Avatar avatar, IOptionsSnapshot<AuthSettings> settings) : AuthPageModel
{
    public static IReadOnlyList<(string Value, string Label)> Themes { get; } = [(Auth.Profile.SystemTheme, "As the device has it"), ("light", "Light"), ("dark", "Dark")];

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Locale { get; set; }

    [BindProperty]
    public string? TimeZone { get; set; }

    [BindProperty]
    public string? Theme { get; set; }

    /// <summary>The path of the picture; null without one.</summary>
    public string? Avatar { get; private set; }

    public int AvatarMaxKb => settings.Value.AvatarMaxKb;

    public async Task OnGetAsync(string? done, CancellationToken cancellationToken)
    {
        Notice = done is null ? null : new Notice(NoticeKind.Success, "Saved.");
        await LoadAsync(withFields: true, cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await profile.ChangeAsync(User, new ProfileRequest(Name, Locale, TimeZone, Theme), cancellationToken);
        return await AnswerAsync(result, withFields: false, cancellationToken);
    }

    public async Task<IActionResult> OnPostAvatarAsync(CancellationToken cancellationToken)
    {
        await using var content = Request.Form.Files["avatar"]?.OpenReadStream();
        return await AnswerAsync(await avatar.SetAsync(User, content, cancellationToken), withFields: true, cancellationToken);
    }

    public async Task<IActionResult> OnPostRemoveAvatarAsync(CancellationToken cancellationToken) =>
        await AnswerAsync(await avatar.RemoveAsync(User, cancellationToken), withFields: true, cancellationToken);

    private async Task<IActionResult> AnswerAsync(AuthResult result, bool withFields, CancellationToken cancellationToken)
    {
        if (result.Succeeded)
        {
            return To($"{AuthPaths.Profile}?done=saved");
        }

        await LoadAsync(withFields, cancellationToken);
        return Refuse(result);
    }

    /// <param name="withFields">False leaves what the user has typed.</param>
    private async Task LoadAsync(bool withFields, CancellationToken cancellationToken)
    {
        if (await profile.FindAsync(User, cancellationToken) is not { } user)
        {
            return;
        }

        Avatar = Auth.Avatar.PathOf(user);
        if (withFields)
        {
            (Name, Locale, TimeZone, Theme) = (user.Name, user.Locale, user.TimeZone, user.Theme ?? Auth.Profile.SystemTheme);
        }
    }
}
