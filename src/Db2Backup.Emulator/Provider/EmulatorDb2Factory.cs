using System.Data.Common;

namespace Db2Backup.Emulator.Provider;

/// <summary>
/// A .NET data provider for the stand-in, shaped like IBM's [provider.md]: what is written against System.Data.Common runs over
/// it as over the real one. Nothing is pooled: closing a connection ends it.
/// </summary>
public sealed class EmulatorDb2Factory : DbProviderFactory
{
    /// <summary>The one instance, by the name under which DbProviderFactories looks for it.</summary>
    public static readonly EmulatorDb2Factory Instance = new();

    private EmulatorDb2Factory()
    {
    }

    public override DbConnection CreateConnection() => new EmulatorDb2Connection();

    public override DbCommand CreateCommand() => new EmulatorDb2Command();

    public override DbParameter CreateParameter() => new EmulatorDb2Parameter();

    public override DbConnectionStringBuilder CreateConnectionStringBuilder() => new EmulatorDb2ConnectionStringBuilder();
}
