namespace Db2Backup.Benchmarks;

/// <summary>One direction of the data path, again and again, for whoever looks at it with a profiler.</summary>
internal static class Profile
{
    public static async Task RunAsync(bool protect, string image, string scratch, int times)
    {
        var path = new DataPath();
        var (stored, back) = (Path.Combine(scratch, "profile.stored"), Path.Combine(scratch, "profile.back"));
        var made = await path.ProtectAsync(image, stored);
        var run = protect
            ? Contender.Ours("protect", () => path.ProtectAsync(image, stored))
            : Contender.Ours("unprotect", () => path.UnprotectAsync(stored, back, made));
        for (var i = 0; i < times; i++)
        {
            var taken = await run.RunAsync();
            Console.WriteLine($"{run.Name}: {taken.Seconds:F2} s, {taken.CpuSeconds:F2} CPU seconds");
        }
        File.Delete(stored);
        File.Delete(back);
    }
}
