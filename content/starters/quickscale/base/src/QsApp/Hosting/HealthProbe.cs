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

    // The same two variables that decide where a container listens.
    private static string Port() =>
        Environment.GetEnvironmentVariable("PORT") is { Length: > 0 } port ? port
        : Environment.GetEnvironmentVariable("ASPNETCORE_HTTP_PORTS")?.Split(';')[0] is { Length: > 0 } first ? first
        : "8080";
}
