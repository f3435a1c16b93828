using System.Text.RegularExpressions;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>A type or a member of a type, found by its braces.</summary>
/// <param name="Name">The type's name; empty for a member.</param>
/// <param name="Keyword">class, record, struct, interface or enum; empty for a member.</param>
/// <param name="IsTopLevelType">A type that stands in no other.</param>
/// <param name="Start">Where its declaration begins, attributes apart.</param>
/// <param name="End">Its last character.</param>
internal sealed partial record CodeBlock(string Name, string Keyword, bool IsTopLevelType, int Start, int End)
{
    public bool IsType => Keyword.Length > 0;

    /// <summary>Every type, and every member that has a body, of a text without comments and literals.</summary>
    public static IReadOnlyList<CodeBlock> FindAll(string code)
    {
        List<CodeBlock> found = [];
        int start = HeaderStart(code, 0);
        Find(code, ref start, isInType: false, found);
        return found;
    }

    /// <summary>Takes declarations one after another up to the brace that closes their type.</summary>
    private static void Find(string code, ref int start, bool isInType, List<CodeBlock> found)
    {
        while (start < code.Length && code[start] != '}')
        {
            int stop = StopOf(code, start);
            string header = code[start..stop];
            Match type = TypePattern().Match(header);
            if (type.Success)
            {
                int slot = found.Count;
                int next = stop;
                if (stop < code.Length && code[stop] == '{')
                {
                    next = HeaderStart(code, stop + 1);
                    Find(code, ref next, isInType: true, found);
                }

                string keyword = type.Groups["keyword"].Value;
                found.Insert(slot, new CodeBlock(type.Groups["name"].Value, keyword, !isInType, start, Math.Min(next, code.Length - 1)));
                start = HeaderStart(code, next + 1);
            }
            else
            {
                int end = MemberEnd(code, start, stop);
                if (isInType && IsFunction(header, code, stop))
                {
                    found.Add(new CodeBlock("", "", false, start, end));
                }

                start = HeaderStart(code, end + 1);
            }
        }
    }

    /// <summary>The first brace or semicolon outside brackets: the end of a declaration's header.</summary>
    private static int StopOf(string code, int start)
    {
        int depth = 0;
        for (int i = start; i < code.Length; i++)
        {
            depth += code[i] is '(' or '[' ? 1 : code[i] is ')' or ']' ? -1 : 0;
            if (depth == 0 && code[i] is '{' or ';' or '}')
            {
                return i;
            }
        }

        return code.Length;
    }

    /// <summary>The brace that closes the body, or the semicolon after an initializer or an expression.</summary>
    private static int MemberEnd(string code, int start, int stop)
    {
        int depth = 0;
        bool isExpression = Shallow(code[start..stop]).Contains('=');
        for (int i = stop; i < code.Length; i++)
        {
            depth += code[i] is '{' or '(' or '[' ? 1 : code[i] is '}' or ')' or ']' ? -1 : 0;
            if (depth > 0)
            {
                continue;
            }

            if (depth < 0)
            {
                return i - 1;
            }

            if (code[i] == ';')
            {
                return i;
            }

            // A property may have an initializer after its accessors.
            if (code[i] == '}' && !isExpression && !code.AsSpan(i + 1).TrimStart().StartsWith("="))
            {
                return i;
            }
        }

        return code.Length - 1;
    }

    /// <summary>A body or <c>=></c>; not a field with its initial value, nor a property that holds one.</summary>
    private static bool IsFunction(string header, string code, int stop)
    {
        string shallow = Shallow(header);
        bool isArrow = shallow.Contains("=>", StringComparison.Ordinal);
        return isArrow || (!shallow.Contains('=') && stop < code.Length && code[stop] == '{' && header.Contains('('));
    }

    /// <summary>A header without its parameters, which may have default values.</summary>
    private static string Shallow(string header) => Parenthesised().Replace(header, "");

    /// <summary>Skips space and attributes.</summary>
    private static int HeaderStart(string code, int index)
    {
        while (index < code.Length && (char.IsWhiteSpace(code[index]) || code[index] is '[' or ';'))
        {
            int depth = 0;
            do
            {
                depth += code[index] == '[' ? 1 : code[index] == ']' ? -1 : 0;
                index++;
            }
            while (depth > 0 && index < code.Length);
        }

        return index;
    }

    [GeneratedRegex(@"^[\w\s]*?\b(?<keyword>class|record\s+struct|record|struct|interface|enum)\s+(?<name>\w+)")]
    private static partial Regex TypePattern();

    [GeneratedRegex(@"\((?>[^()]+|\((?<depth>)|\)(?<-depth>))*(?(depth)(?!))\)")]
    private static partial Regex Parenthesised();
}
