using Microsoft.Extensions.Configuration;

namespace QsNamespace;

/// <summary>The options in <c>module.yml</c>.</summary>
public sealed class QsModOptions
{
    /// <summary>The words at the top of the page.</summary>
    [ConfigurationKeyName("greeting")]
    public string Greeting { get; set; } = "Hello";
}
