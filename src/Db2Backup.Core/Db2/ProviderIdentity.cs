using Db2Backup.Db2.Output;
using Db2Backup.Errors;

namespace Db2Backup.Db2;

/// <summary>Who the server is: instance, host and level, from the administrative views [sql.md].</summary>
internal static class ProviderIdentity
{
    /// <exception cref="Db2BackupException">Db2AnswerNotUnderstood, or what Db2 refused.</exception>
    public static async Task<Db2Instance> ReadAsync(IDb2Session session, ProviderAddress address, CancellationToken cancellationToken)
    {
        var instance = await RowAsync(session, Statements.InstanceInformation, address, cancellationToken).ConfigureAwait(false);
        var machine = await RowAsync(session, Statements.SystemInformation, address, cancellationToken).ConfigureAwait(false);
        return new Db2Instance
        {
            Instance = Known(instance[0]),
            HostName = Known(machine[0]),
            Transport = Db2Transport.Provider,
            Level = Known(instance[1]),
            StandIn = instance[2] == LevelParser.StandInToken,
            Server = address.Server,
            Port = address.Port,
            ConnectedDatabase = address.Database,
        };

        string Known(string? value) => !string.IsNullOrWhiteSpace(value) ? value.Trim()
            : throw new Db2BackupException(ErrorCode.Db2AnswerNotUnderstood, $"{address} does not tell its instance, host and level.", address.Database);
    }

    private static async Task<IReadOnlyList<string?>> RowAsync(IDb2Session session, Db2Statement statement, ProviderAddress address, CancellationToken cancellationToken)
    {
        var reply = (await session.RunAsync(statement, cancellationToken).ConfigureAwait(false)).Checked(address.Database);
        return reply.Table is { Rows: [{ } row, ..] } ? row
            : throw new Db2BackupException(ErrorCode.Db2AnswerNotUnderstood, $"{address} has no row for: {statement.Shown}", address.Database);
    }
}
