using System.Globalization;
using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Whole;

/// <summary>
/// A session that inserts rows (its number, 1), (its number, 2) … into table T, each a unit of work of its own, until
/// it is told to stop; it knows how many Db2 has confirmed.
/// </summary>
internal sealed class Writer : IDisposable
{
    private readonly Db2Session session;
    private readonly Thread thread;
    private volatile bool stop;
    private volatile int confirmed;
    private volatile Exception? failure;

    public Writer(Db2Sandbox sandbox, string database, int number)
    {
        Number = number;
        session = sandbox.Session();
        session.Connect(database);
        thread = new Thread(Write) { IsBackground = true };
        thread.Start();
    }

    public int Number { get; }

    public int Confirmed => confirmed;

    public void WaitFor(int rows) => Eventually.Holds(() => confirmed >= rows || failure is not null, $"writer {Number} confirms {rows} rows");

    /// <summary>Ends after the statement at hand; fails when one failed.</summary>
    public int Stop()
    {
        stop = true;
        thread.Join();
        if (failure is not null) throw new TestKitException($"writer {Number}: {failure.Message}");
        return confirmed;
    }

    /// <summary>The rows this writer has in a table T: their number, provided they are 1, 2, 3 … without a gap.</summary>
    public int RowsIn(Db2Session connected)
    {
        var answer = connected.Db2($"SELECT COUNT(*), COALESCE(MAX(N), 0) FROM T WHERE WRITER = {Number}", options: ["-x"]).Ok();
        var numbers = answer.Text.Split(' ').Select(w => int.Parse(w, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(numbers[0], numbers[1]);
        return numbers[0];
    }

    public void Dispose()
    {
        stop = true;
        thread.Join();
        session.Dispose();
    }

    private void Write()
    {
        try
        {
            while (!stop)
            {
                session.Db2(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO T VALUES ({Number}, {confirmed + 1})")).Ok();
                confirmed++;
            }
        }
        catch (TestKitException e)
        {
            failure = e;
        }
    }
}
