using System.Text;

namespace QuickScale.Tool.Tests;

/// <summary>
/// Edits a folder at random, as people do: files come, change, move and go, with names and contents of all kinds. The same chance
/// and the same files give the same edits.
/// </summary>
internal sealed class RandomFiles(Random chance, string marker)
{
    private static readonly string[] Names =
    [
        "notes.txt", "with space.txt", "größe.md", "docs/日本.md", "src/Data/Item.cs", "src/Data/Item Line.cs", "src/a+b.cs", "src/[x].cs", "pages/'quoted'.cshtml", "data.bin", "tools/run.sh",
    ];

    private int _written;

    public void Edit(string folder, int count)
    {
        for (; count > 0; count--)
        {
            var present = Names.Concat(Names.Select(Moved)).Where(name => File.Exists(Path.Combine(folder, name))).ToList();
            var name = present.Count == 0 ? null : present[chance.Next(present.Count)];
            switch (chance.Next(8))
            {
                case 0 or 1 or 2 when name is not null:
                    Change(Path.Combine(folder, name));
                    break;
                case 3 when name is not null:
                    File.Delete(Path.Combine(folder, name));
                    break;
                case 4 when name is not null && Names.Contains(name):
                    Move(Path.Combine(folder, name), Path.Combine(folder, Moved(name)));
                    break;
                case 5 when name is not null && !OperatingSystem.IsWindows():
                    File.SetUnixFileMode(Path.Combine(folder, name), File.GetUnixFileMode(Path.Combine(folder, name)) ^ UnixFileMode.UserExecute);
                    break;
                default:
                    Write(Path.Combine(folder, Names[chance.Next(Names.Length)]));
                    break;
            }
        }
    }

    private static string Moved(string name) => Path.Combine("moved", Path.GetFileName(name));

    private static void Move(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Move(from, to, overwrite: true);
    }

    private void Write(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        if (file.EndsWith(".bin", StringComparison.Ordinal))
        {
            var bytes = new byte[200];
            chance.NextBytes(bytes);
            bytes[0] = 0;
            File.WriteAllBytes(file, bytes);
            return;
        }

        var end = chance.Next(3) == 0 ? "\r\n" : "\n";
        var lines = Enumerable.Range(0, chance.Next(3, 15)).Select(line => $"{Path.GetFileName(file)} line {line}{end}");
        File.WriteAllText(file, string.Concat(lines));
    }

    private void Change(string file)
    {
        var text = File.ReadAllText(file, Encoding.Latin1);
        var lines = text.Split('\n').ToList();
        var line = chance.Next(lines.Count);
        switch (chance.Next(3))
        {
            case 0:
                lines[line] = $"{marker} {_written++}";
                break;
            case 1:
                lines.Insert(line, $"{marker} {_written++}");
                break;
            default:
                lines.RemoveAt(line);
                break;
        }

        File.WriteAllText(file, string.Join('\n', lines), Encoding.Latin1);
    }
}
