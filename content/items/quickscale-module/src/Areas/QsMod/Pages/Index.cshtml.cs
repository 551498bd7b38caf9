using Microsoft.AspNetCore.Mvc.RazorPages;
using QuickScale.Modules.Core;

namespace QsNamespace.Pages;

public sealed class IndexModel(Greetings greetings) : PageModel
{
    public string Greeting { get; private set; } = string.Empty;

    public string? Name { get; private set; }

    public void OnGet(string? name)
    {
        Name = name;
        if (Greetings.Problem(name) is { } problem)
        {
            ModelState.AddModelError("name", problem);
            Response.StatusCode = Request.StatusOfInvalidForm();
            name = null;
        }

        Greeting = greetings.For(name);
    }
}
