using System.Diagnostics;
using System.Globalization;
using System.Text;
using Db2Backup.Db2.Output;

namespace Db2Backup.Tests.Output;

/// <summary>
/// Whatever the text: no exception, a time that grows with its length only, and memory in proportion. A short run with each test run;
/// <c>DB2BACKUP_FUZZ=1000000</c> for a long one, <c>DB2BACKUP_FUZZ_SEED</c> for other texts.
/// </summary>
public sealed class OutputFuzzTests
{
    private const int ShortRun = 4000, LongLine = 10_000_000, OneLongLineIn = 20_000;

    /// <summary>50 ms per 100 KB; what a text costs however short it is comes on top.</summary>
    private const double SecondsPerCharacter = 0.05 / 100_000 * Slower, SecondsAtLeast = 0.05 * Slower;

#if DEBUG
    /// <summary>Code that is not optimised takes its time.</summary>
    private const int Slower = 6;
#else
    private const int Slower = 1;
#endif

    /// <summary>Bytes allocated per character and per text: lines, rows and values are copies of parts of it.</summary>
    private const long BytesPerCharacter = 400, BytesAtLeast = 2_000_000;

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    [Fact]
    public void Mutated_texts_are_read_without_an_exception_and_in_time()
    {
        var (count, seed) = (Setting("DB2BACKUP_FUZZ", ShortRun), Setting("DB2BACKUP_FUZZ_SEED", 20260701));
        var watch = Stopwatch.StartNew();
        WarmUp();
        long characters = 0, entries = 0;
        for (var i = 0; i < count; i++)
        {
            var text = count > ShortRun && i % OneLongLineIn == 0 ? Mutations.WithLongLine(seed, i, LongLine) : Mutations.Text(seed, i);
            entries += Measured(text, $"seed {seed}, number {i}");
            characters += text.Length;
        }
        TestContext.Current.TestOutputHelper!.WriteLine($"{count} texts, {characters} characters, {entries} entries in {watch.Elapsed.TotalSeconds:0} s");
        Assert.True(entries > count, "the texts must still be recognisable");
    }

    /// <summary>The first texts are slow: the code is being compiled.</summary>
    private static void WarmUp()
    {
        for (var i = 0; i < 1000; i++) OutputReader.Read(Mutations.Text(1, i));
    }

    [Fact]
    public void Lines_of_ten_million_characters_cost_no_more_than_their_length()
    {
        WarmUp();
        for (var i = 0; i < 20; i++) Measured(Mutations.WithLongLine(7, i, i < 4 ? LongLine : LongLine / 10), $"long line {i}");
    }

    [Fact]
    public void Every_line_repeated_costs_no_more_than_its_number()
    {
        const int length = 200_000;
        WarmUp();
        var lines = Mutations.Lines.ToList();
        var slow = new List<string>();
        for (var i = 0; i < lines.Count; i++)
        {
            var (one, two) = (lines[i], lines[(i * 7 + 3) % lines.Count]);
            foreach (var part in new[] { one + "\n", one + "\n\n", one + "\n" + two + "\n" })
                try
                {
                    Measured(new StringBuilder().Insert(0, part, length / part.Length).ToString(), part);
                }
                catch (Xunit.Sdk.TrueException e)
                {
                    slow.Add(e.Message);
                }
        }
        Assert.True(slow.Count == 0, string.Join('\n', slow));
    }

    /// <summary>Whoever is slow once may have been the first to need some code compiled; whoever is slow each time is slow.</summary>
    private static int Measured(string text, string name)
    {
        var limit = Math.Max(SecondsAtLeast, text.Length * SecondsPerCharacter);
        for (var attempt = 1; ; attempt++)
        {
            var start = ThreadClock.Seconds;
            var before = GC.GetAllocatedBytesForCurrentThread();
            IReadOnlyList<Db2Output> output;
            try
            {
                output = OutputReader.Read(text, attempt % 2 == 0 ? "db2 list history all for orders" : null);
            }
            catch (Exception e)
            {
                throw new Xunit.Sdk.XunitException($"{name}: {e}");
            }
            var seconds = ThreadClock.Seconds - start;
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated <= BytesAtLeast + text.Length * BytesPerCharacter, $"{name}: {allocated} bytes for {text.Length} characters");
            if (seconds <= limit) return output.Count;
            Assert.True(attempt < 4 && seconds < 10 * limit, $"{name.ReplaceLineEndings("\u23CE")}: {seconds * 1000:0} ms for {text.Length} characters, at most {limit * 1000:0}");
        }
    }
}
