namespace QsApp.Hosting;

/// <summary>
/// How a page answers htmx: with its content alone, since the frame around it is there already. Whether it does is a matter of the
/// request and never of the page. The pages of modules do the same by module core.
/// </summary>
public static class Fragments
{
    /// <summary>Whether htmx puts the answer into a part of the page; an answer from which it selects a part is a whole page.</summary>
    public static bool IsForFragment(this HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Headers["HX-Request"] == "true" && request.Headers["HX-Request-Type"] != "full";
    }

    /// <summary>Whether the answer takes the place of the page, whatever it is: a link was followed, or there is no htmx.</summary>
    public static bool IsNavigation(this HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Headers["HX-Request"] != "true" || (HttpMethods.IsGet(request.Method) && request.Headers["HX-Boosted"] == "true");
    }

    /// <summary>The layout of a page; says in the answer's headers that it depends on the request, so that no cache mixes the two up.</summary>
    public static string LayoutOfPage(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.Headers.AppendCommaSeparatedValues("Vary", "HX-Request", "HX-Request-Type");
        var isProblem = context.IsErrorPage() && !context.Request.IsNavigation();
        return isProblem || context.Request.IsForFragment() ? "/Pages/Shared/_Fragment.cshtml" : "/Pages/Shared/_Layout.cshtml";
    }
}
