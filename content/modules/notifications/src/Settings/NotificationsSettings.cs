using Microsoft.Extensions.Configuration;

namespace QuickScale.Modules.Notifications;

/// <summary>The module's options, in the section <c>Modules:notifications</c>; <c>module.yml</c> says what each means.</summary>
public sealed class NotificationsSettings
{
    public const string Section = "Modules:notifications";

    public MailProviderKind Provider { get; set; } = MailProviderKind.Smtp;

    [ConfigurationKeyName("redirect_to")]
    public string RedirectTo { get; set; } = "";

    /// <summary>Addresses, and domains that begin with an @.</summary>
    [ConfigurationKeyName("allow_list")]
    public IList<string> AllowList { get; } = [];

    [ConfigurationKeyName("max_age_hours")]
    public int MaxAgeHours { get; set; } = 72;

    public int Senders { get; set; } = 4;

    [ConfigurationKeyName("poll_seconds")]
    public int PollSeconds { get; set; } = 5;

    [ConfigurationKeyName("lease_seconds")]
    public int LeaseSeconds { get; set; } = 120;

    [ConfigurationKeyName("keep_days")]
    public int KeepDays { get; set; } = 90;

    [ConfigurationKeyName("webhook_tolerance_minutes")]
    public int WebhookToleranceMinutes { get; set; } = 5;

    [ConfigurationKeyName("track_opens")]
    public bool TrackOpens { get; set; }

    [ConfigurationKeyName("track_clicks")]
    public bool TrackClicks { get; set; }

    [ConfigurationKeyName("digest_hour")]
    public int DigestHour { get; set; } = 8;

    [ConfigurationKeyName("live_updates")]
    public bool LiveUpdates { get; set; } = true;

    /// <summary>The first labels of <c>abc._domainkey.example.com</c>.</summary>
    [ConfigurationKeyName("dkim_selectors")]
    public IList<string> DkimSelectors { get; } = [];

    /// <summary>The name of the environment variable with the key; so with all secrets that follow.</summary>
    [ConfigurationKeyName("resend_api_key")]
    public string ResendApiKey { get; set; } = "RESEND_API_KEY";

    [ConfigurationKeyName("resend_webhook_secret")]
    public string ResendWebhookSecret { get; set; } = "RESEND_WEBHOOK_SECRET";

    [ConfigurationKeyName("postmark_server_token")]
    public string PostmarkServerToken { get; set; } = "POSTMARK_SERVER_TOKEN";

    [ConfigurationKeyName("postmark_webhook_secret")]
    public string PostmarkWebhookSecret { get; set; } = "POSTMARK_WEBHOOK_SECRET";

    /// <summary>Empty: the secret is the password of basic authentication.</summary>
    [ConfigurationKeyName("postmark_webhook_header")]
    public string PostmarkWebhookHeader { get; set; } = "";

    [ConfigurationKeyName("postmark_stream")]
    public string PostmarkStream { get; set; } = "outbound";

    [ConfigurationKeyName("sendgrid_api_key")]
    public string SendGridApiKey { get; set; } = "SENDGRID_API_KEY";

    [ConfigurationKeyName("sendgrid_region")]
    public SendGridRegion SendGridRegion { get; set; } = SendGridRegion.Global;

    [ConfigurationKeyName("sendgrid_webhook_key")]
    public string SendGridWebhookKey { get; set; } = "SENDGRID_WEBHOOK_KEY";

    [ConfigurationKeyName("mailgun_api_key")]
    public string MailgunApiKey { get; set; } = "MAILGUN_API_KEY";

    [ConfigurationKeyName("mailgun_webhook_key")]
    public string MailgunWebhookKey { get; set; } = "MAILGUN_WEBHOOK_KEY";

    [ConfigurationKeyName("mailgun_domain")]
    public string MailgunDomain { get; set; } = "";

    [ConfigurationKeyName("mailgun_region")]
    public MailgunRegion MailgunRegion { get; set; } = MailgunRegion.Us;

    [ConfigurationKeyName("ses_access_key_id")]
    public string SesAccessKeyId { get; set; } = "AWS_ACCESS_KEY_ID";

    [ConfigurationKeyName("ses_secret_access_key")]
    public string SesSecretAccessKey { get; set; } = "AWS_SECRET_ACCESS_KEY";

    [ConfigurationKeyName("ses_session_token")]
    public string SesSessionToken { get; set; } = "AWS_SESSION_TOKEN";

    [ConfigurationKeyName("ses_region")]
    public string SesRegion { get; set; } = "us-east-1";

    [ConfigurationKeyName("ses_configuration_set")]
    public string SesConfigurationSet { get; set; } = "";

    [ConfigurationKeyName("ses_topic_arn")]
    public string SesTopicArn { get; set; } = "";

    public TimeSpan MaxAge => TimeSpan.FromHours(MaxAgeHours);

    public TimeSpan Poll => TimeSpan.FromSeconds(PollSeconds);

    public TimeSpan Lease => TimeSpan.FromSeconds(LeaseSeconds);

    public TimeSpan WebhookTolerance => TimeSpan.FromMinutes(WebhookToleranceMinutes);
}

public enum MailProviderKind
{
    Smtp,
    Resend,
    Postmark,
    SendGrid,
    Mailgun,
    Ses,
    Development,
}

public enum SendGridRegion
{
    Global,
    Eu,
}

public enum MailgunRegion
{
    Us,
    Eu,
}
