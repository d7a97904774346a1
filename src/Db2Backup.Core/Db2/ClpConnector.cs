namespace Db2Backup.Db2;

/// <summary>Opens CLP sessions with a local instance.</summary>
/// <param name="environment">Variables for the sessions besides this process's; for tests.</param>
internal sealed class ClpConnector(Db2Instance instance, IReadOnlyDictionary<string, string?>? environment = null) : IDb2Connector
{
    public Db2Instance Instance { get; } = instance;

    /// <summary>The programs of the instance: db2ckbkp and others.</summary>
    public InstanceTools Tools { get; } = new(instance.ProfilePath!, environment);

    /// <summary>Writes the file of a statement: path, text. Another one is for tests: a temporary folder without room.</summary>
    public Action<string, string> WriteStatement { get; init; } = PrivateFolder.WriteFile;

    public async Task<IDb2Session> OpenAsync(Action<string>? trace, CancellationToken cancellationToken) =>
        await ClpSession.OpenAsync(Instance.ProfilePath!, environment, trace, WriteStatement, cancellationToken).ConfigureAwait(false);
}
