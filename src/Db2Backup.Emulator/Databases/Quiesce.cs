using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Databases;

/// <summary>Whether a database is quiesced: then only users with authority get in.</summary>
internal sealed class Quiesce
{
    public bool Active { get; set; }

    public void Admit(Application application)
    {
        // SYSADM, SYSCTRL, SYSMAINT and DBADM may still connect.
        if (Active && !application.HasSysAdm) throw new Db2Exception("SQL20157N", application.AuthId);
    }
}
