namespace Db2Backup.Emulator.Instance;

/// <summary>STUB: owner Instance part.</summary>
internal sealed class DatabaseManagerConfiguration(string path)
{
    private readonly string path = path;
    public string Get(string name) => throw new NotImplementedException(path + name);
}
