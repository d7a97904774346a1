namespace Db2Backup.Benchmarks;

/// <summary>What all parts need: a folder, the image in it and a quarter of it, and where they tell what they found.</summary>
internal sealed class Session(Settings settings, string folder)
{
    private readonly ResultsFile results = new(settings.Results);
    private string? quarter;

    public Settings Settings => settings;
    public Report Report { get; } = new();
    public DataPath Path { get; } = new();
    public Quiet Quiet { get; } = new(settings.Patience);
    public string Folder => folder;

    public string Image { get; } = System.IO.Path.Combine(folder, "image");

    /// <summary>For what would take too long with all of it.</summary>
    public string Quarter
    {
        get
        {
            if (quarter is null) PageImageStream.Write(new PageImage(1), quarter = File("quarter"), QuarterBytes);
            return quarter;
        }
    }

    public long QuarterBytes => settings.Bytes / 4;

    public string File(string name) => System.IO.Path.Combine(folder, name);

    public void Delete(params string[] names)
    {
        foreach (var name in names) System.IO.File.Delete(File(name));
    }

    /// <summary>
    /// What was made for a measurement is on the disk before it begins: the system slows down whoever writes while much waits to be written, and a
    /// process that lives longer than another more than that.
    /// </summary>
    public static Task SettleAsync() => Contender.Shell("sync", "sync").RunAsync();

    public async Task RunAsync()
    {
        if (settings.Only is not ["memory"] and not ["cores"] and not ["planning"])
        {
            Report.Say($"making an image of {settings.Bytes >> 20} MiB");
            PageImageStream.Write(new PageImage(1), Image, settings.Bytes);
            await SettleAsync();
        }
        Path.WriteKey(File("key"));
        var files = new FileParts(this);
        await PartAsync("protect", files.ProtectAsync);
        await PartAsync("unprotect", files.UnprotectAsync);
        await PartAsync("trove", files.TroveAsync);
        await PartAsync("others", files.OthersAsync);
        await PartAsync("streams", new StreamParts(this).RunAsync);
        Delete("image");
        await PartAsync("cores", new CorePart(this).RunAsync);
        await PartAsync("planning", new PlanningPart(this).RunAsync);
        await PartAsync("memory", new MemoryPart(this).RunAsync);
    }

    private async Task PartAsync(string name, Func<Task> measure)
    {
        if (!settings.Wants(name)) return;
        await measure();
        results.Replace(name, Report.End(settings.Full ? " (--full)" : ""));
    }
}
