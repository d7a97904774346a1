using System.Globalization;
using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Commands;

/// <summary>CREATE DATABASE [commands.md, CREATE / DROP DATABASE].</summary>
internal sealed record CreateDatabaseCommand(NewDatabase Wanted, bool Encrypted) : ICommand
{
    public static ICommand? Parse(CommandReader reader)
    {
        if (reader.Peek() != "CREATE" || reader.Peek(1) is not ("DATABASE" or "DB")) return null;
        reader.Expect("CREATE");
        reader.AcceptAny("DATABASE", "DB");
        var wanted = new NewDatabase(reader.Alias("<database-name>"));
        var encrypted = false;
        while (!reader.AtEnd)
        {
            if (reader.Accept("AUTOMATIC", "STORAGE", "YES")) continue;
            if (reader.Accept("AT", "DBPARTITIONNUM")) throw reader.Unexpected("ON");
            if (reader.Accept("ON")) wanted = wanted with { StoragePaths = reader.Values("<path>") };
            else if (reader.Accept("DBPATH", "ON")) wanted = wanted with { DatabasePath = reader.Value("<path>") };
            else if (reader.Accept("ALIAS")) wanted = wanted with { Alias = reader.Alias("<alias>") };
            else if (reader.Accept("USING", "CODESET")) wanted = wanted with { CodeSet = ReadCodeSet(reader) };
            else if (reader.Accept("COLLATE", "USING")) wanted = wanted with { Collation = ReadCollation(reader) };
            else if (reader.Accept("PAGESIZE")) wanted = wanted with { PageSize = ReadPageSize(reader) };
            else if (reader.Accept("DFT_EXTENT_SZ")) wanted = wanted with { ExtentSize = reader.Number() };
            else if (reader.Accept("RESTRICTIVE")) wanted = wanted with { Restrictive = true };
            else if (reader.Accept("WITH")) wanted = wanted with { Comment = reader.Value("<comment>") };
            else if (reader.Accept("AUTOCONFIGURE", "APPLY", "NONE")) continue;
            else if (reader.Accept("ENCRYPT")) encrypted = true;
            else throw reader.Unexpected("END-OF-STATEMENT");
        }
        return new CreateDatabaseCommand(wanted, encrypted);
    }

    public void Execute(CommandContext context)
    {
        context.Application.RequireSysAdm();
        DatabaseNames.RequireName(Wanted.Name);
        if (Wanted.Alias is not null) DatabaseNames.RequireAlias(Wanted.Alias);
        // No instance of the stand-in has a keystore.
        if (Encrypted) throw new Db2Exception("SQL1728N", "3");
        // CREATE DATABASE ends the session's connection, as Db2 does.
        context.Application.Disconnect();
        lock (context.Engine.Directory) DatabaseCreation.Create(context.Engine, Wanted);
        context.Reply.Message(new Message("DB20000I", "CREATE DATABASE"));
    }

    private static CodeSet ReadCodeSet(CommandReader reader)
    {
        var name = reader.Value("<codeset>");
        reader.Expect("TERRITORY");
        return CodeSet.Of(name, reader.Value("<territory>"));
    }

    // Rows are compared byte by byte; SYSTEM means that too. The collations of a language order them otherwise.
    private static string ReadCollation(CommandReader reader) =>
        reader.AcceptAny("SYSTEM", "IDENTITY") ? "IDENTITY" : throw reader.Unexpected("IDENTITY");

    /// <summary>4096, 8192, 16384, 32768, or 4, 8, 16, 32 with K, with or without a blank between.</summary>
    private static int ReadPageSize(CommandReader reader)
    {
        var word = reader.Peek();
        var kilobytes = word.EndsWith('K');
        var size = int.TryParse(word.TrimEnd('K'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        if (!kilobytes && reader.Peek(1) == "K") kilobytes = true;
        if (kilobytes) size *= 1024;
        if (size is not (4096 or 8192 or 16384 or 32768)) throw reader.Unexpected("4096");
        reader.Value();
        reader.Accept("K");
        return size;
    }
}
