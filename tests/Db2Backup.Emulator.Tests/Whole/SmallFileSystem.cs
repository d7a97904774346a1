using System.Diagnostics;
using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Whole;

/// <summary>A file system of a few hundred kilobytes in a folder of a sandbox, so that a disk is really full. Only root can have one.</summary>
internal sealed class SmallFileSystem : IDisposable
{
    private readonly bool mounted;

    public SmallFileSystem(Db2Sandbox sandbox, int kilobytes)
    {
        Folder = sandbox.MakeFolder("small");
        mounted = Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k,mode=777", "tmpfs", Folder);
        if (!mounted) Assert.Skip("a file system that is full needs root, and a machine that lets it mount one");
    }

    public string Folder { get; }

    public void Dispose()
    {
        if (mounted) Run("umount", "-l", Folder);
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // no such program
        }
    }
}
