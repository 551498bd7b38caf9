using System.Globalization;

namespace QuickScale.Tool.Tests;

/// <summary>
/// A stand-in for a platform's program. It writes down each call and what it reads, keeps what it was told to create in files, answers
/// as the program does by its own sources, and can be told to fail, to answer with half of its JSON, or to hang at a call. When it fails
/// it says all secrets that it knows, as a program in trouble may. Not on Windows.
/// </summary>
internal sealed class PlatformStandIn
{
    private readonly Workplace _workplace;

    /// <param name="workplace">The test's workplace.</param>
    /// <param name="program">Its name.</param>
    /// <param name="answers">The branches of a shell's <c>case</c> over its arguments; <c>$state</c> is its folder.</param>
    public PlatformStandIn(Workplace workplace, string program, string answers)
    {
        _workplace = workplace;
        Reset();
        workplace.Provide(program, $$"""
            state='{{State}}'
            n=$(($(cat "$state/count") + 1)); echo $n > "$state/count"
            printf '%s\n' "$*" >> "$state/calls"
            case "$*" in *--stdin*|"secrets import"*) cat > "$state/input"; cat "$state/input" >> "$state/inputs";; esac
            for word in "$@"; do [ "$before" = "--env-file" ] && cat "$word" > "$state/inputs" 2>/dev/null; before=$word; done
            if [ "$n" = "$(cat "$state/hang")" ]; then sleep 300 & echo $$ $! > "$state/part"; mv "$state/part" "$state/started"; wait; fi
            if [ "$n" = "$(cat "$state/fail")" ]; then cat "$state/inputs"; echo "postgres://user:{{PasswordOfDatabase}}@host/db"; echo "it broke: $(cat "$state/inputs" | tr '\n' ' ') postgres://user:{{PasswordOfDatabase}}@host/db" >&2; exit 3; fi
            if [ "$n" = "$(cat "$state/damage")" ]; then echo '{ "half": ['; exit 0; fi
            case "$*" in
            {{answers}}
            *) echo "unknown: $*" >&2; exit 64;;
            esac
            """);
    }

    public const string PasswordOfDatabase = "the-password-of-the-database";

    public IReadOnlyList<string> Calls => File.ReadAllLines(Path.Combine(State, "calls"));

    /// <summary>All that it has read from standard input or a file of secrets.</summary>
    public string Inputs => File.ReadAllText(Path.Combine(State, "inputs"));

    public string State => _workplace["state"];

    public int Failing { set => Tell("fail", value); }

    public int Damaged { set => Tell("damage", value); }

    public int Hanging { set => Tell("hang", value); }

    public string Started => Path.Combine(State, "started");

    public bool Has(string file) => File.Exists(Path.Combine(State, file));

    public string Read(string file) => File.ReadAllText(Path.Combine(State, file)).TrimEnd('\n');

    public void Write(string file, string text) => File.WriteAllText(Path.Combine(State, file), text);

    /// <summary>Forgets the calls and keeps what was created.</summary>
    public void Forget()
    {
        foreach (var file in new[] { "fail", "damage", "hang", "calls", "count" })
            Write(file, file == "count" ? "0" : string.Empty);
    }

    /// <summary>A platform that nobody has used yet.</summary>
    public void Reset()
    {
        if (Directory.Exists(State))
            Directory.Delete(State, recursive: true);
        Directory.CreateDirectory(State);
        Write("inputs", string.Empty);
        Forget();
    }

    private void Tell(string what, int call) => Write(what, call.ToString(CultureInfo.InvariantCulture));
}
