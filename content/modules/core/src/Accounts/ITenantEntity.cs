namespace QuickScale.Modules.Core;

/// <summary>An entity that belongs to one tenant. Whoever brings tenants keeps each request to the rows of its own.</summary>
public interface ITenantEntity
{
    /// <summary>The owning tenant; set once, when the row is made.</summary>
    Guid TenantId { get; set; }
}

/// <summary>
/// Marks an entity that is the same for all tenants, such as a plan or a country, so that its missing tenant is a statement
/// and not an oversight.
/// </summary>
public interface IGlobalEntity;
