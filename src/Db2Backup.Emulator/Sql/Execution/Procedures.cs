using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Sql.Parsing;

namespace Db2Backup.Emulator.Sql.Execution;

/// <summary>CALL: the procedures of SYSPROC that the stand-in has.</summary>
internal static class Procedures
{
    public static void Call(Call call, StatementNames names, UnitOfWork work, CommandContext context)
    {
        var isKnownSchema = call.Procedure.Schema is null or "SYSPROC";
        switch (call.Procedure.Name)
        {
            case "ADMIN_CMD" when isKnownSchema && call.Arguments.Count == 1:
                AdminCommand.Run(Constant(call.Arguments[0], names) as string ?? throw new Db2Exception("SQL0104N", "", "BEGIN-OF-STATEMENT", "BACKUP"), context);
                context.Reply.Parameters([], 0);
                break;
            case "GET_DBSIZE_INFO" when isKnownSchema && call.Arguments.Count == 4:
                for (var i = 0; i < 3; i++)
                    if (call.Arguments[i] is not Marker) throw new Db2Exception("SQL0469N", "OUT", call.Procedure, "GET_DBSIZE_INFO", i + 1, "1");
                var window = Constant(call.Arguments[3], names) as long? ?? -1;
                context.Reply.Parameters(new DatabaseSize(names, work, context).Get(window), 0);
                break;
            default:
                throw new Db2Exception("SQL0440N", call.Procedure, "PROCEDURE");
        }
    }

    private static object? Constant(Expression expression, StatementNames names)
    {
        var (isConstant, value, _) = expression is Negation { Operand: Constant { Value: long number } } ? (true, -number, null) : Defaults.Constant(expression, names);
        return isConstant ? value : throw new Db2Exception("SQL0418N");
    }
}
