namespace QuickScale.Modules.Auth;

/// <summary>The passwords that are tried first, of 8 characters and more; a shorter one is refused anyway. In small letters.</summary>
internal static class CommonPasswords
{
    private static readonly Lazy<HashSet<string>> List = new(Read);

    public static bool Contains(string password) => List.Value.Contains(password.ToLowerInvariant());

    private static HashSet<string> Read()
    {
        using var stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream("QuickScale.Modules.Auth.Passwords.common-passwords.txt")
            ?? throw new InvalidOperationException("The list of common passwords is missing from the assembly; build the module again.");
        using var reader = new StreamReader(stream);
        var list = new HashSet<string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            list.Add(line);
        }

        return list;
    }
}
