using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using QsApp.Hosting;

namespace QsApp.Pages;

/// <summary>
/// Every error that a person sees, with its true status code. The pipeline re-executes failed requests here, whatever
/// their verb, so the page asks for no antiforgery token; and it never touches the database, which may be what failed.
/// </summary>
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class ErrorModel : PageModel
{
    public int Code { get; private set; }

    /// <summary>What happened, in one sentence.</summary>
    public string Heading { get; private set; } = "";

    /// <summary>What the reader can do now.</summary>
    public string Advice { get; private set; } = "";

    /// <summary>The id that the log lines of the request carry; only where the fault is ours (5xx).</summary>
    public string? RequestId { get; private set; }

    // Set before any handler is chosen: a re-executed POST has no handler here, and still gets its page.
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        Code = int.TryParse(RouteData.Values["code"] as string, out var code) && code is >= 400 and <= 599 ? code : StatusCodes.Status404NotFound;
        (Heading, Advice) = Explain(Code);
        RequestId = Code >= 500 ? HttpContext.RequestId() : null;
        Response.StatusCode = Code;
    }

    private static (string Heading, string Advice) Explain(int code) => code switch
    {
        400 => ("That request was not understood.", "Go back, reload the page and try again. A form that stayed open for long has to be filled in once more."),
        401 => ("Please sign in first.", "This page is for people with an account."),
        403 => ("You may not open this page.", "Your account has no access to it. If it should, ask the person who runs the account."),
        404 => ("There is no such page.", "The address may be mistyped, or the page has moved. The home page leads on from here."),
        413 => ("That was too large.", "Send a smaller file or a shorter text."),
        429 => ("That was a bit fast.", "There were too many requests from your network. Wait a minute and try again."),
        503 => ("We will be back in a moment.", "The site is starting, stopping or very busy. Reload the page shortly."),
        504 => ("That took too long.", "The site gave up waiting for an answer. Try again in a moment."),
        >= 500 => ("Something went wrong on our side.", "The error has been logged. Try again in a moment; if it happens again, tell us."),
        _ => ("That did not work.", "Go back, reload the page and try again."),
    };
}
