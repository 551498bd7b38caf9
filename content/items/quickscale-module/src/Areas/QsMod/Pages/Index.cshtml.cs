using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;

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
            Response.StatusCode = StatusCodes.Status400BadRequest;
            name = null;
        }

        Greeting = greetings.For(name);
    }
}
