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

    /// <summary>The key of the owner that the address names; null when it names none.</summary>
    public string? For => Request.Query[ForOwner.Query].ToString() is { Length: > 0 } key ? key : null;

    /// <summary>The owner that the page is about, by name; null when it needs none.</summary>
    public NamedOwner? OwnerName { get; private set; }

    /// <summary>The owners whose contract the reader may change; empty where there is nothing to choose.</summary>
    public IReadOnlyList<NamedOwner> Choices { get; private set; } = [];

    /// <summary>Whether the page has to say for whom it is: whoever has one account alone knows.</summary>
    public bool SaysForWhom => OwnerName is { } name ? Choices.Any(one => one.Owner != name.Owner) || Choices.Count == 0 : Choices.Count > 0;

    /// <summary>A path of the module about the same owner, as a link has it.</summary>
    public string To(string path) => Url.Content("~" + ForOwner.Path(path, For));

    /// <summary>The page itself about another owner.</summary>
    public virtual string PathFor(NamedOwner owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return Url.Content($"~{ForOwner.Path(Request.Path.Value!, owner.Key)}");
    }

    /// <summary>The owner that the page is about; with who else there is to choose.</summary>
    protected async Task<AccountOwner?> OwnerAsync(CancellationToken cancellationToken)
    {
        if (UserId is not { } user)
        {
            return null;
        }

        var owners = HttpContext.RequestServices.GetRequiredService<IAccountOwner>();
        Choices = await owners.ChoicesAsync(user, cancellationToken);
        (var owner, OwnerName) = await owners.NamedAsync(For, cancellationToken);
        return owner;
    }

    /// <summary>The answer where the page is about no owner: 404 for one that the reader is not in, else the page about the first that there is to choose.</summary>
    protected IActionResult WithoutOwner() =>
        For is not null ? NotFound()
        : HttpMethods.IsGet(Request.Method) && Choices.Count > 0 ? LocalRedirect(PathFor(Choices[0]))
        : Forbid();

    /// <summary>Leads to the contract, which says what was done.</summary>
    protected LocalRedirectResult Done(string word) => LocalRedirect("~" + ForOwner.Path($"{BillingPaths.Contract}?done={word}", For));

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
