namespace Db2Backup.Db2.Output;

/// <summary>What a command says of the output below it.</summary>
/// <param name="Text">The command as typed.</param>
/// <param name="Report">The report it prints; Unknown when it is none of those that are read here.</param>
/// <param name="Database">The database it names.</param>
/// <param name="Words">Its words, in upper case, without <c>db2</c> and options.</param>
internal sealed record StatementInfo(string Text, Db2Report Report, string? Database, IReadOnlyList<string> Words)
{
    private const int MostWords = 200;

    /// <summary>SHOW DETAIL was asked.</summary>
    public bool ShowsDetail => Contains("SHOW", "DETAIL");

    private bool Contains(string one, string other)
    {
        for (var i = 0; i + 1 < Words.Count; i++)
            if (Words[i] == one && Words[i + 1] == other) return true;
        return false;
    }

    /// <summary>Reads the first db2 command of a command line; what stands behind a pipe or semicolon is another's.</summary>
    public static StatementInfo From(string text)
    {
        var words = Split(text);
        var at = 0;
        while (at < words.Count && words[at].ToUpperInvariant() is "TIME" or "SUDO" or "NOHUP") at++;
        var program = at < words.Count ? Program(words[at]) : null;
        if (program is "db2" or "db2_all" or "rah")
        {
            at++;
            // Options: -tvf, +c, -x. Behind -f or -z is a file.
            while (at < words.Count && words[at] is { Length: > 1 } option && (option[0] is '-' or '+') && char.IsAsciiLetter(option[1])) at++;
            program = null;
            // db2_all "db2 …"
            if (at < words.Count && Program(words[at]) == "db2") at++;
        }
        else if (program is not null)
        {
            at++;
        }
        var upper = words.Skip(at).Take(MostWords).Select(w => w.ToUpperInvariant()).ToList();
        return program is not null ? OfTool(text, program, upper) : OfCommand(text, upper);
    }

    private static StatementInfo OfTool(string text, string program, List<string> words) => program switch
    {
        "db2ckbkp" => new(text, Db2Report.ImageCheck, null, words),
        "db2ckrst" => new(text, Db2Report.RestoreOrder, After(words, "-D"), words),
        "db2flsn" => new(text, Db2Report.LogOfLsn, After(words, "-DB"), words),
        "db2level" => new(text, Db2Report.Level, null, words),
        "db2licm" => new(text, Db2Report.License, null, words),
        "db2pd" => new(text, words.Any(w => w.StartsWith("-UTIL", StringComparison.Ordinal)) ? Db2Report.Utilities : words.Contains("-LOGS") ? Db2Report.Logs : words.Contains("-BARSTATS") ? Db2Report.BarStatistics : Db2Report.Unknown,
            After(words, "-DB") ?? After(words, "-D") ?? After(words, "-DATABASE"), words),
        _ => new(text, Db2Report.Unknown, null, words),
    };

    private static StatementInfo OfCommand(string text, List<string> words)
    {
        var (first, second) = (Word(words, 0), Word(words, 1));
        var report = first switch
        {
            "BACKUP" => Db2Report.Backup,
            "RESTORE" => Db2Report.Restore,
            "ROLLFORWARD" => Db2Report.Rollforward,
            "RECOVER" => Db2Report.Recover,
            "CONNECT" => Db2Report.Connection,
            "SELECT" or "VALUES" or "WITH" => Db2Report.Query,
            "CALL" => Db2Report.Call,
            "LIST" => second switch
            {
                "HISTORY" => Db2Report.History,
                "DB" or "DATABASE" => Db2Report.Directory,
                "TABLESPACES" => Db2Report.TableSpaces,
                "TABLESPACE" => Db2Report.Containers,
                "APPLICATION" or "APPLICATIONS" => Db2Report.Applications,
                "UTILITIES" => Db2Report.Utilities,
                "TABLES" or "PACKAGES" => Db2Report.Query,
                _ => Db2Report.Unknown,
            },
            "GET" => second switch
            {
                "DBM" => Db2Report.ManagerConfiguration,
                "DATABASE" when Word(words, 2) == "MANAGER" => Db2Report.ManagerConfiguration,
                "DB" or "DATABASE" when Word(words, 2).StartsWith("C", StringComparison.Ordinal) => Db2Report.DatabaseConfiguration,
                _ => Db2Report.Unknown,
            },
            "DESCRIBE" => Db2Report.Query,
            "" => Db2Report.Unknown,
            _ => Db2Report.Command,
        };
        return new StatementInfo(text, report, Alias(words, report), words);
    }

    private static string? Alias(List<string> words, Db2Report report)
    {
        switch (report)
        {
            case Db2Report.Backup or Db2Report.Restore or Db2Report.Rollforward or Db2Report.Recover:
                var into = words.IndexOf("INTO");
                var at = Word(words, 1) is "DB" or "DATABASE" ? 2 : 1;
                return Named(report == Db2Report.Restore && into > 0 ? Word(words, into + 1) : Word(words, at));
            case Db2Report.History or Db2Report.DatabaseConfiguration or Db2Report.Applications:
                var behind = words.LastIndexOf("FOR") + 1;
                if (behind == 0) return null;
                return Named(Word(words, Word(words, behind) is "DB" or "DATABASE" ? behind + 1 : behind));
            case Db2Report.Connection:
                return Word(words, 1) == "TO" ? Named(Word(words, 2)) : null;
            default:
                return null;
        }
    }

    private static string? Named(string word)
    {
        word = word.TrimEnd(';');
        return Wording.IsAlias(word) ? word : null;
    }

    private static string Word(List<string> words, int at) => at < words.Count ? words[at].TrimEnd(';') : "";

    private static string? After(List<string> words, string option)
    {
        var at = words.IndexOf(option);
        return at >= 0 && at + 1 < words.Count && !words[at + 1].StartsWith('-') ? words[at + 1] : null;
    }

    /// <summary>The program's name when a word names one of Db2's: db2, db2pd, ~/sqllib/bin/db2level, db2ckbkp.exe.</summary>
    internal static string? Program(string word)
    {
        var slash = word.AsSpan().LastIndexOfAny('/', '\\');
        var name = word.AsSpan(slash + 1);
        if (name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase)) name = name[..^4];
        var lower = name.ToString().ToLowerInvariant();
        return lower is "db2" or "db2_all" or "rah" or "db2ckbkp" or "db2ckrst" or "db2flsn" or "db2level" or "db2licm" or "db2pd" or "db2start" or "db2stop" or "db2set"
            or "db2look" or "db2move" or "db2cklog" or "db2tbst" or "db2ls" or "db2icrt" or "db2iupdt" or "db2cmd" or "db2diag" or "db2mtrk" or "db2advis" or "db2adutl" or "db2support"
            ? lower : null;
    }

    /// <summary>Words of a command line up to an unquoted pipe, semicolon or redirection. Quotes are taken away.</summary>
    private static List<string> Split(string text)
    {
        var words = new List<string>();
        var word = new System.Text.StringBuilder();
        var quote = '\0';
        var any = false;
        foreach (var c in text.Length > ReportRows.LongestLine ? text[..ReportRows.LongestLine] : text)
        {
            // "db2 …" within quotes is a statement of words too; quotes around names do not matter here.
            if (c is '"' or '\'')
            {
                if (quote == '\0') quote = c;
                else if (quote == c) quote = '\0';
            }
            else if (c is ' ' or '\t' or '\n' or '(' or ')' or ',')
            {
                Finish();
            }
            else if (quote == '\0' && c is '|' or ';' or '>' && any)
            {
                break;
            }
            else
            {
                word.Append(c);
                any = true;
            }
        }
        Finish();
        return words;

        void Finish()
        {
            if (word.Length > 0) words.Add(word.ToString());
            word.Clear();
        }
    }
}
