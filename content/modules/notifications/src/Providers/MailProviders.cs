using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Notifications;

/// <summary>Finds the provider that the option <c>provider</c> names.</summary>
public sealed class MailProviders(IServiceProvider services, IOptions<NotificationsSettings> settings)
{
    private IMailProvider? _current;

    /// <summary>Who takes the mail of this installation.</summary>
    public IMailProvider Current => _current ??= services.GetRequiredKeyedService<IMailProvider>(NameOf(settings.Value.Provider));

    /// <summary>As in the option, and in <see cref="IMailProvider.Name"/>.</summary>
    public static string NameOf(MailProviderKind kind) => kind.ToString().ToLowerInvariant();
}
