using Microsoft.AspNetCore.Http;

namespace QuickScale.Modules.Auth;

/// <summary>
/// The answer to a request whose page stays and keeps what is typed in it, when its user has to prove again who they are: 401, with
/// the address where that is done in <c>Location</c>. A redirect would put the login in the place of what was typed.
/// </summary>
internal static class SignInAgain
{
    public static void Answer(HttpResponse response, string address)
    {
        response.StatusCode = StatusCodes.Status401Unauthorized;
        response.Headers.Location = address;
    }
}
