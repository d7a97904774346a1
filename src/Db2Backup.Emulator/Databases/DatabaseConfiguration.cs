namespace Db2Backup.Emulator.Databases;

/// <summary>
/// The database configuration: a value in force and a deferred value per parameter, persisted as text. STUB: owner Instance part.
/// Names are lower case as in SYSIBMADM.DBCFG ("logarchmeth1").
/// </summary>
internal sealed class DatabaseConfiguration(string path)
{
    private readonly string path = path;
    public string Get(string name) => throw new NotImplementedException(path + name);
    public int GetNumber(string name) => throw new NotImplementedException(name);
    public string GetDeferred(string name) => throw new NotImplementedException(name);
    /// <summary>Sets the deferred value, and the value in force too when immediate.</summary>
    public void Set(string name, string value, bool immediate) => throw new NotImplementedException(name + value + immediate);
    public void ApplyDeferred() => throw new NotImplementedException();
    public void Reload() => throw new NotImplementedException();
    /// <summary>LOGARCHMETH1 (in force) is not OFF.</summary>
    public bool IsRecoverable => Get("logarchmeth1") != "OFF";
    /// <summary>All values as text, for the backup image; and back.</summary>
    public string Export() => throw new NotImplementedException();
    public static void Import(string path, string exported) => throw new NotImplementedException(path + exported);
    public static void CreateDefault(string path) => throw new NotImplementedException(path);
}
