using QsApp.Hosting;

namespace QsApp;

// In the application's own namespace and not in Hosting: there it is found before the module core's of the same name.
public static class Deployment
{
    /// <summary>
    /// Whether people may reach this instance: every environment but Development, so that a misspelt or an own name ("Staging") gets
    /// all the protection of Production. Testing is exempt only where another program, the tests, hosts the application.
    /// </summary>
    public static bool IsDeployed(this IHostEnvironment environment) =>
        !environment.IsDevelopment() && (Launch.IsOwnProcess || !environment.IsEnvironment("Testing"));
}
