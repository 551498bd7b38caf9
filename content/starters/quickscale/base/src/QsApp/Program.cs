using QsApp;
using QsApp.Data;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddDbContext<AppDbContext>(options => Database.Configure(options, Database.ConnectionString(builder.Configuration)));
builder.Services.AddRazorPages();
Modules.AddServices(builder);

var app = builder.Build();
app.UseRouting();
Modules.Use(app);
app.MapStaticAssets();
app.MapRazorPages().WithStaticAssets();
Modules.Map(app);
app.Run();
