using System.Text;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>The words of each kind of e-mail, in text and HTML (B12, B13). After a change: read the difference, and rename the received file over the approved one.</summary>
public class MailsSayTheRightThing
{
    private static IEnumerable<string> Kinds => EmailSamples.All.Select(sample => sample.Kind);

    [TestCaseSource(nameof(Kinds))]
    public async Task B13_As_approved(string mail)
    {
        await using var host = await BillingHost.StartAsync(DatabaseKind.Sqlite);
        var content = EmailSamples.All.Single(sample => sample.Kind == mail);
        var written = await host.Services.GetRequiredService<EmailRenderer>().RenderAsync(new EmailMessage("ann@example.com", content), Guid.Empty, host.Clock.GetUtcNow());
        var received = $"Subject: {written.Subject}\n\n{written.Text}\n----\n{written.Html}".ReplaceLineEndings("\n");

        var file = Path.Combine(Folder(), $"{mail}.approved.txt");
        if (!File.Exists(file) || (await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n") != received)
        {
            Directory.CreateDirectory(Folder());
            await File.WriteAllTextAsync(file.Replace(".approved", ".received", StringComparison.Ordinal), received, new UTF8Encoding(false));
        }

        File.Exists(file).ShouldBeTrue("read the received file and rename it");
        received.ShouldBe((await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n"));
    }

    [Test]
    public async Task B13_Each_type_of_mail_has_a_sample_that_the_development_page_shows()
    {
        await using var host = await BillingHost.StartAsync(DatabaseKind.Sqlite);
        var types = typeof(BillingModule).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(EmailContent)) && !type.IsAbstract).ToList();

        types.Count.ShouldBeGreaterThan(1);
        types.Where(type => !EmailSamples.All.Any(sample => sample.GetType() == type)).ShouldBeEmpty("add a sample to EmailSamples.cs");
        EmailSamples.All.ShouldBeSubsetOf(host.Services.GetServices<EmailSample>().Select(sample => sample.Content));
    }

    /// <summary>The sources' folder: found by what lies beside it, since tests run elsewhere.</summary>
    private static string Folder([System.Runtime.CompilerServices.CallerFilePath] string source = "") => Path.Combine(Path.GetDirectoryName(source)!, "Emails");
}
