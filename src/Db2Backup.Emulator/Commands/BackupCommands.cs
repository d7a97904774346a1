using Db2Backup.Emulator.Backup;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Commands;

/// <summary>
/// The grammar of BACKUP DATABASE: clauses in the documented order, SQL0104N for one out of turn. What Db2 can and this
/// instance cannot is refused by name, as Db2 refuses it where it is not set up. [commands.md, BACKUP DATABASE]
/// </summary>
internal static class BackupCommands
{
    private const int LargestParallelism = 1024;

    /// <summary>Null when the first words are not a command of this group.</summary>
    public static ICommand? Parse(CommandReader reader)
    {
        if (!reader.Accept("BACKUP")) return null;
        if (!reader.AcceptAny("DATABASE", "DB")) throw reader.Unexpected("DATABASE");
        var options = new BackupOptions { Alias = reader.Alias("database-alias") };
        options = User(reader, options);
        options = Partitions(reader, options);
        options = options with { TableSpaces = TableSpaces(reader) };
        options = options with { Online = reader.Accept("ONLINE") };
        if (reader.Accept("INCREMENTAL"))
            options = options with { Granularity = reader.Accept("DELTA") ? Granularity.Delta : Granularity.Incremental };
        options = Destination(reader, options);
        var dedup = reader.Accept("DEDUP_DEVICE");
        options = Tuning(reader, options);
        options = Compression(reader, options);
        options = Rest(reader, options);
        reader.End();
        return new BackupCommand(options with { WithoutPrompting = options.WithoutPrompting || options.ByPartition })
        {
            NotOffered = dedup ? new Db2Exception("SQL2032N", "DEDUP_DEVICE") : null,
        };
    }

    private static BackupOptions User(CommandReader reader, BackupOptions options)
    {
        if (!reader.Accept("USER")) return options;
        options = options with { User = reader.Name("username") };
        return reader.Accept("USING") ? options with { Password = reader.Value("password") } : options;
    }

    // The stand-in's databases have one partition, number 0.
    private static BackupOptions Partitions(CommandReader reader, BackupOptions options)
    {
        if (!reader.Accept("ON")) return options;
        var all = reader.Accept("ALL");
        if (!reader.AcceptAny(all ? ["DBPARTITIONNUMS"] : ["DBPARTITIONNUM", "DBPARTITIONNUMS"])) throw reader.Unexpected("DBPARTITIONNUMS");
        var included = true;
        if (!all) included = Numbers(reader);
        else if (reader.Accept("EXCEPT"))
        {
            if (!reader.AcceptAny("DBPARTITIONNUM", "DBPARTITIONNUMS")) throw reader.Unexpected("DBPARTITIONNUMS");
            included = !Numbers(reader);
        }
        if (!included) throw new Db2Exception("SQL2032N", "DBPARTITIONNUM");
        return options with { ByPartition = true };
    }

    /// <returns>Whether partition 0 is among them.</returns>
    private static bool Numbers(CommandReader reader)
    {
        var hasZero = false;
        reader.Expect("(");
        do
        {
            var first = reader.Number("db-partition-number");
            var last = reader.Accept("TO") ? reader.Number("db-partition-number") : first;
            if (last > 0 || first < 0) throw new Db2Exception("SQL2032N", "DBPARTITIONNUM");
            hasZero |= first == 0;
        }
        while (reader.Accept(","));
        reader.Expect(")");
        return hasZero;
    }

    private static IReadOnlyList<string>? TableSpaces(CommandReader reader)
    {
        if (reader.Accept("NO", "TABLESPACE")) return [];
        if (!reader.Accept("TABLESPACE")) return null;
        reader.Expect("(");
        var names = new List<string> { reader.Name("tablespace-name") };
        while (reader.Accept(",")) names.Add(reader.Name("tablespace-name"));
        reader.Expect(")");
        return names;
    }

    [Unconfirmed("messages.md SQL2037N, SQL2071N: what USE TSM, XBSA, SNAPSHOT and LOAD give where no such library is installed")]
    private static BackupOptions Destination(CommandReader reader, BackupOptions options)
    {
        if (reader.Accept("TO")) return options with { Targets = reader.Values("target-area") };
        if (reader.Accept("USE", "TSM")) throw new Db2Exception("SQL2037N");
        if (reader.Accept("USE", "XBSA")) throw new Db2Exception("SQL2071N", "XBSA", "1");
        if (reader.Accept("USE", "SNAPSHOT")) throw new Db2Exception("SQL2071N", "SNAPSHOT", "1");
        if (reader.Accept("LOAD")) throw new Db2Exception("SQL2071N", reader.Value("library-name"), "1");
        return options;
    }

    private static BackupOptions Tuning(CommandReader reader, BackupOptions options)
    {
        if (reader.Accept("WITH"))
        {
            options = options with { Buffers = InRange(reader.Number("num-buffers"), 1, int.MaxValue, "BUFFERS") };
            reader.Expect("BUFFERS");
        }
        if (reader.Accept("BUFFER"))
            options = options with { BufferPages = InRange(reader.Number("buffer-size"), BackupOptions.SmallestBuffer, BackupOptions.LargestBuffer, "BUFFER") };
        if (reader.Accept("PARALLELISM"))
            options = options with { Parallelism = InRange(reader.Number("n"), 1, LargestParallelism, "PARALLELISM") };
        return options;
    }

    private static BackupOptions Compression(CommandReader reader, BackupOptions options)
    {
        if (reader.Accept("COMPRESS"))
        {
            if (reader.Accept("COMPRLIB")) throw new Db2Exception("SQL2071N", reader.Value("name"), "1");
            if (reader.Accept("COMPROPTS")) throw new Db2Exception("SQL2032N", "COMPROPTS");
            return options with { Compress = true };
        }
        if (reader.Accept("ENCRYPT")) throw new Db2Exception("SQL2032N", "ENCRYPT");
        return options;
    }

    private static BackupOptions Rest(CommandReader reader, BackupOptions options)
    {
        if (reader.Accept("UTIL_IMPACT_PRIORITY"))
        {
            // [commands.md: without a number it is 50]
            var given = reader.Peek().Length > 0 && char.IsAsciiDigit(reader.Peek()[0]);
            options = options with { Priority = given ? InRange(reader.Number("priority"), 1, 100, "UTIL_IMPACT_PRIORITY") : 50 };
        }
        if (reader.Accept("INCLUDE", "LOGS")) options = options with { IncludeLogs = true };
        else if (reader.Accept("EXCLUDE", "LOGS")) options = options with { IncludeLogs = false };
        return options with { WithoutPrompting = reader.Accept("WITHOUT", "PROMPTING") };
    }

    private static int InRange(int value, int least, int most, string parameter) =>
        value >= least && value <= most ? value : throw new Db2Exception("SQL2032N", parameter);
}
