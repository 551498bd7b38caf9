using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>
/// Makes the first administrator without any password that somebody could know (A19): a new account gets a link, printed once, by
/// which its owner chooses one.
/// </summary>
internal static class CreateAdminCommand
{
    public static async Task<int> RunAsync(ModuleCommandContext context)
    {
        if (context.Arguments is not [var typed] || !EmailAddress.TryParse(typed, out var address))
        {
            await context.Error.WriteLineAsync("Name one e-mail address: auth create-admin ann@example.com");
            return 2;
        }

        var services = context.Services;
        var db = services.GetRequiredService<ModuleDb>().Context;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        var user = await db.Set<User>().SingleOrDefaultAsync(one => one.NormalizedEmail == address.Normalized, context.CancellationToken);
        if (user is { IsActive: false })
        {
            await context.Error.WriteLineAsync($"The account {address} is closed: name another address.");
            return 4;
        }

        var isNew = user is null;
        if (user is null)
        {
            // Whoever may run this vouches for the address.
            user = new User { CreatedAt = now, EmailVerifiedAt = now };
            user.SetEmail(address);
            db.Add(user);
        }
        else if (user.EmailVerifiedAt is null)
        {
            await context.Error.WriteLineAsync($"The account {address} has not confirmed its address: let its owner do so first.");
            return 4;
        }

        user.IsPlatformAdmin = true;
        services.GetRequiredService<SecurityEvents>().Record(user.Id, SecurityEventTypes.BecameAdmin);
        var token = isNew
            ? await services.GetRequiredService<OneTimeCodes>().IssueLinkAsync(CodePurpose.ResetPassword, address.Normalized, user.Id, OneTimeCodes.ResetLifetime, context.CancellationToken)
            : null;
        var link = token is null ? null : services.GetRequiredService<SiteLinks>().To(AuthPaths.With(AuthPaths.ResetPassword, token));
        await db.SaveChangesAsync(context.CancellationToken);
        await context.Output.WriteLineAsync(link is null
            ? $"{address} is an administrator now."
            : $"{address} is an administrator. Choose the password within an hour, at {link.AbsoluteUri}");
        return 0;
    }
}
