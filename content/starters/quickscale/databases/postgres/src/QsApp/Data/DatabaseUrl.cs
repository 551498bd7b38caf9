using System.Globalization;
using Npgsql;
using QsApp.Hosting;

namespace QsApp.Data;

/// <summary>The address of a database as hosting platforms give it, which is libpq's connection URI (PostgreSQL manual, 34.1.1.2).</summary>
internal static class DatabaseUrl
{
    // Uri knows no empty host after a user; libpq does, with the folder of a socket in the query.
    private const string NoHost = "host.invalid";

    // libpq's keys, and those that platforms add for other clients, in Npgsql's words.
    private static readonly Dictionary<string, Action<NpgsqlConnectionStringBuilder, string>> Keys = new(StringComparer.OrdinalIgnoreCase)
    {
        ["sslmode"] = (connection, value) => connection.SslMode = Mode(value),
        ["sslrootcert"] = (connection, value) => connection.RootCertificate = value,
        ["sslcert"] = (connection, value) => connection.SslCertificate = value,
        ["sslkey"] = (connection, value) => connection.SslKey = value,
        ["sslnegotiation"] = (connection, value) => connection["SSL Negotiation"] = value,
        ["channel_binding"] = (connection, value) => connection["Channel Binding"] = value,
        ["gssencmode"] = (connection, value) => connection["GSS Encryption Mode"] = value,
        ["connect_timeout"] = (connection, value) => connection.Timeout = Number(value),
        ["application_name"] = (connection, value) => connection.ApplicationName = value,
        ["options"] = (connection, value) => connection.Options = value,
        ["target_session_attrs"] = (connection, value) => connection.TargetSessionAttributes = value,
        ["schema"] = (connection, value) => connection.SearchPath = value,
        ["connection_limit"] = (connection, value) => connection.MaxPoolSize = Number(value),
        ["pgbouncer"] = (connection, value) => connection.NoResetOnClose = bool.Parse(value),
        ["host"] = (connection, value) => connection.Host = value,
    };

    /// <exception cref="SettingsException">There is an unknown key in the query.</exception>
    /// <exception cref="FormatException">The text is not such an address.</exception>
    /// <exception cref="ArgumentException">A value in the query is not one that Npgsql knows.</exception>
    public static NpgsqlConnectionStringBuilder Parse(DatabaseSetting setting)
    {
        // Uri mends wrong percent-encoding; a password must not be changed so.
        DatabaseSetting.Decode(setting.Value);
        if (!Uri.TryCreate(setting.Value.Replace("@/", $"@{NoHost}/", StringComparison.Ordinal), UriKind.Absolute, out var uri) || uri.Scheme is not ("postgres" or "postgresql") || uri.Fragment.Length > 0)
        {
            throw new FormatException();
        }

        var credentials = uri.UserInfo.Split(':', 2);
        var connection = new NpgsqlConnectionStringBuilder
        {
            Host = Host(uri),
            Port = uri.IsDefaultPort ? NpgsqlConnection.DefaultPort : uri.Port,
            Database = DatabaseSetting.Decode(uri.AbsolutePath.TrimStart('/')),
        };
        if (credentials[0].Length > 0)
        {
            connection.Username = DatabaseSetting.Decode(credentials[0]);
        }

        if (credentials.Length > 1)
        {
            connection.Password = DatabaseSetting.Decode(credentials[1]);
        }

        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            if (parts.Length < 2 || !Keys.TryGetValue(parts[0], out var set))
            {
                // Not even the key is shown: it may be the end of a password with an unescaped question mark.
                throw new SettingsException($"{setting.Name} has a query key that is not known here; known are {string.Join(", ", Keys.Keys)}.");
            }

            set(connection, DatabaseSetting.Decode(parts[1]));
        }

        return connection;
    }

    private static string Host(Uri uri) => uri.HostNameType switch
    {
        _ when uri.Host is "" or NoHost => "",
        UriHostNameType.Dns or UriHostNameType.IPv4 => uri.Host,
        UriHostNameType.IPv6 => uri.Host.Trim('[', ']'),
        _ => throw new FormatException(),
    };

    private static SslMode Mode(string value) => value.ToLowerInvariant() switch
    {
        "disable" => SslMode.Disable,
        "allow" => SslMode.Allow,
        "prefer" => SslMode.Prefer,
        "require" or "no-verify" => SslMode.Require,
        "verify-ca" => SslMode.VerifyCA,
        "verify-full" => SslMode.VerifyFull,
        _ => throw new FormatException(),
    };

    private static int Number(string value) => int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture);
}
