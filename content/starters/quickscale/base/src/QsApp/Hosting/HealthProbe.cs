namespace QsApp.Hosting;

/// <summary>
/// The command <c>health</c>: asks the instance in the same container whether it is alive. It is the container's health check, since
/// the image has neither a shell nor curl.
/// </summary>
public static class HealthProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync()
    {
        using var client = new HttpClient { Timeout = Patience };
        try
        {
            using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{Port()}/health/live"));
            return response.IsSuccessStatusCode ? ExitCode.Done : ExitCode.CheckFailed;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or UriFormatException)
        {
            await Console.Error.WriteLineAsync($"The application does not answer on port {Port()}.");
            return ExitCode.CheckFailed;
        }
    }

    // The variables that decide where the application listens, in their order.
    private static string Port() =>
        First("ASPNETCORE_URLS", "http://") is { } address ? address.TrimEnd('/').Split(':')[^1]
        : !IsDevelopment && First("PORT") is { } port ? port
        : First("ASPNETCORE_HTTP_PORTS") ?? "8080";

    private static bool IsDevelopment =>
        string.Equals(Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT"), Environments.Development, StringComparison.OrdinalIgnoreCase);

    private static string? First(string variable, string start = "") =>
        (Environment.GetEnvironmentVariable(variable) ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .FirstOrDefault(value => value.StartsWith(start, StringComparison.OrdinalIgnoreCase));
}
