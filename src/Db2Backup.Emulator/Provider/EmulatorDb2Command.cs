using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Db2Backup.Emulator.Provider;

/// <summary>A statement with its parameters; or a procedure by name, called with all of them.</summary>
public sealed class EmulatorDb2Command : DbCommand
{
    private EmulatorDb2Connection? connection;
    private int? timeout;

    // While it runs in the background: whether it was cancelled before the engine had it.
    private Func<bool>? interrupted;

    [AllowNull] public override string CommandText { get; set; } = "";
    public override CommandType CommandType { get; set; } = CommandType.Text;

    /// <summary>Seconds; 0 waits as long as it takes. Without one of its own, that of the connection string.</summary>
    public override int CommandTimeout { get => timeout ?? connection?.QueryTimeout ?? 0; set => timeout = value; }

    public override bool DesignTimeVisible { get; set; }
    public override UpdateRowSource UpdatedRowSource { get; set; } = UpdateRowSource.None;
    public new EmulatorDb2ParameterCollection Parameters { get; } = new();

    protected override DbConnection? DbConnection { get => connection; set => connection = (EmulatorDb2Connection?)value; }
    protected override DbParameterCollection DbParameterCollection => Parameters;
    protected override DbTransaction? DbTransaction { get; set; }

    /// <summary>Stops the statement that runs, from another thread: it ends with SQL0952N.</summary>
    public override void Cancel() => connection?.Interrupt();

    /// <summary>Nothing is kept prepared: the engine reads a statement each time.</summary>
    public override void Prepare()
    {
    }

    public override int ExecuteNonQuery() => Execute().RowsTouched is { } count ? (int)Math.Min(count, int.MaxValue) : -1;

    public override object? ExecuteScalar()
    {
        using var reader = ExecuteReader();
        return reader.Read() && reader.FieldCount > 0 ? reader.GetValue(0) : null;
    }

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) =>
        new EmulatorDb2DataReader(Execute(), (behavior & CommandBehavior.CloseConnection) != 0 ? connection : null);

    protected override Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken) =>
        InBackground(() => ExecuteDbDataReader(behavior), cancellationToken);

    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) => InBackground(ExecuteNonQuery, cancellationToken);

    public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken) => InBackground(ExecuteScalar, cancellationToken);

    protected override DbParameter CreateDbParameter() => new EmulatorDb2Parameter();

    private async Task<T> InBackground<T>(Func<T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var registration = cancellationToken.Register(Cancel);
        interrupted = () => cancellationToken.IsCancellationRequested;
        try
        {
            return await Task.Run(work, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            interrupted = null;
        }
    }

    private StatementAnswer Execute()
    {
        var open = connection ?? throw new InvalidOperationException("The command has no connection.");
        var (text, parameters) = ParameterMarkers.Resolve(Statement(), Parameters);
        object?[]? values = null;
        if (parameters.Count > 0) values = parameters.ConvertAll(parameter => parameter.WireValue).ToArray();
        using var limit = CommandTimeout > 0 ? new Timer(_ => Cancel(), null, TimeSpan.FromSeconds(CommandTimeout), Timeout.InfiniteTimeSpan) : null;
        var answer = open.Execute(text, values, interrupted);
        TakeOutputs(answer, parameters);
        return answer;
    }

    private string Statement()
    {
        if (CommandType != CommandType.StoredProcedure) return CommandText;
        var markers = Parameters.InOrder.Count(parameter => parameter.Direction != ParameterDirection.ReturnValue);
        return $"CALL {CommandText}({string.Join(',', Enumerable.Repeat("?", markers))})";
    }

    /// <summary>Outputs come in the order of the procedure's parameters.</summary>
    private void TakeOutputs(StatementAnswer answer, List<EmulatorDb2Parameter> parameters)
    {
        var next = 0;
        foreach (var parameter in parameters)
            if (parameter.Direction is ParameterDirection.Output or ParameterDirection.InputOutput && next < answer.OutputParameters.Length)
            {
                var output = answer.OutputParameters[next++];
                parameter.Value = ClientType.Of(output.Type).Value(output.Value);
            }
        foreach (var parameter in Parameters.InOrder)
            if (parameter.Direction == ParameterDirection.ReturnValue) parameter.Value = answer.ReturnStatus;
    }
}
