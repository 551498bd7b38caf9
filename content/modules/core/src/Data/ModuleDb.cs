using Microsoft.EntityFrameworkCore;

namespace QuickScale.Modules.Core;

/// <summary>
/// The application's context as a module's service takes it: it maps the module's entities, and a module cannot know its type.
/// One per scope, and the very instance that the application itself gets, so that a transaction spans both.
/// </summary>
public sealed class ModuleDb(DbContext context)
{
    public DbContext Context { get; } = context;
}
