using System.Runtime.InteropServices;
using System.Text;

namespace Db2Backup.Emulator.Clp;

/// <summary>Starts a process in a session of its own, away from the caller's terminal and its Ctrl+C.</summary>
internal static unsafe partial class Daemon
{
    private const short NewSession = 0x80, DefaultSignals = 0x04, SignalMask = 0x08;

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    private static partial int Spawn(int* process, byte* path, byte* actions, byte* attributes, byte** arguments, byte** environment);
    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")] private static partial int InitAttributes(byte* attributes);
    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")] private static partial int SetFlags(byte* attributes, short flags);
    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")] private static partial int SetDefaultSignals(byte* attributes, byte* set);
    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")] private static partial int SetSignalMask(byte* attributes, byte* set);
    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")] private static partial int InitActions(byte* actions);
    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen")] private static partial int AddOpen(byte* actions, int descriptor, byte* path, int flags, uint mode);
    [LibraryImport("libc", EntryPoint = "sigfillset")] private static partial int FillSet(byte* set);
    [LibraryImport("libc", EntryPoint = "sigemptyset")] private static partial int EmptySet(byte* set);

    /// <summary>Starts this program again under another name; returns the process id.</summary>
    public static int Start(params string[] arguments)
    {
        Posix.KeepDescriptorsFromChildren();
        // The C library's types are opaque; these are larger than any of its kinds makes them.
        var attributes = stackalloc byte[1024];
        var actions = stackalloc byte[1024];
        var set = stackalloc byte[256];
        _ = InitAttributes(attributes);
        _ = SetFlags(attributes, NewSession | DefaultSignals | SignalMask);
        _ = FillSet(set);
        _ = SetDefaultSignals(attributes, set);
        _ = EmptySet(set);
        _ = SetSignalMask(attributes, set);
        _ = InitActions(actions);
        var nothing = CString("/dev/null");
        const int readWrite = 2;
        for (var descriptor = 0; descriptor < 3; descriptor++) _ = AddOpen(actions, descriptor, nothing, readWrite, 0);

        var command = HostCommand.For(arguments);
        int process;
        var error = Spawn(&process, CString(command[0]), actions, attributes, Vector(command), Vector(Environment()));
        return error == 0 ? process : throw new InvalidOperationException($"{command[0]} cannot be started: error {error}");
    }

    private static List<string> Environment()
    {
        var all = new List<string>();
        foreach (System.Collections.DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
            all.Add($"{variable.Key}={variable.Value}");
        return all;
    }

    // Never freed: a front end starts one daemon in its life, at most.
    private static byte* CString(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var memory = (byte*)NativeMemory.AllocZeroed((nuint)bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(memory, bytes.Length));
        return memory;
    }

    private static byte** Vector(IReadOnlyList<string> texts)
    {
        var vector = (byte**)NativeMemory.AllocZeroed((nuint)(texts.Count + 1), (nuint)sizeof(byte*));
        for (var i = 0; i < texts.Count; i++) vector[i] = CString(texts[i]);
        return vector;
    }
}
