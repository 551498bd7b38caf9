using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Pages;

[Authorize(NotificationsPolicies.User)]
public sealed class PreferencesModel(Preferences preferences, VisibleChoices choices, Reachability reachability, IOptionsSnapshot<NotificationsSettings> settings) : NotificationsPageModel
{
    /// <summary>What a form says of one kind.</summary>
    public sealed class Choice
    {
        public string Kind { get; set; } = "";

        public string? Email { get; set; }

        public bool InApp { get; set; }
    }

    [BindProperty]
    public List<Choice> Kinds { get; set; } = [];

    /// <summary>Those that can be chosen.</summary>
    public IReadOnlyList<PreferenceChoice> Choices { get; private set; } = [];

    /// <summary>The titles of those that are always sent.</summary>
    public IReadOnlyList<string> Always { get; private set; } = [];

    /// <summary>That mail to the user's address came back; null while it does not.</summary>
    public Notice? Unreachable { get; private set; }

    public int DigestHour => settings.Value.DigestHour;

    public static IEnumerable<(NotificationMode Mode, string Label)> Modes(NotificationKind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        yield return (NotificationMode.On, kind.MayBeDigested ? "At once" : "Send it");
        if (kind.MayBeDigested)
        {
            yield return (NotificationMode.Digest, "In the daily digest");
        }

        yield return (NotificationMode.Off, "Never");
    }

    public async Task OnGetAsync(string? done, CancellationToken cancellationToken)
    {
        Notice = done == "saved" ? new Notice(NoticeKind.Success, "Saved.") : null;
        await LoadAsync(cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        var changes = new List<PreferenceChange>();
        foreach (var one in Kinds)
        {
            if (one is null)
            {
                return Refuse(Refusals.UnknownKind);
            }

            if (!ApiWords.TryParse<NotificationMode>(one.Email, out var mode))
            {
                return Refuse(Refusals.UnknownMode);
            }

            var hasInApp = Choices.FirstOrDefault(choice => choice.Kind.Name == one.Kind)?.Kind.HasInApp ?? false;
            changes.Add(new PreferenceChange(one.Kind, mode, !hasInApp ? null : one.InApp ? NotificationMode.On : NotificationMode.Off));
        }

        return await preferences.SaveAsync(UserId, changes, cancellationToken) is { } refusal ? Refuse(refusal) : To($"{NotificationsPaths.Preferences}?done=saved");
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Unreachable = await reachability.IsUnreachableAsync(UserId, cancellationToken) ? new Notice(NoticeKind.Warning, Words.Unreachable) : null;
        var all = await choices.ListAsync(User, UserId, cancellationToken);
        Choices = [.. all.Where(choice => !choice.Kind.IsTransactional)];
        Always = [.. all.Where(choice => choice.Kind.IsTransactional).Select(choice => choice.Kind.Title)];
    }
}
