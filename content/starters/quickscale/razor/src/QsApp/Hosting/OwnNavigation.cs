using System.Reflection;
using Microsoft.AspNetCore.Authorization;

namespace QsApp.Hosting;

/// <summary>
/// Puts a page into the main navigation: <c>[InNavigation("Invoices", "/invoices")]</c> on its model. Whoever may not open the page, by
/// an attribute of authorization on the model, does not see the entry.
/// </summary>
/// <param name="title">The link's words.</param>
/// <param name="path">The page's path, from <c>/</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class InNavigationAttribute(string title, string path) : Attribute
{
    public string Title => title;

    public string Path => path;
}

/// <summary>The pages that say so, by the alphabet. The layout shows them; error pages have them too, so nothing here asks the database.</summary>
public static class OwnNavigation
{
    private static readonly (InNavigationAttribute Entry, AuthorizeAttribute[] Guards)[] All =
        [.. from page in typeof(OwnNavigation).Assembly.GetTypes()
            let entry = page.GetCustomAttribute<InNavigationAttribute>()
            where entry is not null
            orderby entry.Title
            select (entry, page.GetCustomAttributes<AuthorizeAttribute>(inherit: true).ToArray())];

    /// <summary>The entries that the user of a request may follow.</summary>
    public static async Task<IReadOnlyList<InNavigationAttribute>> EntriesAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var services = context.RequestServices;
        var visible = new List<InNavigationAttribute>();
        foreach (var (entry, guards) in All)
        {
            var policy = await AuthorizationPolicy.CombineAsync(services.GetRequiredService<IAuthorizationPolicyProvider>(), guards);
            if (policy is null || (await services.GetRequiredService<IAuthorizationService>().AuthorizeAsync(context.User, policy)).Succeeded)
            {
                visible.Add(entry);
            }
        }

        return visible;
    }
}
