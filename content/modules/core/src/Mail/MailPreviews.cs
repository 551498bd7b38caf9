using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace QuickScale.Modules.Core;

/// <summary>Finds what the page <c>/dev/mail</c> shows: an e-mail that was sent, by its id, or a sample, by its kind.</summary>
public sealed class MailPreviews(MailOutbox outbox, IEnumerable<EmailSample> samples, EmailRenderer renderer, TimeProvider clock)
{
    /// <summary>Nothing of an e-mail runs, loads or leads anywhere: it is looked at.</summary>
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox";

    /// <summary>The kinds of the samples.</summary>
    public IReadOnlyList<string> Kinds { get; } = [.. samples.Select(sample => sample.Content.Kind).Distinct().Order(StringComparer.Ordinal)];

    public static string IdOf(OutgoingMail mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        return mail.MessageId.Split('@')[0];
    }

    /// <returns>Null when there is none.</returns>
    public async Task<OutgoingMail?> FindAsync(string id)
    {
        if (outbox.Messages.FirstOrDefault(sent => IdOf(sent.Mail) == id) is { } found)
        {
            return found.Mail;
        }

        return samples.FirstOrDefault(sample => sample.Content.Kind == id) is { } one
            ? await renderer.RenderAsync(new EmailMessage("ann@example.com", one.Content), Guid.CreateVersion7(), clock.GetUtcNow())
            : null;
    }

    /// <summary>Serves the HTML of e-mails, in Development alone.</summary>
    internal static void Map(IEndpointRouteBuilder endpoints)
    {
        if (!endpoints.ServiceProvider.GetRequiredService<IHostEnvironment>().IsDevelopment())
        {
            return;
        }

        endpoints.MapGet("/dev/mail/{id}/html", async (string id, MailPreviews previews, HttpContext context) =>
        {
            if (await previews.FindAsync(id) is not { } mail)
            {
                return Results.NotFound();
            }

            context.Response.Headers.ContentSecurityPolicy = Policy;
            return Results.Content(mail.Html, "text/html; charset=utf-8");
        }).ExcludeFromDescription();
    }
}
