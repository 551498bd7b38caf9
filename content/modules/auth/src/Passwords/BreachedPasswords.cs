using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace QuickScale.Modules.Auth;

/// <summary>
/// Asks Have I Been Pwned whether a password is known from a breach. Only the first 5 of the 40 digits of its SHA-1 leave the machine,
/// and padding hides how many answers there are (https://haveibeenpwned.com/API/v3#PwnedPasswords). Asked only with the option
/// <c>breached_password_check</c>; a service that does not answer stops nobody.
/// </summary>
public sealed partial class BreachedPasswords(HttpClient http, ILogger<BreachedPasswords> logger)
{
    public static readonly Uri Address = new("https://api.pwnedpasswords.com/");
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private const int PrefixLength = 5;

    public async Task<bool> ContainAsync(string password, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(password);
#pragma warning disable CA5350 // The service's format; nothing is protected by it.
        var hash = Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password)));
#pragma warning restore CA5350
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"range/{hash[..PrefixLength]}");
            request.Headers.Add("Add-Padding", "true");
            using var response = await http.SendAsync(request, cancellationToken);
            response.EnsureSuccessStatusCode();
            var answers = await response.Content.ReadAsStringAsync(cancellationToken);
            // Padding lines have the count 0.
            return answers.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Any(line => line.StartsWith(hash[PrefixLength..] + ":", StringComparison.OrdinalIgnoreCase) && !line.EndsWith(":0", StringComparison.Ordinal));
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogNoAnswer(exception.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The check against breached passwords was skipped, because the service did not answer: {Reason}")]
    private partial void LogNoAnswer(string reason);
}
