using Db2Backup.Benchmarks;

// What a measurement asks of a process of its own.
if (args is ["child", "backup", var bytes, var streams, var store])
{
    Console.WriteLine(await Memory.BackupAsync(long.Parse(bytes), int.Parse(streams), store));
    return 0;
}
if (args is ["child", "restore", var stored])
{
    Console.WriteLine(await Memory.RestoreAsync(stored));
    return 0;
}
if (args is ["child", "cores", var image])
{
    Console.WriteLine(await Cores.MeasureAsync(image));
    return 0;
}
if (args is ["store", var kind, var container])
{
    await StoreTransfer.RunAsync(kind, container);
    return 0;
}
// A file as an image, for whoever wants to try something with it.
if (args is ["image", var target, var mebibytes])
{
    PageImageStream.Write(new PageImage(1), target, long.Parse(mebibytes) << 20);
    return 0;
}
// One direction over and over, for a profiler: perf record dotnet …/Db2Backup.Benchmarks.dll profile unprotect IMAGE SCRATCH 5
if (args is ["profile", "protect" or "unprotect", var source, var scratch, var times])
{
    await Profile.RunAsync(args[1] == "protect", source, scratch, int.Parse(times));
    return 0;
}
if (Settings.Parse(args) is not { } settings)
{
    Console.Error.WriteLine(Settings.Usage);
    return 2;
}
var folder = Directory.CreateTempSubdirectory("d2bench-");
try
{
    await new Session(settings, folder.FullName).RunAsync();
    return 0;
}
finally
{
    folder.Delete(recursive: true);
}
