namespace QuickScale.Modules.Notifications.Tests;

/// <summary>Reports as the providers' documentations show them, about one mail.</summary>
internal static class Reports
{
    public static readonly string[] Providers = ["resend", "postmark", "sendgrid", "mailgun", "ses"];

    /// <param name="what">sent, delivered, hard, soft, complained, opened, clicked, unsubscribed, or delayed, which is none of the seven.</param>
    /// <param name="reference">What we gave along; null for a mail that was not sent by us.</param>
    /// <returns>Null where the provider has no such report.</returns>
    public static object? Of(string provider, string what, string? reference, string providerId, DateTimeOffset at, string to = "ann@example.com", string? id = null)
    {
        var report = provider switch
        {
            "resend" => Resend(what, reference, providerId, at, to),
            "postmark" => Postmark(what, reference, providerId, at, to, id),
            "sendgrid" => SendGrid(what, reference, providerId, at, to, id),
            "mailgun" => Mailgun(what, reference, providerId, at, to, id),
            _ => Ses(what, reference, providerId, at, to),
        };
        return report is not null && provider == "sendgrid" ? new[] { report } : report;
    }

    private static object? Resend(string what, string? reference, string providerId, DateTimeOffset at, string to)
    {
        var type = what switch
        {
            "hard" or "soft" => "email.bounced",
            "delayed" => "email.delivery_delayed",
            "unsubscribed" => null,
            _ => $"email.{what}",
        };
        return type is null ? null : new
        {
            type,
            created_at = at.UtcDateTime,
            data = new
            {
                email_id = providerId,
                from = "Acme <hello@acme.example>",
                to = new[] { to },
                subject = "Confirm your address",
                bounce = what is "hard" or "soft" ? new { type = what == "hard" ? "Permanent" : "Transient", subType = what == "hard" ? "General" : "MailboxFull", message = $"550 5.1.1 <{to}>: no such user" } : null,
                tags = reference is null ? null : new { mail_ref = reference, kind = "auth_verify-email" },
            },
        };
    }

    private static Dictionary<string, object?>? Postmark(string what, string? reference, string providerId, DateTimeOffset at, string to, string? id)
    {
        var (kind, time) = what switch
        {
            "delivered" => ("Delivery", "DeliveredAt"),
            "hard" or "soft" or "delayed" => ("Bounce", "BouncedAt"),
            "complained" => ("SpamComplaint", "BouncedAt"),
            "opened" => ("Open", "ReceivedAt"),
            "clicked" => ("Click", "ReceivedAt"),
            "unsubscribed" => ("SubscriptionChange", "ChangedAt"),
            _ => (null, ""),
        };
        if (kind is null)
        {
            return null;
        }

        var isBounce = kind is "Bounce" or "SpamComplaint";
        Dictionary<string, object?> report = new()
        {
            ["RecordType"] = kind,
            ["MessageID"] = providerId,
            [isBounce ? "Email" : "Recipient"] = to,
            [time] = at.UtcDateTime,
            ["MessageStream"] = "outbound",
            ["Metadata"] = reference is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["mail_ref"] = reference },
        };
        if (isBounce)
        {
            report["ID"] = long.Parse(id ?? Random.Shared.NextInt64(1, 1L << 50).ToString(System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
            report["Type"] = what switch { "hard" => "HardBounce", "soft" => "SoftBounce", "delayed" => "Transient", _ => "SpamComplaint" };
            report["Details"] = $"smtp;550 5.1.1 <{to}>: no such user";
        }

        if (kind == "SubscriptionChange")
        {
            (report["SuppressSending"], report["SuppressionReason"], report["Origin"]) = (true, "ManualSuppression", "Recipient");
        }

        return report;
    }

    public static object SendGrid(string what, string? reference, string providerId, DateTimeOffset at, string to, string? id)
    {
        Dictionary<string, object?> one = new()
        {
            ["email"] = to,
            ["timestamp"] = at.ToUnixTimeSeconds(),
            ["event"] = what switch { "sent" => "processed", "hard" or "soft" => "bounce", "complained" => "spamreport", "opened" => "open", "clicked" => "click", "unsubscribed" => "unsubscribe", "delayed" => "deferred", _ => what },
            ["sg_event_id"] = id ?? Guid.NewGuid().ToString("N"),
            ["sg_message_id"] = $"{providerId}.filterdrecv-5f5d4-abc-17-0",
            ["category"] = new[] { "auth_verify-email" },
        };
        if (reference is not null)
        {
            one["mail_ref"] = reference;
        }

        if (what is "hard" or "soft")
        {
            (one["type"], one["status"], one["reason"]) = (what == "hard" ? "bounce" : "blocked", "5.1.1", $"550 5.1.1 <{to}>: no such user");
        }

        return one;
    }

    private static Dictionary<string, object?> Mailgun(string what, string? reference, string providerId, DateTimeOffset at, string to, string? id) => new Dictionary<string, object?>
    {
        ["id"] = id ?? Guid.NewGuid().ToString("N"),
        ["event"] = what switch { "sent" => "accepted", "hard" or "soft" or "delayed" => "failed", _ => what },
        ["timestamp"] = at.ToUnixTimeMilliseconds() / 1000.0,
        ["recipient"] = to,
        ["severity"] = what switch { "hard" or "soft" => "permanent", "delayed" => "temporary", _ => null },
        ["reason"] = what switch { "hard" => "bounce", "soft" => "old", _ => null },
        ["delivery-status"] = what is "hard" or "soft" ? new { code = 550, message = $"5.1.1 <{to}>: no such user" } : null,
        ["message"] = new { headers = new Dictionary<string, string> { ["message-id"] = providerId, ["to"] = to } },
        ["user-variables"] = reference is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["mail_ref"] = reference },
    };

    private static Dictionary<string, object?> Ses(string what, string? reference, string providerId, DateTimeOffset at, string to)
    {
        var kind = what switch { "sent" => "Send", "delivered" => "Delivery", "hard" or "soft" => "Bounce", "complained" => "Complaint", "opened" => "Open", "clicked" => "Click", "unsubscribed" => "Subscription", _ => "DeliveryDelay" };
        Dictionary<string, object?> report = new()
        {
            ["eventType"] = kind,
            ["mail"] = new Dictionary<string, object?>
            {
                ["timestamp"] = at.UtcDateTime,
                ["messageId"] = providerId,
                ["destination"] = new[] { to },
                ["tags"] = reference is null ? new Dictionary<string, string[]>() : new Dictionary<string, string[]> { ["mail_ref"] = [reference], ["ses:operation"] = ["SendEmail"] },
            },
        };
        if (what is "hard" or "soft")
        {
            report["bounce"] = new
            {
                bounceType = what == "hard" ? "Permanent" : "Transient",
                bounceSubType = what == "hard" ? "General" : "MailboxFull",
                bouncedRecipients = new[] { new { emailAddress = to, action = "failed", status = "5.1.1", diagnosticCode = $"smtp; 550 5.1.1 <{to}>" } },
                timestamp = at.UtcDateTime,
                feedbackId = Guid.NewGuid(),
            };
        }
        else if (what == "complained")
        {
            report["complaint"] = new { complainedRecipients = new[] { new { emailAddress = to } }, timestamp = at.UtcDateTime };
        }
        else
        {
            report[kind.ToLowerInvariant()] = new { timestamp = at.UtcDateTime };
        }

        return report;
    }
}
