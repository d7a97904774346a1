namespace Db2Backup.TestKit;

/// <summary>What many tests do before they come to their point.</summary>
public static class Recipes
{
    /// <summary>
    /// Archive logging on, and the offline full backup that ends BACKUP PENDING [commands.md, State table]. The
    /// timestamp of that backup; its image is in <see cref="Db2Sandbox.Backups"/>.
    /// </summary>
    public static string MakeRecoverable(this Db2Sandbox sandbox, Db2Session session, string database)
    {
        session.Db2("CONNECT RESET");
        var update = session.Db2($"UPDATE DB CFG FOR {database} USING LOGARCHMETH1 DISK:{sandbox.Archive}");
        if (!update.Succeeded) throw new TestKitException(update.ToString());
        return session.Db2($"BACKUP DATABASE {database} TO {sandbox.Backups}").Ok().Timestamp;
    }

    public static Db2Result Connect(this Db2Session session, string database) => session.Db2($"CONNECT TO {database}").Ok();
}
