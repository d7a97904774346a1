using Db2Backup.Emulator.Commands;
using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Faults;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Server;

/// <summary>Runs one statement of an application: a command if the catalogue knows it, else SQL on its connection.</summary>
internal static class Dispatcher
{
    /// <returns>The refusal, or null when the statement is done.</returns>
    [Unconfirmed("db2 message catalogue: SQL0968C for any statement that finds the disk of the database or the instance full")]
    public static Message? Run(CommandContext context)
    {
        try
        {
            ApplyFault(context);
            if (CommandCatalog.Parse(context.Request.Text) is { } command) command.Execute(context);
            else
            {
                context.Application.RequireConnection();
                context.Application.Sql!.Execute(context);
            }
            return null;
        }
        catch (Db2Exception refusal)
        {
            return refusal.Db2Message;
        }
        catch (OperationCanceledException)
        {
            return Interrupted(context.Request.Text);
        }
        catch (IOException full) when (DiskFull.Is(full))
        {
            DiagLog.Write(context.Engine.Paths, full.Message);
            return new Message("SQL0968C");
        }
        catch (SqliteFailure failure)
        {
            // Files of a database that cannot be read or written, met by a command.
            DiagLog.Write(context.Engine.Paths, failure.ToString());
            return failure.ToDb2().Db2Message;
        }
        catch (Exception bug)
        {
            // Our bug, not dressed up as one of Db2's refusals: the reason says what it is, the diagnostic log where.
            DiagLog.Write(context.Engine.Paths, bug.ToString());
            return new Message("SQL0901N", $"{bug.GetType().Name}: {bug.Message}");
        }
    }

    private static void ApplyFault(CommandContext context)
    {
        switch (context.Faults.For(context.Request.Ordinal, context.Request.Text))
        {
            case { Action: FaultAction.Refuse } fault:
                throw fault.Refusal();
            case { Action: FaultAction.Hang }:
                context.Cancelled.WaitHandle.WaitOne();
                throw new OperationCanceledException();
            case { Action: FaultAction.Crash }:
                Engine.Die();
                break;
            case { Action: FaultAction.Die }:
                context.Application.KillClient();
                break;
        }
    }

    /// <summary>What an interrupted utility answers: SQL2001N; an interrupted statement: SQL0952N. [messages.md, Backup]</summary>
    public static Message Interrupted(string text) => new(
        StatementWords.Of(text) is [("BACKUP" or "RESTORE" or "ROLLFORWARD" or "RECOVER"), ..] ? "SQL2001N" : "SQL0952N");
}
