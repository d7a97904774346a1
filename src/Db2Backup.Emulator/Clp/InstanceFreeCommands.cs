using Db2Backup.Emulator.Commands;
using Db2Backup.Emulator.Faults;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Wire;

namespace Db2Backup.Emulator.Clp;

/// <summary>
/// The commands that only read or write the instance's files: the directories and the configuration of the database manager;
/// and those that tell what a session has. They work while the instance is down; the back end runs them then itself.
/// [commands.md, LIST DATABASE DIRECTORY]
/// </summary>
internal static class InstanceFreeCommands
{
    private static readonly string[] Beginnings =
    [
        "LIST DATABASE DIRECTORY",
        "LIST NODE DIRECTORY",
        "GET INSTANCE",
        "GET CONNECTION STATE",
        "GET DATABASE MANAGER CONFIGURATION",
        "UPDATE DATABASE MANAGER CONFIGURATION",
        "CATALOG DATABASE",
        "UNCATALOG DATABASE",
    ];

    /// <summary>Null when the engine has to run it.</summary>
    public static StatementOutcome? Run(ClpSession session, Request request, IStatementOutput output)
    {
        if (!IsInstanceFree(request.Text) || session.Engine.IsUp) return null;
        var paths = session.Paths;
        var identity = Identity.OfUser(Posix.EffectiveUser(), Posix.EffectiveGroup(), paths);
        var application = new Application(0, identity.AuthId, "db2bp", "", identity.HasSysAdm);
        var context = new CommandContext(new Engine(paths), application, request, new Reply(output), FaultSwitches.Read(request.Faults, paths));
        return new StatementOutcome(Dispatcher.Run(context) is { } refusal ? new SentMessage(refusal) : null, IsPlainSql: false);
    }

    private static bool IsInstanceFree(string text)
    {
        if (StatementKind.FirstWord(text) is not ("LIST" or "GET" or "UPDATE" or "CATALOG" or "UNCATALOG")) return false;
        var words = StatementWords.Of(text);
        return Array.Exists(Beginnings, beginning => StatementWords.Begins(words, StatementWords.Of(beginning)));
    }

    private sealed class Reply(IStatementOutput output) : IReply
    {
        public void Text(string text) => output.Text(text);

        public void Message(Message message) => output.Message(new SentMessage(message));

        public void Rows(ResultSet rows)
        {
            output.Columns(rows.Columns.ToArray());
            output.Rows(rows.Rows.ToList());
            output.RowsEnd();
        }

        public void Parameters(IReadOnlyList<OutputParameter> parameters, int returnStatus) => output.Parameters(parameters.ToArray(), returnStatus);

        public void RowsAffected(long count) => output.RowsAffected(count);

        public string? Ask(string prompt) => output.Ask(prompt);
    }
}
