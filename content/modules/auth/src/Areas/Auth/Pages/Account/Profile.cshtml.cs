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

    public FormField NameField => new("name", "Name", "text", "name", Name, "What others call you. You may leave it empty.", IsRequired: false, MaxLength: Auth.User.LongestName, IsChecked: true);

    public FormField LocaleField => new("locale", "Language", "text", "language", Locale, "As in en-GB; empty for the language of the site.", IsRequired: false, MaxLength: 35, IsChecked: true);

    public FormField TimeZoneField => new("timeZone", "Time zone", "text", "off", TimeZone, "As in Europe/Zurich; empty for UTC.", IsRequired: false, MaxLength: 64, IsChecked: true);

    /// <summary>The path of the picture; null without one.</summary>
    public string? Avatar { get; private set; }

    public int AvatarMaxKb => settings.Value.AvatarMaxKb;

    private ProfileRequest Typed => new(Name, Locale, TimeZone, Theme);

    public async Task OnGetAsync(string? done, CancellationToken cancellationToken)
    {
        Notice = done is null ? null : new Notice(NoticeKind.Success, "Saved.");
        await LoadAsync(withFields: true, cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await profile.ChangeAsync(User, Typed, cancellationToken);
        return await AnswerAsync(result, withFields: false, cancellationToken);
    }

    /// <summary>Whether what is typed in one field may stay so.</summary>
    public IActionResult OnPostCheck(string? field) =>
        new[] { NameField, LocaleField, TimeZoneField }.FirstOrDefault(one => one.Name == field) is { } found ? Check(found, Auth.Profile.Check(Typed)) : NotFound();

    /// <summary>The colours alone, at once.</summary>
    public async Task<IActionResult> OnPostThemeAsync(CancellationToken cancellationToken)
    {
        var result = await profile.ChangeThemeAsync(User, Theme, cancellationToken);
        if (result.Succeeded)
        {
            return new NoContentResult();
        }

        await LoadAsync(withFields: false, cancellationToken);
        return Refuse(result);
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
