using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace QuickScale.Tool.Workflow.Deploy;

/// <summary>Secrets that this run has in its hands, so that whatever a platform's program says is shown without them.</summary>
internal sealed partial class SecretMask
{
    private const string Mask = "***";

    // What is shorter could be part of any word.
    private const int Shortest = 4;
    private readonly List<string> _secrets = [];

    /// <summary>256 random bits as 64 hexadecimal digits, as the migrator's command "secret" makes them.</summary>
    public string Create()
    {
        var secret = RandomNumberGenerator.GetHexString(64, lowercase: true);
        Add(secret);
        return secret;
    }

    public void Add(string secret)
    {
        if (secret.Length >= Shortest)
        {
            lock (_secrets)
            {
                _secrets.Add(secret);
            }
        }
    }

    /// <summary>
    /// A text without the secrets, without passwords in addresses of any kind, and without what has the shape of a secret of ours: one
    /// that an earlier run has made is known to nobody here.
    /// </summary>
    public string Clean(string text)
    {
        lock (_secrets)
        {
            // The longest first: one may be part of another.
            foreach (var secret in _secrets.OrderByDescending(secret => secret.Length))
            {
                text = text.Replace(secret, Mask, StringComparison.Ordinal);
            }
        }

        return SecretShape().Replace(PasswordInAddress().Replace(text, $"$1{Mask}@"), Mask);
    }

    [GeneratedRegex(@"([A-Za-z][A-Za-z0-9+.-]*://)[^/\s@'""]+@", RegexOptions.CultureInvariant)]
    private static partial Regex PasswordInAddress();

    // The digest of an image looks like it, and says what it is.
    [GeneratedRegex("(?<!sha256:)(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", RegexOptions.CultureInvariant)]
    private static partial Regex SecretShape();
}
