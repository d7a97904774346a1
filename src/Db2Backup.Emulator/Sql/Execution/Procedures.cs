using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Sql.Parsing;

namespace Db2Backup.Emulator.Sql.Execution;

/// <summary>CALL: the procedures of SYSPROC.</summary>
internal static class Procedures
{
    public static void Call(Call call, StatementNames names, CommandContext context, Database database) =>
        throw new Db2Exception("SQL0440N", call.Procedure, "PROCEDURE");
}
