using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Hosting;

namespace QuickScale.Modules.Core.Pages;

/// <summary>What was sent, and samples of what may be sent. Development alone has this page.</summary>
public sealed class DevMailModel(MailOutbox outbox, MailPreviews previews, IHostEnvironment environment) : PageModel
{
    /// <summary>The newest first.</summary>
    public IReadOnlyList<OutboxMail> Messages { get; private set; } = [];

    public IReadOnlyList<string> Samples => previews.Kinds;

    /// <summary>The e-mail that is shown whole; null for the list alone.</summary>
    public OutgoingMail? Shown { get; private set; }

    /// <summary>Where its HTML is served, for a frame.</summary>
    public string HtmlPath => $"{Request.PathBase}{Request.Path}/html";

    /// <summary>The addresses that the text names: a frame that may do nothing cannot follow a link.</summary>
    public IEnumerable<string> Links =>
        Shown?.Text.Split('\n').Where(line => line.StartsWith("http://", StringComparison.Ordinal) || line.StartsWith("https://", StringComparison.Ordinal)).Distinct() ?? [];

    public async Task<IActionResult> OnGetAsync(string? id)
    {
        if (!environment.IsDevelopment())
        {
            return NotFound();
        }

        Messages = [.. outbox.Messages.Reverse()];
        if (id is not null)
        {
            Shown = await previews.FindAsync(id);
        }

        return id is null || Shown is not null ? Page() : NotFound();
    }
}
