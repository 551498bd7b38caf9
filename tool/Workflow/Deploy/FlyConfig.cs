using System.Globalization;
using System.Text;

namespace QuickScale.Tool.Workflow.Deploy;

/// <summary>
/// The <c>fly.toml</c> of a deployment, for a project that has none of its own (https://fly.io/docs/reference/configuration). All texts in
/// it come from checked settings, none of which holds a quotation mark.
/// </summary>
internal static class FlyConfig
{
    public const string VolumeName = "data";

    /// <param name="run">The deployment.</param>
    /// <param name="app">Its app.</param>
    /// <param name="settings">Variables that are no secret.</param>
    public static string Of(DeployRun run, string app, IReadOnlyDictionary<string, string> settings)
    {
        var text = new StringBuilder();
        Line("# Made by qs deploy from quickscale.yml; a fly.toml in the project's folder takes its place.");
        Line($"app = \"{app}\"");
        if (run.Settings.Value("region") is { } region)
        {
            Line($"primary_region = \"{region}\"");
        }

        // A stopping version turns red, drains for 5 seconds, and ends its requests within 20.
        Line("kill_signal = \"SIGTERM\"");
        Line("kill_timeout = 35");
        Line("\n[env]");
        foreach (var (name, value) in settings.OrderBy(setting => setting.Key, StringComparer.Ordinal))
        {
            Line($"  {name} = \"{value}\"");
        }

        Line("\n[http_service]");
        Line("  internal_port = 8080");
        Line("  force_https = true");
        Line("  auto_stop_machines = \"off\"");
        Line("  min_machines_running = 1");
        Line("\n  [[http_service.checks]]");
        Line("    method = \"GET\"");
        Line("    path = \"/health/ready\"");
        Line("    interval = \"10s\"");
        Line("    timeout = \"5s\"");
        Line("    grace_period = \"20s\"");
        if (run.IsSqlite)
        {
            Line("\n[mounts]");
            Line($"  source = \"{VolumeName}\"");
            Line("  destination = \"/data\"");
        }
        else
        {
            // A machine of its own, before any other gets the new version.
            Line("\n[deploy]");
            Line(string.Create(CultureInfo.InvariantCulture, $"  release_command = \"dotnet {run.Project.File.Name}.Migrator.dll migrate\""));
        }

        return text.ToString();

        void Line(string line) => text.Append(line).Append('\n');
    }
}
