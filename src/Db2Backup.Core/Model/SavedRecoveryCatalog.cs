namespace Db2Backup;

/// <summary>A file with everything that a recovery is planned from.</summary>
/// <param name="Database">The database, as the file names it.</param>
/// <param name="CatalogPath">The file.</param>
/// <param name="Backups">How many backups it describes.</param>
/// <param name="Logs">How many logs it names.</param>
/// <param name="IsAnonymous">Names were replaced.</param>
/// <param name="Length">Bytes.</param>
public sealed record SavedRecoveryCatalog(string Database, string CatalogPath, int Backups, int Logs, bool IsAnonymous, long Length);
