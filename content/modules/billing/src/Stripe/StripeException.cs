namespace QuickScale.Modules.Billing;

/// <summary>What a refusal of Stripe is about (API reference, "Errors": <c>type</c> and the HTTP status).</summary>
public enum StripeFault
{
    /// <summary>No answer, or one that is none of Stripe's: nobody can tell whether it was done. The same request with the same key is safe.</summary>
    Unreachable,

    /// <summary>Stripe has a fault of its own (5xx), or another request holds the object (409).</summary>
    Passing,

    /// <summary>Too many requests (429).</summary>
    RateLimited,

    /// <summary>The key is none, or was revoked (401).</summary>
    Authentication,

    /// <summary>The key may not do this (403).</summary>
    Permission,

    /// <summary>There is no such object (404, <c>resource_missing</c>).</summary>
    NotFound,

    /// <summary>The card was declined (402, <c>card_error</c>).</summary>
    Card,

    /// <summary>The idempotency key was used with other parameters before (<c>idempotency_error</c>).</summary>
    Idempotency,

    /// <summary>The request is wrong (400, <c>invalid_request_error</c>).</summary>
    Request,
}

/// <summary>Stripe did not do what it was asked to.</summary>
/// <param name="status">The HTTP status; 0 without an answer.</param>
/// <param name="code">As in <c>resource_missing</c>; null when there is none.</param>
/// <param name="parameter">The parameter that it is about; null when there is none.</param>
/// <param name="requestId">For Stripe's support; null without an answer.</param>
public sealed class StripeException(StripeFault fault, string message, int status = 0, string? code = null, string? parameter = null, string? requestId = null, Exception? inner = null)
    : Exception(message, inner)
{
    public StripeFault Fault { get; } = fault;

    public int Status { get; } = status;

    public string? Code { get; } = code;

    public string? Parameter { get; } = parameter;

    public string? RequestId { get; } = requestId;

    /// <summary>Whether the same request may succeed later on.</summary>
    public bool IsTransient => Fault is StripeFault.Unreachable or StripeFault.Passing or StripeFault.RateLimited;
}
