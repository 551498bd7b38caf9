using System.Text.Json;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications;

/// <summary>
/// The kinds of e-mail that modules have registered by a sample (<see cref="EmailSample"/>): a row names its kind, and the type of its content is found by
/// that. Names of types never stand in a row, so that types can be renamed and a row makes nobody load one.
/// </summary>
internal sealed class EmailKinds
{
    /// <summary>What a record computes (subject, body) is not written. A parameter that is missing would leave a hole in the words: such a mail is not read.</summary>
    private static readonly JsonSerializerOptions Format = new() { IgnoreReadOnlyProperties = true, RespectRequiredConstructorParameters = true };

    private readonly IReadOnlyList<EmailContent> _samples;
    private readonly Dictionary<string, Type> _types = new(StringComparer.Ordinal);

    /// <param name="notifications">A notification that has no e-mail of its own is mailed by <see cref="NotificationMail"/>.</param>
    public EmailKinds(IEnumerable<EmailSample> samples, NotificationKinds notifications)
    {
        _samples = [.. samples.Select(sample => sample.Content)];
        foreach (var sample in _samples)
        {
            _types.TryAdd(sample.Kind, sample.GetType());
        }

        foreach (var kind in notifications.All)
        {
            _types.TryAdd(kind.Name, typeof(NotificationMail));
        }
    }

    /// <summary>What is wrong with the samples, a sentence each.</summary>
    public IEnumerable<string> Violations()
    {
        foreach (var sample in _samples)
        {
            if (sample.Kind.Length is 0 or > NotificationsTables.KindLength || sample.Kind.Any(character => character is <= ' ' or > '~'))
            {
                yield return $"Name the kind of {sample.GetType().Name} in no more than {NotificationsTables.KindLength} characters of ASCII without spaces.";
            }
            else if (_types[sample.Kind] != sample.GetType())
            {
                yield return $"Give {sample.GetType().Name} a kind of its own: {_types[sample.Kind].Name} has {sample.Kind}.";
            }
            else if (!ComesBack(sample))
            {
                yield return $"Make what {sample.GetType().Name} says follow from its parameters, and these of types that JSON can hold: read back from the queue it is another.";
            }
        }
    }

    /// <exception cref="NotSupportedException">Nobody has registered its kind.</exception>
    public string Write(EmailContent content) =>
        _types.TryGetValue(content.Kind, out var type) && type == content.GetType()
            ? JsonSerializer.Serialize(content, type, Format)
            : throw new NotSupportedException(
                $"Register a sample of the e-mail {content.Kind} where its module adds its services, as in services.AddSingleton(new EmailSample(new {content.GetType().Name}(…))): the queue finds its type by that.");

    /// <returns>Null when nobody here registers the kind, or its parameters have changed.</returns>
    public EmailContent? Read(string kind, string json)
    {
        try
        {
            return _types.TryGetValue(kind, out var type) ? (EmailContent?)JsonSerializer.Deserialize(json, type, Format) : null;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    private bool ComesBack(EmailContent sample)
    {
        try
        {
            return Read(sample.Kind, Write(sample)) is { } back && Words(back) == Words(sample);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return false;
        }
    }

    /// <summary>All that an e-mail says, for comparison.</summary>
    private static string Words(EmailContent content) =>
        content.Subject + "\n" + string.Join('\n', content.Body.Select(block => JsonSerializer.Serialize(block, block.GetType())));
}
