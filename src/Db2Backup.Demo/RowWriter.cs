using System.Globalization;
using Db2Backup.Db2;

namespace Db2Backup.Demo;

/// <summary>
/// Somebody who keeps working: a session of its own that inserts row after row, each committed, and knows how many are in. What it
/// knows is what the restored databases are compared with.
/// </summary>
internal sealed class RowWriter(IDb2Connector db2, string database, int firstKey) : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private Task? work;
    private int committed;

    /// <summary>Rows committed by now.</summary>
    public int Committed => Volatile.Read(ref committed);

    public void Start() => work = WorkAsync();

    /// <summary>Ends after the row that is being written.</summary>
    public async Task StopAsync()
    {
        await stop.CancelAsync();
        if (work is not null) await work;
    }

    public static async Task InsertAsync(IDb2Session session, int key, string text, CancellationToken cancellationToken) =>
        (await session.RunAsync(new Db2Statement($"INSERT INTO ORDERS VALUES ({key.ToString(CultureInfo.InvariantCulture)}, {Db2Quote.Literal(text)})", $"INSERT INTO ORDERS VALUES ({key}, …)", IsQuery: false), cancellationToken)).Checked(null);

    private async Task WorkAsync()
    {
        await using var session = await db2.OpenAsync(null, CancellationToken.None);
        (await session.RunAsync(Statements.Connect(database), CancellationToken.None)).Checked(database);
        while (!stop.IsCancellationRequested)
        {
            // A row is counted when Db2 has said that it is committed, never before.
            await InsertAsync(session, firstKey + committed, "written meanwhile", CancellationToken.None);
            Interlocked.Increment(ref committed);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stop.Dispose();
    }
}
