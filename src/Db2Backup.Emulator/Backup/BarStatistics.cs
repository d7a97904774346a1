using System.Globalization;
using System.Text;

namespace Db2Backup.Emulator.Backup;

/// <summary>
/// The statistics that Db2 writes into db2diag.log when a backup has ended, in the layout of 11.5. The times are those that were measured here:
/// one thread reads, one for each target writes.
/// </summary>
internal static class BarStatistics
{
    private const string Rule = "---  --------  --------  --------  --------  --------  --------";

    [Unconfirmed("asks.md 8: how the BAR statistics of db2diag.log are laid out, and that they are written before BACKUP returns")]
    public static string Text(ThreadTimes reader, IReadOnlyList<ThreadTimes> writers, int buffers, int bufferBytes)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Parallelism       = 1\nNumber of buffers = {buffers}\nBuffer size       = {bufferBytes} ({bufferBytes / 4096} 4kB pages)\n\n");
        Table(text, "BM#", [reader]);
        text.Append('\n');
        Table(text, "MC#", writers);
        return text.ToString();
    }

    private static void Table(StringBuilder text, string kind, IReadOnlyList<ThreadTimes> threads)
    {
        text.Append(CultureInfo.InvariantCulture, $"{kind}    Total      I/O      MsgQ      WaitQ     Buffers   kBytes\n{Rule}\n");
        for (var i = 0; i < threads.Count; i++)
        {
            var thread = threads[i];
            text.Append(CultureInfo.InvariantCulture,
                $"{i:D3}  {thread.Total.TotalSeconds,8:0.00}  {thread.Worked.TotalSeconds,8:0.00}  {thread.Waited.TotalSeconds,8:0.00}  {0,8:0.00}  {thread.Buffers,8}  {thread.Bytes / 1024,8}\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"{Rule}\nTOT         -         -         -         -  {threads.Sum(t => t.Buffers),8}  {threads.Sum(t => t.Bytes) / 1024,8}\n");
    }
}
