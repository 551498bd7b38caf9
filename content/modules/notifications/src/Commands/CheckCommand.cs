using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>Sends a test mail at once, past the queue, and says what is missing or wrong in the records of the sender's domain.</summary>
internal static class CheckCommand
{
    public static async Task<int> RunAsync(ModuleCommandContext context)
    {
        if (context.Arguments is not [var to] || !EmailMessage.IsAddress(to))
        {
            await context.Error.WriteLineAsync("Name the address that gets the test mail: notifications check ann@example.com");
            return 2;
        }

        var services = context.Services;
        var (guard, clock) = (services.GetRequiredService<EnvironmentGuard>(), services.GetRequiredService<TimeProvider>());
        if (guard.Recipient(to) is not { } recipient)
        {
            await context.Error.WriteLineAsync($"{guard.Refusal} Add {to} to Modules__notifications__allow_list, or check in Production.");
            return 4;
        }

        var provider = services.GetRequiredService<MailProviders>().Current;
        var id = Guid.CreateVersion7();
        OutgoingMail mail;
        try
        {
            var message = new EmailMessage(recipient, new MailCheckEmail(services.GetRequiredService<SiteLinks>().Name, provider.Name));
            mail = guard.Marked(await services.GetRequiredService<EmailRenderer>().RenderAsync(message, id, clock.GetUtcNow()));
        }
        catch (OptionsValidationException exception)
        {
            await context.Error.WriteLineAsync(exception.Message);
            return 4;
        }

        var domain = mail.From.Address.Split('@')[^1];
        if (!domain.Contains('.', StringComparison.Ordinal))
        {
            await context.Error.WriteLineAsync("Set Mail__From to a sender at your own domain, such as 'Example <hello@example.com>', and check again.");
            return 4;
        }

        var isSent = await SendAsync(context, provider, mail, id);
        var findings = await services.GetRequiredService<DomainChecks>().RunAsync(domain, context.CancellationToken);
        foreach (var finding in findings)
        {
            await context.Output.WriteLineAsync($"{finding}");
        }

        var faults = findings.Count(finding => finding.IsFault);
        if (isSent && faults == 0)
        {
            return 0;
        }

        await context.Error.WriteLineAsync(
            !isSent ? "The test mail was not sent: put right what the first line says and check again."
            : $"The test mail was sent, and {(faults == 1 ? "one record needs" : $"{faults} records need")} work: mail may be taken for spam until then.");
        return 1;
    }

    private static async Task<bool> SendAsync(ModuleCommandContext context, IMailProvider provider, OutgoingMail mail, Guid id)
    {
        try
        {
            var receipt = await provider.SendAsync(mail, id.ToString("N"), context.CancellationToken);
            await context.Output.WriteLineAsync($"Mail: {provider.Name} took the test mail{(receipt.ProviderId is { } given ? $" as {given}" : "")}. See whether it arrives.");
            return true;
        }
        catch (MailTransportException exception)
        {
            await context.Output.WriteLineAsync($"Mail: {exception.Message}");
            return false;
        }
    }
}
