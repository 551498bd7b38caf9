using QuickScale.Tool.Modules;

namespace QuickScale.Tool.Tests;

/// <summary>What <c>module.yml</c> says, and what it may not say.</summary>
internal sealed class ManifestsAreRead
{
    internal const string Whole =
        """
        schema: 1
        name: teams
        version: 0.1.0                  # the version of its tags
        summary: Teams, roles and invitations
        status: released                # or planned
        contract: ">=1 <2"
        requires: { core: ">=0.1 <1", auth: ">=0.1 <1" }
        themes: [html, htmx, react]
        source: content/modules/teams
        namespace: QuickScale.Modules.Teams
        npm: { "@tanstack/react-query": ^5.1.0 }
        options:
          resolution: { type: enum, values: [path, subdomain, header], default: path, change: immutable, summary: How a team is found }
          invitation_days: { type: int, min: 1, max: 30, default: 7, change: mutable, summary: Days }
          key: { type: secret, change: mutable, summary: Key }
        upgrades:
          0.2.0: { notes: upgrades/0.2.0.md, renamed_options: { invite_days: invitation_days } }
          0.1.5:

        """;

    [Test]
    public void With_every_key()
    {
        ModuleManifest.Read(Whole, "module.yml").Failed(out var failure, out var manifest).ShouldBeFalse(failure?.Sentence);

        manifest!.Name.ShouldBe("teams");
        manifest.Version.ShouldBe(new SemanticVersion(0, 1, 0));
        manifest.Status.ShouldBe(ModuleStatus.Released);
        manifest.AvailableIn.ShouldBeNull();
        manifest.Contract.ToString().ShouldBe(">=1 <2");
        manifest.Requires.Select(need => $"{need.Key} {need.Value}").ShouldBe(["core >=0.1 <1", "auth >=0.1 <1"]);
        manifest.Themes.ShouldBe(["html", "htmx", "react"]);
        manifest.Source.ShouldBe("content/modules/teams");
        manifest.Namespace.ShouldBe("QuickScale.Modules.Teams");
        manifest.Npm["@tanstack/react-query"].ToString().ShouldBe("^5.1.0");
        manifest.Options[0].Values.ShouldBe(["path", "subdomain", "header"]);
        manifest.Options[0].Default.ShouldBe(new TextValue("path"));
        manifest.Options[0].Mutable.ShouldBeFalse();
        manifest.Options[1].ShouldBe(new ModuleOption("invitation_days", OptionType.Int, manifest.Options[1].Values, 1, 30, new IntValue(7), Mutable: true, "Days"));
        manifest.Options[2].Type.ShouldBe(OptionType.Secret);
        manifest.Upgrades.Select(upgrade => upgrade.Version.ToString()).ShouldBe(["0.1.5", "0.2.0"]);
        manifest.Upgrades[1].Notes.ShouldBe("upgrades/0.2.0.md");
        manifest.Upgrades[1].RenamedOptions["invite_days"].ShouldBe("invitation_days");
    }
}
