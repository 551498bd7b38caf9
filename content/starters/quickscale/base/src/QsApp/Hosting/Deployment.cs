namespace QsApp.Hosting;

public static class Deployment
{
    /// <summary>
    /// Whether people may reach this instance: every environment but Development and Testing, so that a misspelt or an own name
    /// ("Staging") gets all the protection of Production.
    /// </summary>
    public static bool IsDeployed(this IHostEnvironment environment) =>
        !environment.IsDevelopment() && !environment.IsEnvironment("Testing");
}
