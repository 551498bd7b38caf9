using System.Text;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams.Tests;

/// <summary>The words of each kind of e-mail, in text and HTML. After a change: read the difference, and rename the received file over the approved one.</summary>
public class MailsSayTheRightThing
{
    private static IEnumerable<string> Kinds => EmailSamples.All.Select(sample => sample.Kind);

    [TestCaseSource(nameof(Kinds))]
    public async Task As_approved(string mail)
    {
        await using var host = await TeamsHost.StartAsync(DatabaseKind.Sqlite);
        var content = EmailSamples.All.Single(sample => sample.Kind == mail);
        var written = await host.Services.GetRequiredService<EmailRenderer>().RenderAsync(new EmailMessage("ann@example.com", content), Guid.Empty, host.Clock.GetUtcNow());
        var received = $"Subject: {written.Subject}\n\n{written.Text}\n----\n{written.Html}".ReplaceLineEndings("\n");

        var file = Path.Combine(Folder(), $"{mail}.approved.txt");
        if (!File.Exists(file) || (await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n") != received)
        {
            await File.WriteAllTextAsync(Path.ChangeExtension(file, null).Replace(".approved", ".received.txt", StringComparison.Ordinal), received, new UTF8Encoding(false));
        }

        File.Exists(file).ShouldBeTrue("read the received file and rename it");
        received.ShouldBe((await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n"));
    }

    /// <summary>The sources' folder: found by what lies beside it, since tests run elsewhere.</summary>
    private static string Folder([System.Runtime.CompilerServices.CallerFilePath] string source = "") => Path.Combine(Path.GetDirectoryName(source)!, "Emails");
}
