using Db2Backup.Emulator.Restore;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Commands;

/// <summary>RESTORE DATABASE. [commands.md, RESTORE DATABASE]</summary>
internal sealed record RestoreDatabaseCommand(RestoreOptions Options) : ICommand
{
    public void Execute(CommandContext context) => new RestoreRun(context, Options).Execute();
}
