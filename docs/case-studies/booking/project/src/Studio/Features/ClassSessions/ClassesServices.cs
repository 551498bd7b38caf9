using QuickScale.Modules.Billing;
using QuickScale.Modules.Core;
using QuickScale.Modules.Teams;

namespace Studio.Features.ClassSessions;

public static class ClassesServices
{
    /// <summary>The permission of the staff's pages.</summary>
    public const string Manage = "classes.manage";

    public static void AddClasses(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddOptions<ClassesSettings>().BindConfiguration("Classes").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SiteTime>();
        services.AddSingleton(new PermissionDefinition(Manage, "Make, change and cancel classes", BuiltInRoles.Admin, BuiltInRoles.Member));
        services.AddSingleton(new OwnerEntry("Classes", "/t/{owner}/classes") { Permission = Manage });
        services.AddScoped<BookClass>();
        services.AddScoped<ClassMails>();
        services.AddScoped<ILimitCount, ClassLimit>();
        var start = new DateTime(2026, 12, 1, 17, 0, 0, DateTimeKind.Utc);
        var link = new Uri("https://example.com/studios/lotus");
        services.AddSingleton(new EmailSample(new ClassBooked("Ann", "Lotus", "Morning flow", "Mia", start, link)));
        services.AddSingleton(new EmailSample(new ClassCancelled("Ann", "Lotus", "Morning flow", start, link)));
    }
}
