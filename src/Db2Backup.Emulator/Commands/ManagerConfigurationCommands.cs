using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Commands;

/// <summary>GET DATABASE MANAGER CONFIGURATION [SHOW DETAIL].</summary>
internal sealed record GetManagerConfigurationCommand(bool Detail) : ICommand
{
    public static ICommand? Parse(CommandReader reader)
    {
        if (!ConfigurationCommands.AcceptManager(reader, "GET")) return null;
        var detail = reader.Accept("SHOW", "DETAIL");
        reader.End();
        return new GetManagerConfigurationCommand(detail);
    }

    public void Execute(CommandContext context) => context.Reply.Text(
        "\n          Database Manager Configuration\n\n     Node type = Enterprise Server Edition with local and remote clients\n\n"
        + context.Engine.DbmCfg.Report(Detail) + "\n");
}

/// <summary>UPDATE DATABASE MANAGER CONFIGURATION USING parm value … [IMMEDIATE|DEFERRED].</summary>
internal sealed record UpdateManagerConfigurationCommand(IReadOnlyList<ConfigurationChange> Changes, bool Immediate) : ICommand
{
    public static ICommand? Parse(CommandReader reader)
    {
        if (!ConfigurationCommands.AcceptManager(reader, "UPDATE")) return null;
        reader.Expect("USING");
        var changes = ConfigurationCommands.ReadChanges(reader, ManagerParameters.Table);
        var immediate = reader.Accept("IMMEDIATE") || !reader.Accept("DEFERRED");
        reader.End();
        return new UpdateManagerConfigurationCommand(changes, immediate);
    }

    public void Execute(CommandContext context)
    {
        context.Application.RequireSysAdm();
        var waiting = context.Engine.DbmCfg.Update(Changes, Immediate);
        context.Reply.Message(new Message("DB20000I", "UPDATE DATABASE MANAGER CONFIGURATION"));
        if (waiting) context.Reply.Message(new Message("SQL1362W"));
    }
}

/// <summary>RESET DATABASE MANAGER CONFIGURATION.</summary>
internal sealed record ResetManagerConfigurationCommand : ICommand
{
    public static ICommand? Parse(CommandReader reader)
    {
        if (!ConfigurationCommands.AcceptManager(reader, "RESET")) return null;
        reader.End();
        return new ResetManagerConfigurationCommand();
    }

    public void Execute(CommandContext context)
    {
        context.Application.RequireSysAdm();
        var waiting = context.Engine.DbmCfg.Reset();
        context.Reply.Message(new Message("DB20000I", "RESET DATABASE MANAGER CONFIGURATION"));
        if (waiting) context.Reply.Message(new Message("SQL1362W"));
    }
}
