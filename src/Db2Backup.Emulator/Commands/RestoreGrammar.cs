using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Restore;

namespace Db2Backup.Emulator.Commands;

/// <summary>
/// The whole grammar of RESTORE DATABASE, clauses in the documented order. What the stand-in does not do (REDIRECT, REBUILD,
/// transport restores, TSM, vendor libraries, encryption) is read to its end, so that mistakes in it are
/// found, and then refused. [commands.md, RESTORE DATABASE]
/// </summary>
internal static class RestoreGrammar
{
    public static RestoreOptions Parse(CommandReader reader)
    {
        var options = new RestoreOptions { Source = reader.Alias("database alias") };
        if (reader.AcceptAny("CONTINUE", "ABORT"))
        {
            // There is no redirected restore, so there is none to continue.
            Refuse(options, "iCallerAction");
            options.User = CommandUser.Read(reader);
            reader.End();
            return options;
        }
        options.User = CommandUser.Read(reader);
        Scope(reader, options);
        if (reader.Accept("INCREMENTAL"))
        {
            options.Incremental = reader.AcceptAny("AUTO", "AUTOMATIC") ? IncrementalMode.Automatic
                : reader.Accept("ABORT") ? IncrementalMode.Abort : IncrementalMode.Manual;
        }
        Media(reader, options);
        if (reader.Accept("TAKEN", "AT")) options.TakenAt = reader.Value("date-time");
        Place(reader, options);
        if (reader.Accept("TRANSPORT"))
        {
            if (reader.Accept("STAGE", "IN")) reader.Name("staging database");
            if (reader.Accept("USING", "STOGROUP")) reader.Name("storage group");
            Refuse(options, "TRANSPORT");
        }
        if (reader.Accept("INTO")) options.Into = reader.Alias("target database alias");
        LogClauses(reader, options);
        if (reader.Accept("WITH"))
        {
            AtLeast(reader.Number("number of buffers"), 1, "BUFFERS");
            reader.Expect("BUFFERS");
        }
        // The smallest buffer is 8 pages of 4 KB, as for BACKUP.
        if (reader.Accept("BUFFER")) AtLeast(reader.Number("buffer size"), 8, "BUFFER");
        options.ReplaceHistory = reader.Accept("REPLACE", "HISTORY", "FILE");
        options.ReplaceExisting = reader.Accept("REPLACE", "EXISTING");
        if (reader.Accept("REDIRECT"))
        {
            if (reader.Accept("GENERATE", "SCRIPT")) reader.Value("script file");
            Refuse(options, "REDIRECT");
        }
        if (reader.Accept("PARALLELISM")) AtLeast(reader.Number("parallelism"), 1, "PARALLELISM");
        Libraries(reader, options);
        options.WithoutRollingForward = reader.Accept("WITHOUT", "ROLLING", "FORWARD");
        options.WithoutPrompting = reader.Accept("WITHOUT", "PROMPTING");
        reader.End();
        return options;
    }

    private static void Scope(CommandReader reader, RestoreOptions options)
    {
        if (reader.Accept("HISTORY", "FILE"))
        {
            options.Scope = RestoreScope.HistoryFile;
            reader.Accept("ONLINE");
        }
        else if (reader.Accept("LOGS"))
        {
            options.Scope = RestoreScope.Logs;
            reader.Accept("ONLINE");
        }
        else if (reader.Accept("COMPRESSION", "LIBRARY"))
        {
            reader.Accept("ONLINE");
            Refuse(options, "COMPRESSION LIBRARY");
        }
        else if (reader.Accept("TABLESPACE"))
        {
            options.Scope = RestoreScope.TableSpaces;
            if (reader.Peek() == "(") options.TableSpaceNames = TableSpaceNames(reader);
            if (reader.Accept("SCHEMA"))
            {
                NameList(reader);
                Refuse(options, "SCHEMA");
            }
            options.Online = reader.Accept("ONLINE");
        }
        else if (reader.Accept("REBUILD", "WITH"))
        {
            Rebuild(reader);
            Refuse(options, "REBUILD");
        }
    }

    private static void Rebuild(CommandReader reader)
    {
        if (reader.Accept("TABLESPACE"))
        {
            NameList(reader);
            return;
        }
        reader.Expect("ALL", "TABLESPACES", "IN");
        if (!reader.AcceptAny("DATABASE", "IMAGE")) throw reader.Unexpected("DATABASE");
        if (!reader.Accept("EXCEPT")) return;
        reader.Expect("TABLESPACE");
        NameList(reader);
    }

    [Unconfirmed("messages.md, Backup: SQL2033N, SQL2036N, SQL2071N are assumed for media that are not installed here")]
    private static void Media(CommandReader reader, RestoreOptions options)
    {
        if (reader.Accept("USE"))
        {
            if (reader.Accept("SNAPSHOT"))
            {
                if (reader.AcceptAny("LIBRARY", "SCRIPT")) reader.Value("library or script");
            }
            else if (!reader.AcceptAny("TSM", "XBSA"))
            {
                throw reader.Unexpected("TSM");
            }
            VendorOptions(reader);
            Refuse(options, new Message("SQL2033N", "106"));
        }
        else if (reader.Accept("LOAD"))
        {
            var library = reader.Value("library");
            VendorOptions(reader);
            Refuse(options, new Message("SQL2071N", library, "1"));
        }
        else if (reader.Accept("FROM"))
        {
            options.From = reader.Values("path");
            foreach (var path in options.From)
                if (path.StartsWith("DB2REMOTE:", StringComparison.OrdinalIgnoreCase)) Refuse(options, new Message("SQL2036N", path));
        }
    }

    private static void VendorOptions(CommandReader reader)
    {
        if (reader.Accept("OPTIONS")) reader.Value("options");
        if (!reader.Accept("OPEN")) return;
        reader.Number("number of sessions");
        reader.Expect("SESSIONS");
    }

    private static void Place(CommandReader reader, RestoreOptions options)
    {
        if (reader.Accept("TO"))
        {
            options.DatabasePath = reader.Value("target directory");
            return;
        }
        if (reader.Accept("ON"))
        {
            // The first storage path is the database path too, unless DBPATH ON names another.
            options.StoragePaths = reader.Values("storage path");
            options.DatabasePath = options.StoragePaths[0];
        }
        if (reader.Accept("DBPATH", "ON")) options.DatabasePath = reader.Value("database path");
    }

    private static void LogClauses(CommandReader reader, RestoreOptions options)
    {
        if (reader.Accept("LOGTARGET"))
        {
            if (reader.AcceptAny("EXCLUDE", "INCLUDE"))
            {
                reader.Accept("FORCE");
                Refuse(options, "LOGTARGET"); // for snapshots only
            }
            else
            {
                options.LogTarget = reader.Value("log target path");
            }
        }
        if (reader.Accept("NEWLOGPATH")) options.NewLogPath = reader.Accept("DEFAULT") ? "" : reader.Value("new log path");
    }

    private static void Libraries(CommandReader reader, RestoreOptions options)
    {
        if (reader.Accept("COMPRLIB"))
        {
            reader.Value("library");
            Refuse(options, "COMPRLIB");
        }
        if (reader.Accept("COMPROPTS"))
        {
            reader.Value("options");
            Refuse(options, "COMPROPTS");
        }
        // A database that was not encrypted stays so: NO ENCRYPT changes nothing.
        if (reader.Accept("NO", "ENCRYPT")) return;
        if (reader.Accept("ENCRYPT"))
        {
            if (reader.Accept("CIPHER")) reader.Value("cipher");
            if (reader.Accept("MODE")) reader.Value("mode");
            if (reader.Accept("KEY", "LENGTH")) reader.Number("key length");
            if (reader.Accept("MASTER", "KEY", "LABEL")) reader.Value("label");
            Refuse(options, "ENCRYPT");
        }
        if (reader.Accept("ENCRLIB"))
        {
            reader.Value("library");
            Refuse(options, "ENCRLIB");
        }
        if (reader.Accept("ENCROPTS"))
        {
            reader.Value("options");
            Refuse(options, "ENCROPTS");
        }
    }

    private static List<string> TableSpaceNames(CommandReader reader)
    {
        reader.Expect("(");
        var names = new List<string> { reader.Name("tablespace-name") };
        while (reader.Accept(",")) names.Add(reader.Name("tablespace-name"));
        reader.Expect(")");
        return names;
    }

    private static void NameList(CommandReader reader)
    {
        reader.Expect("(");
        reader.Values("name");
        reader.Expect(")");
    }

    private static void AtLeast(int value, int least, string what)
    {
        if (value < least) throw new Db2Exception("SQL2032N", what);
    }

    [Unconfirmed("commands.md, RESTORE DATABASE: SQL2032N is assumed for clauses that are not possible here")]
    private static void Refuse(RestoreOptions options, string clause) => Refuse(options, new Message("SQL2032N", clause));

    private static void Refuse(RestoreOptions options, Message refusal) => options.Refusal ??= refusal;
}
