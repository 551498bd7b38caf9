using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>The module's services, a method a subject, in the order in which <see cref="TeamsModule"/> adds them.</summary>
internal static class TeamsServices
{
    public static void AddTeamsSettings(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<TeamsSettings>().BindConfiguration(TeamsSettings.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<TeamsSettings>, TeamsStartupChecks>();
    }

    public static void AddRoles(this IServiceCollection services)
    {
        services.AddSingleton<RoleCatalog>();
        services.AddScoped<TeamRows>();
        services.AddScoped<CustomRoles>();
        foreach (var permission in TeamPermissions.All)
        {
            services.AddSingleton(permission);
        }
    }

    public static void AddMembers(this IServiceCollection services)
    {
        services.AddScoped<TeamWork>();
        services.AddScoped<TeamReader>();
        services.AddScoped<TeamSlugs>();
        services.AddScoped<PersonalWorkspace>();
        services.AddScoped<MyTeams>();
        services.AddScoped<Members>();
        services.AddScoped<SeatCheck>();
        services.AddScoped<Owners>();
        services.AddScoped<ProofForOwners>();
        services.AddScoped<TransferOwnership>();
        services.AddScoped<IAccountDeletionCheck, OwnersMayNotVanish>();
        services.AddScoped<IPersonalDataSource, TeamsOfPerson>();
        // In the place of auth's, which takes each user for their own owner: the last registration counts.
        services.AddScoped<IAccountOwner, TeamAsOwner>();
    }

    public static void AddInvitations(this IServiceCollection services)
    {
        services.AddScoped<Invitations>();
        services.AddScoped<VoidInvitations>();
        services.AddScoped<AcceptInvitation>();
        services.AddScoped<SignUpByInvitation>();
        services.AddScoped<IRegistrationAllowance, InvitedMaySignUp>();
        services.AddScoped<TeamMails>();
        services.AddTeamNotices();
        services.AddEmailSamples();
    }

    public static void AddLifecycle<TContext>(this IServiceCollection services)
        where TContext : DbContext
    {
        services.AddScoped<TeamLimit>();
        services.AddScoped<CreateTeam>();
        services.AddScoped<UpdateTeam>();
        services.AddScoped<TeamLogo>();
        services.AddScoped<DeleteTeam>();
        services.AddScoped<SuspendTeam>();
        services.AddScoped<ExportTeam>();
        services.AddSingleton<FilesAfterCommit>();
        services.ConfigureDbContext<TContext>((provider, options) => options.AddInterceptors(provider.GetRequiredService<FilesAfterCommit>()));
        services.AddSingleton<PurgeTeams>();
        services.AddSingleton<TeamsHousekeeping>();
        services.AddHostedService(provider => provider.GetRequiredService<TeamsHousekeeping>());
    }

    public static void AddAudit<TContext>(this IServiceCollection services)
        where TContext : DbContext
    {
        services.AddScoped<AuditLog>();
        services.AddScoped<AuditReading>();
        services.AddSingleton<AuditIsAppendOnly>();
        services.ConfigureDbContext<TContext>((provider, options) => options.AddInterceptors(provider.GetRequiredService<AuditIsAppendOnly>()));
    }
}
