using System.Globalization;
using Db2Backup.Emulator.History;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Commands;

/// <summary>
/// UPDATE HISTORY {EID n | FOR object-part} WITH {LOCATION 'l' DEVICE TYPE t | COMMENT 'c' | STATUS s}. An object part is
/// timestamp and sequence, as LIST HISTORY prints them. [sql.md, SYSIBMADM.DB_HISTORY; images-and-logs.md, History file]
/// </summary>
internal sealed record UpdateHistoryCommand(long? Eid, string? ObjectPart, Func<HistoryEntry, HistoryEntry> Change) : ICommand
{
    private const int LongestComment = 30; // [sql.md, SYSIBMADM.DB_HISTORY: COMMENT VARCHAR(30)]
    private const string Statuses = "AIEDNXPai";
    private const string Devices = "DKTAFfUPNXQOR";

    public static UpdateHistoryCommand Parse(CommandReader reader)
    {
        long? eid = null;
        string? objectPart = null;
        if (reader.Accept("EID")) eid = reader.Number("EID");
        else
        {
            reader.Expect("FOR");
            objectPart = reader.Value("object-part");
        }
        reader.Expect("WITH");
        var change = Changes(reader);
        reader.End();
        return new UpdateHistoryCommand(eid, objectPart, change);
    }

    [Unconfirmed("sql.md, SYSIBMADM.DB_HISTORY: the id for an entry that does not exist")]
    public void Execute(CommandContext context)
    {
        var database = context.Application.RequireConnection();
        context.Application.RequireSysAdm();
        var found = database.History.Update(entry => Names(entry) ? Change(entry) : entry);
        if (found == 0) throw new Db2Exception("SQL2032N", Eid is null ? "object-part" : "EID");
        context.Reply.Message(new Message("DB20000I", "UPDATE HISTORY"));
    }

    private bool Names(HistoryEntry entry) => Eid is { } eid
        ? entry.Eid == eid
        : ObjectPart == entry.StartTime || ObjectPart == entry.StartTime + entry.Sequence.ToString("D3", CultureInfo.InvariantCulture);

    private static Func<HistoryEntry, HistoryEntry> Changes(CommandReader reader)
    {
        if (reader.Accept("COMMENT"))
        {
            var comment = reader.Value("comment");
            if (comment.Length > LongestComment) throw new Db2Exception("SQL2032N", "comment");
            return entry => entry with { Comment = comment };
        }
        if (reader.Accept("STATUS"))
        {
            var status = Letter(reader, "status", Statuses);
            return entry => entry with { Status = status };
        }
        reader.Expect("LOCATION");
        var location = reader.Value("location");
        reader.Expect("DEVICE", "TYPE");
        var device = Letter(reader, "device type", Devices);
        return entry => entry with { Location = location, DeviceType = device };
    }

    private static char Letter(CommandReader reader, string what, string allowed)
    {
        var text = reader.Value(what);
        if (text.Length == 1 && allowed.Contains(text[0])) return text[0];
        if (text.Length == 1 && allowed.Contains(char.ToUpperInvariant(text[0]))) return char.ToUpperInvariant(text[0]);
        throw new Db2Exception("SQL2032N", what);
    }
}
