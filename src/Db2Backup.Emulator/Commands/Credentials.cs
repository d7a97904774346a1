using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Commands;

/// <summary>Who a command runs as: USER u USING p, else the one who typed it.</summary>
internal static class Credentials
{
    /// <summary>SYSADM, SYSCTRL or SYSMAINT, which are one authority here: SQL1092N without it. [commands.md, heading]</summary>
    public static void Require(CommandContext context, string? user, string? password)
    {
        if (user is null)
        {
            context.Application.RequireSysAdm();
            return;
        }
        var identity = Identity.Authenticate(context.Engine.Paths, user, password);
        if (!identity.HasSysAdm) throw new Db2Exception("SQL1092N", identity.AuthId);
    }
}
