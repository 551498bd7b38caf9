namespace QsApp.Hosting;

/// <summary>The section <c>App</c>. <see cref="ProductionGuard"/> says what production asks of it.</summary>
public sealed class AppSettings
{
    /// <summary>Characters that App:Secret must have at least: 128 bits, where they are random hexadecimal digits.</summary>
    public const int ShortestSecret = 32;

    /// <summary>The name that people see.</summary>
    public string Name { get; set; } = "";

    /// <summary>The public address, such as https://www.example.com: for links that leave the site, and for redirects.</summary>
    public string BaseUrl { get; set; } = "";

    /// <summary>Encrypts the data-protection keys at rest; <see cref="ShortestSecret"/> characters or more.</summary>
    public string Secret { get; set; } = "";

    /// <summary>Where a vulnerability is reported: a mailto: or https: address, shown in security.txt.</summary>
    public string SecurityContact { get; set; } = "";
}

public static class AppSettingsServices
{
    public static void AddAppSettings(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<AppSettings>().BindConfiguration("App").ValidateOnStart();
    }
}
