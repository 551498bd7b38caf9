using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace QuickScale.Modules.Notifications;

/// <summary>Choices as words of the API and of addresses: <c>hard_bounce</c>.</summary>
internal static class ApiWords
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>By the word alone; a number is none, though it is how the choice is counted.</summary>
    public static bool TryParse<T>([NotNullWhen(true)] string? word, out T value)
        where T : struct, Enum
    {
        foreach (var one in Enum.GetValues<T>())
        {
            if (Of(one) == word)
            {
                value = one;
                return true;
            }
        }

        value = default;
        return false;
    }
}
