using Microsoft.AspNetCore.WebUtilities;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>
/// The owner that an address is about, as in <c>/billing?for=acme</c>. It stands in the address and nowhere else, so that what a page shows and what its buttons do are
/// about one owner, whatever other tabs do. Without it an address is about the owner for whom the user acts anyway.
/// </summary>
internal static class ForOwner
{
    /// <summary>Name of the value in the query.</summary>
    public const string Query = "for";

    /// <param name="key">From an address, so it may be anything.</param>
    /// <returns>Null when there is no such owner, the user does not belong to it, or acts for none.</returns>
    public static async Task<AccountOwner?> OfAsync(this IAccountOwner owners, string? key, CancellationToken cancellationToken) =>
        string.IsNullOrEmpty(key) ? await owners.CurrentAsync(cancellationToken) : (await owners.FindAsync(key, cancellationToken))?.Owner;

    /// <summary>The same with what people call it, which is null where it needs no name.</summary>
    public static async Task<(AccountOwner? Owner, NamedOwner? Name)> NamedAsync(this IAccountOwner owners, string? key, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(key))
        {
            var named = await owners.FindAsync(key, cancellationToken);
            return (named?.Owner, named);
        }

        var own = await owners.CurrentAsync(cancellationToken);
        return (own, own is { } one ? await owners.NameAsync(one, cancellationToken) : null);
    }

    /// <summary>A path about an owner; as it is without a key.</summary>
    public static string Path(string path, string? key) => string.IsNullOrEmpty(key) ? path : QueryHelpers.AddQueryString(path, Query, key);

    /// <summary>An address for outside of a request: for mails, and for pages at the provider that lead back.</summary>
    public static async Task<Uri> LinkAsync(this IAccountOwner owners, SiteLinks site, string path, AccountOwner owner, CancellationToken cancellationToken) =>
        site.To(path, await owners.NameAsync(owner, cancellationToken));

    /// <inheritdoc cref="LinkAsync"/>
    public static Uri To(this SiteLinks site, string path, NamedOwner? owner) => new(Path(site.To(path).AbsoluteUri, owner?.Key));
}
