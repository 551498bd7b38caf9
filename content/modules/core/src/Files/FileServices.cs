using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Core;

internal static class FileServices
{
    public static void AddFiles(this IServiceCollection services)
    {
        services.AddOptions<FileSettings>().BindConfiguration("Files").ValidateOnStart();
        services.AddSingleton<IPostConfigureOptions<FileSettings>, FileSettingsCheck>();
        services.AddSingleton<IValidateOptions<FileSettings>, FileSettingsCheck>();
        services.TryAddSingleton<IFileStore>(provider => provider.GetRequiredService<IOptions<FileSettings>>() is var settings && settings.Value.Folder.Length > 0
            ? new DiskFiles(settings)
            : ActivatorUtilities.CreateInstance<DatabaseFiles>(provider));
    }
}
