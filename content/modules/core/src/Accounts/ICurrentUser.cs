using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace QuickScale.Modules.Core;

/// <summary>Who makes the request. Outside a request, and without a module that signs people in, nobody does.</summary>
public interface ICurrentUser
{
    /// <summary>The account's id; null when nobody is signed in.</summary>
    Guid? Id { get; }
}

/// <summary>Reads the id from the claims, so that it costs no query and holds for whatever scheme signed the user in.</summary>
internal sealed class SignedInUser(IHttpContextAccessor accessor) : ICurrentUser
{
    public Guid? Id =>
        accessor.HttpContext?.User is { Identity.IsAuthenticated: true } user && Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;
}
