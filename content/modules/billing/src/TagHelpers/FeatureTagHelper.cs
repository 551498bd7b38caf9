using Microsoft.AspNetCore.Razor.TagHelpers;

namespace QuickScale.Modules.Billing;

/// <summary>Shows its content to those whose plan has a feature, or with <c>missing</c> to all others: <c>&lt;feature name="api"&gt;…&lt;/feature&gt;</c>.</summary>
[HtmlTargetElement("feature", Attributes = "name")]
public sealed class FeatureTagHelper(Features features) : TagHelper
{
    public string Name { get; set; } = "";

    public bool Missing { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.TagName = null;
        if (await features.HasAsync(Name, CancellationToken.None) == Missing)
        {
            output.SuppressOutput();
        }
    }
}
