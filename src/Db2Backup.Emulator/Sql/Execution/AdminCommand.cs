using Db2Backup.Emulator.Backup;
using Db2Backup.Emulator.Commands;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Sql.Execution;

/// <summary>
/// CALL SYSPROC.ADMIN_CMD('command'): the commands that Db2 allows through it, as far as the stand-in has them. They are the
/// same commands; only what they would print is left out. [sql.md, ADMIN_CMD]
/// </summary>
internal static class AdminCommand
{
    [Unconfirmed("sql.md, ADMIN_CMD: the id for a command it does not support (SQL0104N here)")]
    public static void Run(string text, CommandContext context)
    {
        var command = CommandCatalog.Parse(text) switch
        {
            BackupCommand backup => backup.ForAdminCmd(),
            UpdateDatabaseConfigurationCommand or ResetDatabaseConfigurationCommand or UpdateManagerConfigurationCommand
                or PruneHistoryCommand or PruneLogfileCommand or UpdateHistoryCommand
                or QuiesceCommand { Instance: null } or UnquiesceCommand { Instance: null } or ForceApplicationCommand => CommandCatalog.Parse(text)!,
            _ => throw new Db2Exception("SQL0104N", text.Trim().Split(' ')[0], "BEGIN-OF-STATEMENT", "BACKUP"),
        };
        command.Execute(context with { Reply = new Quiet(context.Reply) });
    }

    /// <summary>Passes on rows and warnings; a CALL prints no report and no DB20000I.</summary>
    private sealed class Quiet(IReply reply) : IReply
    {
        public void Text(string text)
        {
            // A procedure has no screen.
        }

        public void Message(Message message)
        {
            if (message.IsWarning) reply.Message(message);
        }

        public void Rows(ResultSet rows) => reply.Rows(rows);

        public void Parameters(IReadOnlyList<OutputParameter> parameters, int returnStatus) => reply.Parameters(parameters, returnStatus);

        public void RowsAffected(long count) => reply.RowsAffected(count);

        // Nobody can be asked: commands that would ask go on as at the end of the input.
        public string? Ask(string prompt) => null;
    }
}
