using Microsoft.AspNetCore.Http;

namespace QuickScale.Modules.Core;

/// <summary>
/// How a page answers htmx: with its content alone, since the frame around it is there already. That is a matter of the request and
/// not of the theme, decided here for the pages of all modules and open to those of the application.
/// </summary>
public static class PageFragments
{
    private const string Layout = "/Pages/Shared/_Layout.cshtml";
    private const string Fragment = "/Pages/Shared/_Fragment.cshtml";

    /// <summary>
    /// Whether htmx puts the answer into a part of the page. An answer from which it selects a part itself ("full") is a whole page.
    /// </summary>
    public static bool AsksForFragment(this HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Headers["HX-Request"] == "true" && request.Headers["HX-Request-Type"] != "full";
    }

    /// <summary>
    /// Whether the page that has sent the request stays, with what is typed in it, until the answer is there: everything that htmx
    /// sends, except that somebody follows a link. Such a request is not led to a login, where all would be lost; it is refused.
    /// </summary>
    public static bool KeepsThePage(this HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Headers["HX-Request"] == "true" && !(HttpMethods.IsGet(request.Method) && request.Headers["HX-Boosted"] == "true");
    }

    /// <summary>
    /// The layout of a page: the application's frame, or none of it. Caches are told that the answer depends on the request, so that
    /// a fragment is never taken for a page.
    /// </summary>
    public static string LayoutOfModulePage(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.Headers.AppendCommaSeparatedValues("Vary", "HX-Request", "HX-Request-Type");
        return context.Request.AsksForFragment() ? Fragment : Layout;
    }

    /// <summary>The status of a form that is shown again with what is wrong with it: htmx is told apart that it is the form (422).</summary>
    public static int StatusOfInvalidForm(this HttpRequest request) =>
        request.AsksForFragment() ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status400BadRequest;
}
