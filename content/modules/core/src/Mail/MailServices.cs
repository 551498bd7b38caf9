using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Core;

internal static class MailServices
{
    public static void AddMail<TContext>(this IServiceCollection services)
        where TContext : DbContext
    {
        services.AddOptions<MailSettings>().BindConfiguration("Mail").ValidateOnStart();
        services.AddSingleton<IValidateOptions<MailSettings>, MailSettingsCheck>();
        services.AddSingleton<MailOutbox>();
        services.AddSingleton<EmailRenderer>();
        services.AddSingleton<MailPreviews>();
        services.AddMvcCore().AddViews().AddRazorViewEngine();
        services.TryAddSingleton<IMailTransport>(provider =>
            provider.GetRequiredService<IOptions<MailSettings>>() is var settings && settings.Value.Server is null ? new NoMailServer() : new SmtpTransport(settings));
        services.AddSingleton<MailDelivery>();
        services.AddHostedService(provider => provider.GetRequiredService<MailDelivery>());
        services.TryAddSingleton<IMailStore, MemoryMail>();
        services.AddSingleton<MailAtCommit>();
        services.ConfigureDbContext<TContext>((provider, options) => options
            .AddInterceptors(provider.GetRequiredService<MailAtCommit>())
            .ReplaceService<IRelationalTransactionFactory, SavepointTransactions>());
        services.TryAddScoped<IEmailSender, CommittedEmails>();
    }
}
