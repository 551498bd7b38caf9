using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Pages;

/// <summary>What the module's pages have in common: refusals, amounts, days, and the way to a page at Stripe.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public abstract class BillingPageModel : PageModel
{
    /// <summary>What the page has to say, above all else.</summary>
    public Notice? Notice { get; protected set; }

    /// <summary>The page at Stripe that comes next; null while there is none.</summary>
    public Uri? Next { get; private set; }

    protected Guid? UserId => HttpContext.RequestServices.GetRequiredService<ICurrentUser>().Id;

    protected Task<AccountOwner?> OwnerAsync(CancellationToken cancellationToken) => HttpContext.RequestServices.GetRequiredService<IAccountOwner>().CurrentAsync(cancellationToken);

    public static string Show(long amount, string currency) => Money.Format(amount, currency, CultureInfo.CurrentCulture);

    /// <summary>A day as the reader's profile has it (the claim <c>zoneinfo</c>, OpenID Connect Core 5.1), else in UTC.</summary>
    public string Day(DateTime utc) => Local(utc).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>As <see cref="Day"/>, with the minute.</summary>
    public string Moment(DateTime utc) => Local(utc).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Shows the page again, with why nothing was done and a status that says so.</summary>
    protected PageResult Refuse(Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        Notice = new Notice(NoticeKind.Danger, refusal.Message);
        var page = Page();
        page.StatusCode = Request.AsksForFragment() ? StatusCodes.Status422UnprocessableEntity : refusal.Status;
        return page;
    }

    /// <summary>Leads to a page at Stripe. No redirect: it would fall under the form's <c>form-action 'self'</c>. Browsers without the header have a link.</summary>
    protected PageResult Leave(Uri to)
    {
        ArgumentNullException.ThrowIfNull(to);
        Next = to;
        Response.Headers["Refresh"] = $"0; url={to.AbsoluteUri}";
        return Page();
    }

    private DateTime Local(DateTime utc) =>
        User.FindFirstValue("zoneinfo") is { } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), zone) : utc;
}
