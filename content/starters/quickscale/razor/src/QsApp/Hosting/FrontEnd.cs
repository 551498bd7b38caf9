namespace QsApp.Hosting;

/// <summary>What visitors see: Razor Pages, those of the embedded modules too, and the files in <c>wwwroot</c>.</summary>
public static class FrontEnd
{
    public static void AddFrontEnd(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddRazorPages();
    }

    public static void MapFrontEnd(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapStaticAssets();
        app.MapRazorPages().WithStaticAssets();
    }
}
