using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Pages;

/// <summary>What the module's pages have in common: how they show a refusal, and where they lead back to.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public abstract class AuthPageModel : PageModel
{
    /// <summary>As it was asked for; <see cref="LocalReturnUrl"/> is what may be followed.</summary>
    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public string? LocalReturnUrl => LocalUrl.Check(ReturnUrl);

    /// <summary>What the page has to say, above its form.</summary>
    public Notice? Notice { get; protected set; }

    protected bool IsSignedIn => User.Identity?.IsAuthenticated == true;

    /// <summary>Puts refusals beside their inputs, and those of the whole above the form, with a status that says that nothing was done.</summary>
    protected IActionResult Refuse(AuthResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        foreach (var refusal in result.Refusals)
        {
            if (refusal.Field.Length > 0)
            {
                ModelState.AddModelError(refusal.Field, refusal.Message);
            }
            else
            {
                Notice = new Notice(NoticeKind.Danger, refusal.Message);
            }

            if (refusal.RetryAfter is { } wait)
            {
                Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            }
        }

        var isTooMany = result.Refusals.Any(refusal => refusal.Status == StatusCodes.Status429TooManyRequests);
        var page = Page();
        page.StatusCode = isTooMany ? StatusCodes.Status429TooManyRequests : Request.StatusOfInvalidForm();
        return page;
    }

    /// <summary>One field with what is wrong with it, for a form that is still being filled in; nothing is done.</summary>
    /// <param name="refusals">Those of other fields are left out: nobody has come to them yet.</param>
    protected IActionResult Check(FormField field, IEnumerable<Refusal> refusals)
    {
        ArgumentNullException.ThrowIfNull(field);
        foreach (var refusal in refusals.Where(one => one.Field == field.Name))
        {
            ModelState.AddModelError(refusal.Field, refusal.Message);
        }

        Response.StatusCode = ModelState.IsValid ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity;
        return Partial("_Field", field);
    }

    protected LocalRedirectResult Back() => LocalRedirect(LocalReturnUrl ?? $"~{AuthPaths.Start}");

    protected LocalRedirectResult To(string path) => LocalRedirect($"~{path}");
}
