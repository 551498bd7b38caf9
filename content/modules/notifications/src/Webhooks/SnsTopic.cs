using System.Text.RegularExpressions;

namespace QuickScale.Modules.Notifications;

/// <summary>
/// The one topic of Amazon SNS whose messages are taken, by its ARN. All addresses that are ever asked because of a message follow from it, and none from the
/// message.
/// </summary>
internal sealed partial record SnsTopic(string Arn, string Region, string Suffix)
{
    /// <summary>Where the region's certificates and its API are.</summary>
    public string Host => $"sns.{Region}.{Suffix}";

    /// <summary>Null when it is no ARN of a topic.</summary>
    public static SnsTopic? Parse(string arn) =>
        Topic().Match(arn) is { Success: true } match ? new SnsTopic(arn, match.Groups["region"].Value, match.Groups["partition"].Value == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com") : null;

    /// <summary>The address of a certificate, if it is one of this topic's region: https, that host, that form of path, and nothing else.</summary>
    public Uri? Certificate(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url)
        && url.Scheme == Uri.UriSchemeHttps
        && url.IsDefaultPort
        && url.UserInfo.Length == 0
        && url.Query.Length == 0
        && url.Fragment.Length == 0
        && url.Host == Host
        && CertificatePath().IsMatch(url.AbsolutePath)
        && url.OriginalString == url.AbsoluteUri
            ? url
            : null;

    /// <summary>Where a subscription is confirmed. It is made here: the address in a message is not asked.</summary>
    public Uri Confirmation(string token) => new($"https://{Host}/?Action=ConfirmSubscription&TopicArn={Uri.EscapeDataString(Arn)}&Token={Uri.EscapeDataString(token)}");

    [GeneratedRegex(@"\Aarn:(?<partition>aws|aws-cn|aws-us-gov):sns:(?<region>[a-z]{2}(-[a-z]{2,9}){1,3}-[0-9]{1,2}):[0-9]{12}:[A-Za-z0-9_-]{1,256}\z")]
    private static partial Regex Topic();

    [GeneratedRegex(@"\A/SimpleNotificationService-[0-9a-f]{1,64}\.pem\z")]
    private static partial Regex CertificatePath();
}
