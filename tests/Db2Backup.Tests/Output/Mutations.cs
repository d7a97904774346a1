using System.Text;

namespace Db2Backup.Tests.Output;

/// <summary>Texts that nobody printed, made of some that Db2 did; the same for the same number.</summary>
internal static class Mutations
{
    private static readonly string[] Corpus =
    [
        HistoryOutputTests.Backup, RecoveryOutputTests.Rollforward, ConfigurationOutputTests.Database, ConfigurationOutputTests.Directory,
        ActivityOutputTests.TableSpaces, ActivityOutputTests.Applications, ActivityOutputTests.Utilities, ToolOutputTests.Header, BarStatisticsTests.Old, BarStatisticsTests.Compressed, BarStatisticsTests.New,
        "\nBackup successful. The timestamp for this backup image is : 20240131120000\n\n",
        "备份成功。此备份映像的时间戳记是：20240131120000\n",
        "Part  Result\n----  --------\n0000  DB20000I  The BACKUP DATABASE command completed successfully.\n0001  SQL2430W  Missing \"T1\".\n\nBackup successful. The timestamp for this backup image is :\n     20240908010203\n",
        "SQL2539W  The specified name of the backup image to restore is the same as the \nname of the target database.\nDo you want to continue ? (y/n) y\nDB20000I  The RESTORE DATABASE command completed successfully.\n",
        "SQL1117N  A connection to or activation of database \"A\" cannot be made \nbecause of ROLL-FORWARD PENDING.  SQLSTATE=57019\n",
        "DB21085I  Instance \"db2\" uses \"64\" bits and DB2 code release \"SQL10010\" with level identifier \"0201010E\".\nInformational tokens are \"DB2 v10.1.0.0\", \"s120403\", \"LINUXAMD64101\", and FixPack \"0\".\nProduct is installed at \"/opt/ibm/db2/V10.1\".\n",
        "Product name:                     \"DB2 Enterprise Server Edition\"\nExpiry date:                      \"Permanent\"\nProduct identifier:               \"db2ese\"\nFeatures:\nDB2 Storage Optimization:         \"Licensed\"\n",
        "Suggested restore order of images using timestamp 20230822144533 for\ndatabase orders.\n====================\n restore db orders incremental taken at 20230822144533\n====================\n",
        "Given LSN is in log file S0000001.LOG\n",
        "  Value of output parameters\n  --------------------------\n  Parameter Name  : DATABASESIZE\n  Parameter Value : 2873561088\n\n  Return Status = 0\n",
        "ID          NAME\n----------- --------------------\n      51369 Anna Larsson\n          7 -\n\n  2 record(s) selected.\n",
        "Database Member 0 -- Database ORDERS -- Active -- Up 3 days 00:05:08 -- Date 2025-09-01-04.33.33.910169\n\nLogs:\nCurrent Log Number            118\nMethod 1 Archive Status       Success\n\nAddress            StartLSN         State      Size       Pages      Filename\n0x00007FFF771FF630 0000000000047ABD 0x00000000 1024       1024       S0000118.LOG\n",
        "            Tablespace Containers for Tablespace 10\n\n Container ID                         = 0\n Name                                 = c:\\sms\\one\n Type                                 = Path\n",
        "   Database Connection Information\n\n Database server        = DB2/LINUXX8664 11.5.8.0\n SQL authorization ID   = DB2INST1\n Local database alias   = ORDERS\n",
        "[db2inst1@host ~]$ db2 list history all for orders\nC:\\>db2 connect to orders\ndb2 => list tablespaces\nconnect to orders\n",
        " sqlcaid : SQLCA     sqlcabc: 136   sqlcode: -2036   sqlerrml: 12\n sqlerrmc: /x\n sqlstate: 58030\n",
    ];

    /// <summary>Lines that begin or hold something; repeated, they must not cost more than their number.</summary>
    public static IEnumerable<string> Lines { get; } = Corpus.SelectMany(t => t.Split('\n')).Where(l => l.Trim().Length > 0).Distinct().ToList();

    private static readonly string[] Words = ["状态", "ロールフォワード", "Größe", "Sauvegarde", "상태", "Состояние", "= ", " = 0x80", ": ", "：", "20240131120000", "S0000001.LOG", "SQL1035N  ", "(LOGFILSIZ)", "----", "====", "\"", "(y/n)", "db2 ", "\t", "   ", "\u001b[1m", "\0", "-- ", "0x", "[1] Buffers processed:", "\uFEFF"];

    private static readonly char[] Hostile = ['a', ' ', '-', '=', '"', '(', '0', ':', '\t', '国', '[', '/', '.', '\\', '>', '@'];

    public static string Text(int seed, int number)
    {
        var random = new Random(HashCode.Combine(seed, number));
        var text = new StringBuilder(Pick(random));
        for (var steps = random.Next(1, 6); steps > 0; steps--) Mutate(text, random);
        return text.ToString();
    }

    private static string Pick(Random random) => Corpus[random.Next(Corpus.Length)];

    private static void Mutate(StringBuilder text, Random random)
    {
        switch (random.Next(12))
        {
            case 0: text.Length = random.Next(text.Length + 1); break;
            case 1: text.Remove(0, random.Next(text.Length + 1)); break;
            case 2: text.Insert(random.Next(text.Length + 1), Pick(random)); break;
            case 3: Reorder(text, random); break;
            case 4: Translate(text, random); break;
            case 5: for (var n = random.Next(1, 20); n > 0 && text.Length > 0; n--) text[random.Next(text.Length)] = (char)random.Next(0x10000); break;
            case 6: for (var n = random.Next(1, 20); n > 0; n--) text.Insert(random.Next(text.Length + 1), Words[random.Next(Words.Length)]); break;
            case 7: text.Replace("\n\n", "\n"); break;
            case 8: text.Replace("\n", random.Next(3) switch { 0 => "\r\n", 1 => "\n\n", _ => "\n\t" }); break;
            case 9: text.Replace("  ", " "); break;
            case 10: Wrap(text, random.Next(20, 100)); break;
            default: Remove(text, random); break;
        }
    }

    private static void Reorder(StringBuilder text, Random random)
    {
        var lines = text.ToString().Split('\n');
        random.Shuffle(lines);
        text.Clear().AppendJoin('\n', lines);
    }

    /// <summary>Words become words of other scripts; ids, digits and marks stay.</summary>
    private static void Translate(StringBuilder text, Random random)
    {
        var words = text.ToString().Split(' ');
        for (var i = 0; i < words.Length; i++)
            if (words[i].Length > 2 && words[i].All(char.IsLetter) && random.Next(3) > 0) words[i] = Words[random.Next(6)];
        text.Clear().AppendJoin(' ', words);
    }

    private static void Wrap(StringBuilder text, int width)
    {
        var lines = text.ToString().Split('\n').SelectMany(l => l.Chunk(width).Select(c => new string(c)).DefaultIfEmpty(""));
        text.Clear().AppendJoin('\n', lines.ToList());
    }

    private static void Remove(StringBuilder text, Random random)
    {
        var lines = text.ToString().Split('\n').Where(_ => random.Next(4) > 0).ToList();
        text.Clear().AppendJoin('\n', lines);
    }

    /// <summary>A text with a line of so many characters: of one, or of a word repeated, within a report or alone.</summary>
    public static string WithLongLine(int seed, int number, int length)
    {
        var random = new Random(HashCode.Combine(seed, number));
        var part = random.Next(2) == 0 ? Hostile[random.Next(Hostile.Length)].ToString() : random.Next(2) == 0 ? Words[random.Next(Words.Length)] : Pick(random).Replace('\n', ' ');
        var line = new StringBuilder(length + part.Length);
        while (line.Length < length) line.Append(part);
        return random.Next(3) switch { 0 => line.ToString(), 1 => $"{Pick(random)}\n{line}\n{Pick(random)}", _ => Pick(random).Insert(5, line.ToString()) };
    }
}
