using System.Text;
using System.Text.RegularExpressions;

namespace QuickScale.Tool.Modules;

/// <summary>
/// A type that a C# file declares outside other types. Found without a compiler, which is too large to carry: comments, texts and
/// directives are blanked, and what remains is braces and keywords. Every branch of an <c>#if</c> counts.
/// </summary>
/// <param name="Namespace">Its namespace; empty for none.</param>
/// <param name="Name">Its name.</param>
/// <param name="Line">The line of its declaration, from 1.</param>
internal sealed partial record DeclaredType(string Namespace, string Name, int Line)
{
    /// <summary>The types that a file declares.</summary>
    public static IReadOnlyList<DeclaredType> In(string source)
    {
        var code = new CodeOnly(source).ToString();
        var found = new List<DeclaredType>();

        // One entry for each open brace: the namespace that it opens, or null for any other.
        var open = new Stack<string?>();
        var ofFile = string.Empty;
        foreach (var token in Token().Matches(code).Cast<Match>())
        {
            if (token.Value == "}")
            {
                open.TryPop(out _);
            }
            else if (token.Value == "{")
            {
                open.Push(null);
            }
            else if (open.All(name => name is not null))
            {
                var enclosing = open.TryPeek(out var outer) ? outer! : ofFile;
                if (token.Groups["type"] is { Success: true, Value: var type })
                {
                    found.Add(new DeclaredType(enclosing, type, 1 + code.AsSpan(0, token.Index).Count('\n')));
                    continue;
                }

                var name = WhiteSpace().Replace(token.Groups["space"].Value, string.Empty).Replace("@", string.Empty, StringComparison.Ordinal);
                var full = enclosing.Length == 0 ? name : $"{enclosing}.{name}";
                if (token.Groups["end"].Value == ";")
                {
                    ofFile = full;
                }
                else
                {
                    open.Push(full);
                }
            }
        }

        return found;
    }

    [GeneratedRegex(@"[{}]|\bnamespace\s+(?<space>@?\w+(?:\s*\.\s*@?\w+)*)\s*(?<end>[;{])|(?<![.@\w])(?:class|struct|interface|enum|record)\s+(?:(?:struct|class)\s+)?@?(?<type>[\p{L}_]\w*)|(?<![.@\w])delegate\s[^;{}()]*?@?(?<type>[\p{L}_]\w*)\s*(?:<[^;{}()]*>)?\s*\(", RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    /// <summary>C# with everything blanked that is not code; what is left stays where it was.</summary>
    private sealed class CodeOnly(string source)
    {
        private readonly StringBuilder _code = new(source);
        private int _at;

        public override string ToString()
        {
            Code(insideText: false);
            return _code.ToString();
        }

        /// <summary>Reads code up to its end, or inside a text up to the brace that closes the hole.</summary>
        private void Code(bool insideText)
        {
            var depth = 0;
            while (_at < source.Length)
            {
                switch (source[_at])
                {
                    case '/' when Next('/'):
                    case '#' when AtLineStart():
                        BlankTo(EndOfLine());
                        break;
                    case '/' when Next('*'):
                        var end = source.IndexOf("*/", _at + 2, StringComparison.Ordinal);
                        BlankTo(end < 0 ? source.Length : end + 2);
                        break;
                    case '\'':
                        Character();
                        break;
                    case '"':
                        Text();
                        break;
                    case '}' when insideText && depth == 0:
                        return;
                    case var letter:
                        depth += letter == '{' ? 1 : letter == '}' ? -1 : 0;
                        if (insideText)
                        {
                            // No type is declared in a hole; its braces must not count.
                            Blank();
                        }
                        else
                        {
                            _at++;
                        }

                        break;
                }
            }
        }

        private void Character()
        {
            var end = _at + 1;
            while (end < source.Length && source[end] is not '\'' and not '\n')
            {
                end += source[end] == '\\' ? 2 : 1;
            }

            BlankTo(Math.Min(end + 1, source.Length));
        }

        private void Text()
        {
            var quotes = Run(_at, '"');
            var (dollars, verbatim) = Prefix();
            if (quotes >= 3 && !verbatim)
            {
                Raw(quotes, dollars);
                return;
            }

            Blank();
            while (_at < source.Length)
            {
                var letter = source[_at];
                if (letter == '"' && !(verbatim && Next('"')))
                {
                    Blank();
                    return;
                }

                if (!verbatim && letter == '\n')
                {
                    return;
                }

                if (dollars > 0 && letter == '{' && !Next('{'))
                {
                    Hole(1);
                    continue;
                }

                Blank((!verbatim && letter == '\\') || (verbatim && letter == '"') || (dollars > 0 && letter == '{') ? 2 : 1);
            }
        }

        private void Raw(int quotes, int dollars)
        {
            Blank(quotes);
            while (_at < source.Length)
            {
                if (Run(_at, '"') is var closing && closing >= quotes)
                {
                    Blank(closing);
                    return;
                }

                if (dollars > 0 && Run(_at, '{') is var braces && braces >= dollars)
                {
                    Blank(braces - dollars);
                    Hole(dollars);
                    continue;
                }

                Blank();
            }
        }

        private void Hole(int braces)
        {
            Blank(braces);
            Code(insideText: true);
            Blank(braces);
        }

        /// <summary>What stands before the quotation mark: the number of $, and whether there is an @.</summary>
        private (int Dollars, bool Verbatim) Prefix()
        {
            var (dollars, verbatim) = (0, false);
            for (var before = _at - 1; before >= 0 && source[before] is '$' or '@'; before--)
            {
                (dollars, verbatim) = source[before] == '$' ? (dollars + 1, verbatim) : (dollars, true);
            }

            return (dollars, verbatim);
        }

        private bool Next(char letter) => _at + 1 < source.Length && source[_at + 1] == letter;

        private int Run(int from, char letter)
        {
            var end = from;
            while (end < source.Length && source[end] == letter)
            {
                end++;
            }

            return end - from;
        }

        private int EndOfLine() => source.IndexOf('\n', _at) is var end and >= 0 ? end : source.Length;

        private bool AtLineStart() => source.AsSpan(0, _at).TrimEnd(" \t") is [] or [.., '\n' or '\r'];

        private void Blank(int count = 1) => BlankTo(Math.Min(_at + count, source.Length));

        private void BlankTo(int end)
        {
            for (; _at < end; _at++)
            {
                if (source[_at] is not '\n')
                {
                    _code[_at] = ' ';
                }
            }
        }
    }
}
