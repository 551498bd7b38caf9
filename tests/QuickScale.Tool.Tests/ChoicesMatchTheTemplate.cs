using System.Text.Json;
using QuickScale.Tool.Projects;

namespace QuickScale.Tool.Tests;

/// <summary>What <c>qs new</c> offers is what the template offers: values, their words and the default.</summary>
internal sealed class ChoicesMatchTheTemplate
{
    private static readonly ChoiceList[] Lists = [StarterChoices.Theme, StarterChoices.Database];

    [TestCase("theme")]
    [TestCase("database")]
    public void Values_words_and_default(string name)
    {
        var offered = Lists.Single(list => list.Name == name);
        using var template = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Starter, ".template.config", "template.json")));
        var symbol = template.RootElement.GetProperty("symbols").GetProperty(offered.Name);

        offered.Choices.ShouldBe(symbol.GetProperty("choices").EnumerateArray().Select(choice =>
            new Choice(choice.GetProperty("choice").GetString()!, choice.GetProperty("description").GetString()!)));
        offered.Default.ShouldBe(symbol.GetProperty("defaultValue").GetString());
    }

    // What qs asks for before it makes a project, the project asks for before it builds its client.
    [TestCase("node/build/Client.targets", "install Node.js 20.19, 22.12 or newer")]
    [TestCase("themes/htmx/package.json", "20.19")]
    [TestCase("themes/htmx/package.json", ">=22.12")]
    [TestCase("themes/react/package.json", "20.19")]
    [TestCase("themes/react/package.json", ">=22.12")]
    public void The_versions_of_Node_are_those_of_the_themes(string file, string words)
    {
        File.ReadAllText(Path.Combine(Repository.Starter, file)).ShouldContain(words);
        File.ReadAllText(Repository.PathOf("tool", "Projects", "NodeJs.cs")).ShouldContain("install Node.js 20.19, 22.12 or later");
    }

    [Test]
    public void No_choice_of_the_template_is_missing()
    {
        using var template = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Starter, ".template.config", "template.json")));

        template.RootElement.GetProperty("symbols").EnumerateObject()
            .Where(symbol => symbol.Value.TryGetProperty("datatype", out var type) && type.GetString() == "choice")
            .Select(symbol => symbol.Name)
            .ShouldBe(Lists.Select(list => list.Name));
    }
}
