using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using QuickScale.Modules.Core;
using QuickScale.Modules.Notifications;

namespace QuickScale.Outbox.Host;

/// <summary>
/// An application that queues mail when it is asked to, and sends it by SMTP (<c>Mail:Url</c>) or to a <see cref="FakeProvider"/> (<c>Fake</c>). Settings:
/// <c>Database</c> (a path, or <c>postgres://…</c>), <c>Keys</c> (the folder of the data-protection keys) and <c>Worker</c> (false sends nothing).
/// </summary>
public static class MailApplication
{
    public static IReadOnlyList<IModule> Modules { get; } = [new CoreModule(), new NotificationsModule()];

    public static WebApplication Build(string[] arguments, Action<IServiceCollection>? services = null)
    {
        // No pause before sending: what is wanted here is that a kill meets a mail on its way.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = arguments, EnvironmentName = "Development", ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Configuration["App:Name"] = "Mail";
        builder.Configuration["App:BaseUrl"] = "https://www.example.com";
        var database = builder.Configuration["Database"] ?? throw new InvalidOperationException("Say --Database.");
        builder.Services.AddDbContext<MailContext>(options => options.Use(database));
        var keys = builder.Configuration["Keys"] ?? throw new InvalidOperationException("Say --Keys.");
        builder.Services.AddDataProtection().SetApplicationName("mail").PersistKeysToFileSystem(new DirectoryInfo(keys));
        builder.Services.AddRazorPages();
        builder.AddModules<MailContext>(Modules);
        builder.Services.AddSingleton(new EmailSample(new Letter(0)));
        if (builder.Configuration["Fake"] is { } fake)
        {
            builder.Services.AddKeyedSingleton<IMailProvider>("development", new FakeProviderClient(new Uri(fake)));
        }

        services?.Invoke(builder.Services);
        if (!builder.Configuration.GetValue("Worker", true))
        {
            foreach (var hosted in builder.Services.Where(one => one.ServiceType == typeof(IHostedService)).ToList())
            {
                builder.Services.Remove(hosted);
            }
        }

        var app = builder.Build();
        app.MapPost("/mails", async (int first, int count, ModuleDb db, IEmailSender sender, CancellationToken cancellationToken) =>
        {
            foreach (var number in Enumerable.Range(first, count))
            {
                await sender.QueueAsync(Message(number), cancellationToken);
            }

            await db.Context.SaveChangesAsync(cancellationToken);
        });
        app.MapGet("/states", (ModuleDb db) => db.Context.Set<EmailRecord>().ToDictionaryAsync(email => email.To, email => email.State.ToString()));
        return app;
    }

    public static string AddressOf(int number) => FormattableString.Invariant($"mail-{number}@example.com");

    public static EmailMessage Message(int number) => new(AddressOf(number), new Letter(number));

    /// <summary>Makes the tables.</summary>
    public static Task MigrateAsync(string database) => HostDatabase.MigrateAsync(database, Modules);
}

internal sealed class MailContext(DbContextOptions<MailContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.ApplyModules(MailApplication.Modules, typeof(string).Assembly);
}

internal sealed record Letter(int Number) : EmailContent
{
    public override string Kind => "sample.letter";

    public override string Subject => FormattableString.Invariant($"Letter {Number}");

    public override IReadOnlyList<EmailBlock> Body => [new EmailParagraph("Hello."), new EmailAction("Open", new Uri("https://www.example.com/open?token=abc"))];
}
