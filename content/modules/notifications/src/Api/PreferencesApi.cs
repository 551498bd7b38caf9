using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <param name="Email">"on", "digest" or "off".</param>
/// <param name="InApp">Whether it is shown in the application; null where it never is.</param>
/// <param name="IsTransactional">It is always on and cannot be changed.</param>
public sealed record PreferenceAnswer(string Kind, string Title, string? Description, bool IsTransactional, bool MayBeDigested, string Email, bool? InApp);

/// <param name="DigestHour">The hour, from 0 to 23 and in the user's own time zone, at which the digest is sent.</param>
/// <param name="IsUnreachable">Whether mail to the user's address came back.</param>
public sealed record PreferencesAnswer(IReadOnlyList<PreferenceAnswer> Kinds, int DigestHour, bool IsUnreachable);

/// <param name="Email">"on", "digest" or "off"; null leaves it as it is.</param>
/// <param name="InApp">Null leaves it as it is.</param>
public sealed record PreferenceRequest(string Kind, string? Email, bool? InApp);

public sealed record PreferencesRequest(IReadOnlyList<PreferenceRequest> Kinds);

internal static class PreferencesApi
{
    public static void MapPreferences(this RouteGroupBuilder api)
    {
        api.MapGet("/preferences", async (
                ClaimsPrincipal principal, ICurrentUser user, VisibleChoices choices, Reachability reachability, IOptionsSnapshot<NotificationsSettings> settings,
                CancellationToken cancellationToken) =>
                Results.Ok(new PreferencesAnswer(
                    [.. (await choices.ListAsync(principal, user.Id!.Value, cancellationToken)).Select(Answer)], settings.Value.DigestHour,
                    await reachability.IsUnreachableAsync(user.Id!.Value, cancellationToken))))
            .WithName("GetNotificationPreferences").WithSummary("What the user is told, and how: at once by e-mail, in the daily digest, in the application.")
            .Produces<PreferencesAnswer>().Refuses(StatusCodes.Status401Unauthorized);

        api.MapPut("/preferences", async (PreferencesRequest request, ICurrentUser user, Preferences preferences, CancellationToken cancellationToken) =>
            {
                var changes = new List<PreferenceChange>();
                // JSON can say null where the types do not.
                if (request.Kinds is not { } all || all.Any(one => one is null))
                {
                    return ApiAnswers.Refused(Refusals.UnknownKind);
                }

                foreach (var one in all)
                {
                    var mode = NotificationMode.On;
                    if (one.Email is not null && !ApiWords.TryParse(one.Email, out mode))
                    {
                        return ApiAnswers.Refused(Refusals.UnknownMode);
                    }

                    changes.Add(new PreferenceChange(one.Kind, one.Email is null ? null : mode, one.InApp switch { null => null, true => NotificationMode.On, false => NotificationMode.Off }));
                }

                return ApiAnswers.Of(await preferences.SaveAsync(user.Id!.Value, changes, cancellationToken));
            })
            .WithName("SetNotificationPreferences").WithSummary("Keeps what the user wants to be told, all of it or nothing. What is transactional cannot be turned off.")
            .Produces(StatusCodes.Status204NoContent).Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized);
    }

    private static PreferenceAnswer Answer(PreferenceChoice choice) => new(
        choice.Kind.Name, choice.Kind.Title, choice.Kind.Description, choice.Kind.IsTransactional, choice.Kind.MayBeDigested,
        ApiWords.Of(choice.Modes.Email), choice.Kind.HasInApp ? choice.Modes.InApp != NotificationMode.Off : null);
}
