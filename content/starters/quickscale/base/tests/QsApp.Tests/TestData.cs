using QsApp.Data;

namespace QsApp.Tests;

/// <summary>Makes valid entities with unique values: one method an entity; a test changes only what it is about.</summary>
internal static class TestData
{
    private static int _last;

    public static DataProtectionKey DataProtectionKey()
    {
        var number = Interlocked.Increment(ref _last);
        return new DataProtectionKey
        {
            Id = Guid.CreateVersion7(),
            FriendlyName = $"key-{number}",
            Xml = $"<test number=\"{number}\" />",
            CreatedUtc = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(number),
        };
    }
}
