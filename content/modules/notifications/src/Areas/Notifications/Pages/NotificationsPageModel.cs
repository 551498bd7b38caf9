using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Pages;

/// <summary>What the module's pages have in common: how they show a refusal, and times in the reader's own zone.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public abstract class NotificationsPageModel : PageModel
{
    private const string TimeForm = "yyyy-MM-dd HH:mm";

    /// <summary>What the page has to say, above all else.</summary>
    public Notice? Notice { get; protected set; }

    /// <summary>The signed-in user; only on pages that need one.</summary>
    protected Guid UserId => HttpContext.RequestServices.GetRequiredService<ICurrentUser>().Id!.Value;

    /// <summary>A time as the reader's profile has it (the claim <c>zoneinfo</c>, OpenID Connect Core 5.1), else in UTC.</summary>
    public string Show(DateTime utc) =>
        User.FindFirstValue("zoneinfo") is { } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)
            ? TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), zone).ToString(TimeForm, CultureInfo.InvariantCulture)
            : utc.ToString($"{TimeForm} 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Shows the page again, with why nothing was done and a status that says so.</summary>
    protected PageResult Refuse(Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        Notice = new Notice(NoticeKind.Danger, refusal.Message);
        var page = Page();
        page.StatusCode = refusal.Status == StatusCodes.Status404NotFound && !Request.AsksForFragment() ? refusal.Status : Request.StatusOfInvalidForm();
        return page;
    }

    protected LocalRedirectResult To(string path) => LocalRedirect($"~{path}");
}
