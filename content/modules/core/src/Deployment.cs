using System.Reflection;
using Microsoft.Extensions.Hosting;

namespace QuickScale.Modules.Core;

public static class Deployment
{
    /// <summary>
    /// Whether people may reach this instance: every environment but Development. Testing is exempt only where another program, the
    /// tests, hosts the application, so that the name alone switches no protection off.
    /// </summary>
    public static bool IsDeployed(this IHostEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var isOwnProcess = Assembly.GetEntryAssembly()?.GetName().Name == environment.ApplicationName;
        return !environment.IsDevelopment() && (isOwnProcess || !environment.IsEnvironment("Testing"));
    }
}
