using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Commands;

/// <summary>A parsed command of the CLP, ready to run. Parsing has no effects; running has no grammar.</summary>
internal interface ICommand
{
    void Execute(CommandContext context);
}
