using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace QsApp.Hosting;

/// <summary>Turns the attribute <c>csp-nonce</c> of an inline script or style into the nonce of the response.</summary>
[HtmlTargetElement("script", Attributes = Attribute)]
[HtmlTargetElement("style", Attributes = Attribute)]
public sealed class CspNonceTagHelper : TagHelper
{
    private const string Attribute = "csp-nonce";

    [ViewContext]
    [HtmlAttributeNotBound]
    public required ViewContext ViewContext { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Attributes.RemoveAll(Attribute);
        output.Attributes.SetAttribute("nonce", ViewContext.HttpContext.CspNonce());
    }
}
