using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Databases;

/// <summary>Whether a database or an instance is quiesced: then only users with authority get in.</summary>
[Unconfirmed("commands.md, QUIESCE: whether a quiesce outlives a restart of the instance (here it does not)")]
internal sealed class Quiesce
{
    public bool Active { get; set; }

    /// <summary>The one user without authority who may come in: QUIESCE INSTANCE … USER.</summary>
    public string? AllowedUser { get; set; }

    public void Admit(Application application)
    {
        // SYSADM, SYSCTRL, SYSMAINT and DBADM may still connect [commands.md, QUIESCE / UNQUIESCE].
        if (Active && !application.HasSysAdm && application.AuthId != AllowedUser) throw new Db2Exception("SQL20157N", application.AuthId, "QUIESCE");
    }
}
