using QuickScale.Tool.Terminal;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace QuickScale.Tool.Projects;

/// <summary>What <c>quickscale.yml</c> says about the project itself.</summary>
internal sealed record ProjectFile(string Name, string Slug, string Theme, string Database)
{
    public const string FileName = "quickscale.yml";

    public static Result<ProjectFile> Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            using var reader = File.OpenText(path);
            var values = Scalars(new Parser(reader));
            return new ProjectFile(values["project.name"], values["project.slug"], values["theme"], values["database"]);
        }
        catch (KeyNotFoundException missing)
        {
            return new Failure(ExitCode.Precondition, $"{path} lacks a key ({missing.Message}).");
        }
        catch (YamlException mistake)
        {
            return new Failure(ExitCode.Precondition, $"{path} is not valid YAML (line {mistake.Start.Line}); correct it and try again.", mistake.Message);
        }
        catch (IOException problem)
        {
            return new Failure(ExitCode.Precondition, $"{path} cannot be read.", problem.Message);
        }
    }

    // By events: the object reader costs more start-up time than the rest of a small command.
    private static Dictionary<string, string> Scalars(Parser parser)
    {
        parser.Consume<StreamStart>();
        parser.Consume<DocumentStart>();
        var values = new Dictionary<string, string>();
        ReadMapping(parser, string.Empty, values);
        return values;
    }

    private static void ReadMapping(Parser parser, string prefix, Dictionary<string, string> values)
    {
        parser.Consume<MappingStart>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = prefix + parser.Consume<Scalar>().Value;
            if (parser.TryConsume<Scalar>(out var scalar))
            {
                values[key] = scalar.Value;
            }
            else if (parser.Accept<MappingStart>(out _))
            {
                ReadMapping(parser, key + ".", values);
            }
            else
            {
                parser.SkipThisAndNestedEvents();
            }
        }
    }
}
