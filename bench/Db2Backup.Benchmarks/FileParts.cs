using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Db2Backup.Pipeline;

namespace Db2Backup.Benchmarks;

/// <summary>From file to file, beside the programs that people join with pipes.</summary>
internal sealed class FileParts(Session session)
{
    private readonly (Settings Settings, Report Report, DataPath Path, string Image) s = (session.Settings, session.Report, session.Path, session.Image);
    private readonly Dictionary<string, long> lengths = [];

    public async Task ProtectAsync()
    {
        s.Report.Section("Backup: compress, encrypt, digest, from file to file",
            $"An image of {s.Settings.Bytes >> 20} MiB. Ours also has the SHA-256 of the image and of what is stored; the others have none. Files are not flushed to the disk by anybody.");
        var rows = await Alternation.RunAsync(
        [
            Ours(s.Image),
            Contender.Shell("zstd -3 -T0 | age -r", $"zstd -3 -T0 -q -c {s.Image} | age -r {s.Path.Recipient} >{File("theirs")}") with { AfterAsync = After("theirs") },
            Contender.Shell("zstd -3 -T0", $"zstd -3 -T0 -q -c {s.Image} >{File("zstd")}") with { AfterAsync = After("zstd") },
        ], s.Settings.Runs, session.Quiet, s.Report.Say);
        s.Report.Contest(rows, s.Settings.Bytes, "ours is faster by");
        s.Report.Add("", $"Ratio: ours {Ratio("ours", s.Settings.Bytes)}, zstd -3 -T0 {Ratio("zstd", s.Settings.Bytes)}.");
        s.Report.Target("ours against zstd -3 -T0 | age -r, at least 1.0 x", rows[1].RatioToFirst, "F2", rows[1].RatioToFirst >= 1);
        s.Report.Target("ours against zstd -3 -T0 alone, goal 0.9 x", rows[2].RatioToFirst, "F2", rows[2].RatioToFirst >= 0.9);
        TellDigests(lengths["ours"], rows);
    }

    public async Task UnprotectAsync()
    {
        var made = await s.Path.ProtectAsync(s.Image, File("ours"));
        await Contender.Shell("theirs", $"zstd -3 -T0 -q -c {s.Image} | age -r {s.Path.Recipient} >{File("theirs")}").RunAsync();
        await Session.SettleAsync();
        s.Report.Section("Restore: decrypt, decompress, verify, from file to file",
            "Ours compares lengths and SHA-256 of both sides with what the backup recorded; the others compare nothing. The last one opens what zstd and age wrote.");
        var rows = await Alternation.RunAsync(
        [
            Contender.Ours("ours", () => s.Path.UnprotectAsync(File("ours"), File("back"), made)) with { AfterAsync = After("back") },
            Contender.Shell("age -d | zstd -d, of ours", $"age -d -i {File("key")} {File("ours")} | zstd -d -q -c >{File("back2")}") with { AfterAsync = After("back2") },
            Contender.Shell("age -d | zstd -d, of theirs", $"age -d -i {File("key")} {File("theirs")} | zstd -d -q -c >{File("back3")}") with { AfterAsync = After("back3") },
        ], s.Settings.Runs, session.Quiet, s.Report.Say);
        s.Report.Contest(rows, s.Settings.Bytes, "ours is faster by");
        s.Report.Target("ours against age -d | zstd -d, at least 1.0 x", rows[1].RatioToFirst, "F2", rows[1].RatioToFirst >= 1);
        await Contender.Shell("cmp", $"age -d -i {File("key")} {File("ours")} | zstd -d -q -c | cmp {s.Image} -").RunAsync();
        s.Report.Add("", "What age and zstd made of our file is the image, byte by byte.");
        TellDigests(made.StoredLength, rows);
        session.Delete("theirs", "ours");
    }

    public async Task TroveAsync()
    {
        var (image, bytes) = (session.Quarter, session.QuarterBytes);
        s.Report.Section("Beside what OpenStack Trove ran", $"`tar | gzip | openssl enc -aes-256-cbc`, an image of {bytes >> 20} MiB.");
        var rows = await Alternation.RunAsync(
        [
            Ours(image),
            Contender.Shell("tar | gzip | openssl enc", $"tar cPf - {image} | gzip | openssl enc -aes-256-cbc -salt -pass pass:benchmark 2>{File("warnings")} >{File("trove")}") with { AfterAsync = After("trove") },
            Contender.Ours("ours at level 1", async () => await s.Path.ProtectAsync(image, File("fast"), level: 1)) with { AfterAsync = After("fast") },
            Contender.Shell("zstd -3 -T0 alone, written nowhere", $"zstd -3 -T0 -q -c {image} >/dev/null"),
        ], s.Settings.Runs, session.Quiet, s.Report.Say);
        // It takes as long as the pipe; twice tells enough.
        var gzip = await Alternation.RunAsync([Contender.Shell("gzip alone, written nowhere", $"gzip -c {image} >/dev/null")], Math.Min(2, s.Settings.Runs), session.Quiet, s.Report.Say);
        var bound = gzip[0] with { RatioToFirst = gzip[0].Seconds / rows[0].Seconds };
        s.Report.Contest([.. rows, bound], bytes, "ours is faster by");
        s.Report.Add("", $"Ratio: ours {Ratio("ours", bytes)}, ours at level 1 {Ratio("fast", bytes)}, gzip {Ratio("trove", bytes)}.");
        s.Report.Target("ours against Trove's pipe, at least 15 x", rows[1].RatioToFirst, "F1", rows[1].RatioToFirst >= 15);
        var (most, atLevel1) = (rows[1].Seconds / rows[3].Seconds, rows[1].Seconds / rows[2].Seconds);
        s.Report.Add("", $"The pipe is as slow as gzip, which uses one core. On these {Environment.ProcessorCount} cores zstd -3 alone, without encryption, digests or a file, is {Report.Number(most, "F1")} x as fast as the pipe"
            + $"{(most < 15 ? ": it is the compressor at this level that is not 15 x as fast on so many cores, whatever is around it" : "")}. At level 1 ours is {Report.Number(atLevel1, "F1")} x as fast as the pipe, and stores {(lengths["fast"] <= lengths["trove"] ? "less" : "more")} than gzip does.");
        session.Delete("warnings");
    }

    /// <summary>Other backup programs, where they are installed.</summary>
    public async Task OthersAsync()
    {
        s.Report.Section("Beside other programs", $"A file of {s.Settings.Bytes >> 20} MiB into a folder. rclone's crypt encrypts and does not compress; restic compresses, encrypts and looks for what it has already (a new repository each time).");
        var contenders = new List<Contender> { Ours(s.Image) };
        var missing = new List<string>();
        if (Child.Has("rclone"))
        {
            var crypt = $"RCLONE_CONFIG=/dev/null RCLONE_CONFIG_C_TYPE=crypt RCLONE_CONFIG_C_REMOTE={File("crypt")} RCLONE_CONFIG_C_PASSWORD=$(rclone obscure benchmark)";
            contenders.Add(Contender.Shell("rclone copyto, crypt", $"env -u AWS_CA_BUNDLE {crypt} rclone -q copyto {s.Image} c:image") with { AfterAsync = () => ClearAsync("crypt") });
        }
        else missing.Add("rclone");
        if (Child.Has("restic"))
        {
            var repository = $"export RESTIC_PASSWORD=benchmark RESTIC_REPOSITORY={File("restic")} RESTIC_CACHE_DIR={File("cache")}";
            contenders.Add(Contender.Shell("restic backup", $"{repository}; restic -q init && restic -q backup {s.Image}") with { AfterAsync = () => ClearAsync("restic") });
        }
        else missing.Add("restic");
        var rows = await Alternation.RunAsync(contenders, Math.Min(3, s.Settings.Runs), session.Quiet, s.Report.Say);
        s.Report.Contest(rows, s.Settings.Bytes, "ours is faster by");
        if (missing.Count > 0) s.Report.Add("", $"Not installed here, so not measured: {string.Join(", ", missing)}.");
        session.Delete("ours");
    }

    /// <summary>What our path does that the programs beside it do not.</summary>
    private void TellDigests(long storedBytes, IReadOnlyList<Alternation.Row> rows)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var piece = new byte[LocalFile.PieceBytes];
        const int pieces = 1024;
        var begin = Stopwatch.GetTimestamp();
        for (var i = 0; i < pieces; i++) hash.AppendData(piece);
        var digests = (s.Settings.Bytes + storedBytes) / ((double)pieces * piece.Length) * Stopwatch.GetElapsedTime(begin).TotalSeconds;
        s.Report.Add("", $"Of ours the two digests are {Report.Number(digests, "F2")} CPU seconds at what one core does alone here; without them it has {Report.Number(rows[0].CpuSeconds - digests, "F2")}, the programs joined by a pipe {Report.Number(rows[1].CpuSeconds, "F2")}. "
            + $"Of {Environment.ProcessorCount} cores ours kept {Report.Number(rows[0].CpuSeconds / rows[0].Seconds / Environment.ProcessorCount * 100, "F0")} % busy, they {Report.Number(rows[1].CpuSeconds / rows[1].Seconds / Environment.ProcessorCount * 100, "F0")} %.");
    }

    private Contender Ours(string image) => Contender.Ours("ours", async () => await s.Path.ProtectAsync(image, File("ours"))) with { AfterAsync = After("ours") };

    /// <summary>What was written goes at once: it need not reach the disk, where it would hold up the runs that follow.</summary>
    private Func<Task> After(string name) => () =>
    {
        lengths[name] = Length(name);
        session.Delete(name);
        return Task.CompletedTask;
    };

    private Task ClearAsync(string folder)
    {
        if (Directory.Exists(File(folder))) Directory.Delete(File(folder), recursive: true);
        return Task.CompletedTask;
    }

    private string File(string name) => session.File(name);

    private long Length(string name) => new FileInfo(File(name)).Length;

    private string Ratio(string name, long bytes) => (bytes / (double)lengths[name]).ToString("F2", CultureInfo.InvariantCulture);
}
