using System.Text;

namespace QsApp.Data;

/// <summary>The setting that names the database: <c>ConnectionStrings:Default</c>, else the platform's <c>DATABASE_URL</c>.</summary>
internal sealed class DatabaseSetting
{
    private DatabaseSetting(string name, string value) => (Name, Value) = (name, value);

    public string Name { get; }

    public string Value { get; }

    /// <summary>The application's own setting wins, so that tests and tools can never reach the database of a platform's variable by mistake.</summary>
    public static DatabaseSetting? Find(IConfiguration configuration)
    {
        if (configuration.GetConnectionString("Default") is { Length: > 0 } connectionString)
        {
            return new DatabaseSetting("ConnectionStrings__Default", connectionString.Trim());
        }

        return configuration["DATABASE_URL"] is { Length: > 0 } url ? new DatabaseSetting("DATABASE_URL", url.Trim()) : null;
    }

    public static bool InDevelopment(IConfiguration configuration) =>
        string.Equals(configuration[HostDefaults.EnvironmentKey], Environments.Development, StringComparison.OrdinalIgnoreCase);

    /// <summary>Undoes percent-encoding strictly: what is not UTF-8 or not hexadecimal is an error, not kept as it is.</summary>
    /// <exception cref="FormatException">The text is not valid percent-encoding.</exception>
    public static string Decode(string encoded)
    {
        var parts = encoded.Split('%');
        var bytes = new List<byte>(Encoding.UTF8.GetBytes(parts[0]));
        foreach (var part in parts.Skip(1))
        {
            if (part.Length < 2)
            {
                throw new FormatException();
            }

            bytes.AddRange(Convert.FromHexString(part.AsSpan(0, 2)));
            bytes.AddRange(Encoding.UTF8.GetBytes(part[2..]));
        }

        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            throw new FormatException();
        }
    }
}
