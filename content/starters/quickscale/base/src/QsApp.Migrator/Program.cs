using Microsoft.EntityFrameworkCore;
using QsApp.Migrator;

// dotnet-ef runs this program to look for a host; it finds DesignTimeContext instead, and nothing may be migrated then.
return EF.IsDesignTime ? 0 : await CommandLine.RunAsync(args);
