namespace QuickScale.Modules.Core;

/// <summary>The databases that modules bring migrations for. A project has one of them.</summary>
public enum DatabaseKind
{
    Sqlite,
    Postgres,
}
