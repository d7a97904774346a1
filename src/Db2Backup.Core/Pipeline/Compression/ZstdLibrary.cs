using System.Reflection;
using System.Runtime.InteropServices;
using Db2Backup.Errors;

namespace Db2Backup.Pipeline.Compression;

/// <summary>The system's libzstd: the few functions that are used, and whether it is there. Only functions of its stable API.</summary>
internal static unsafe partial class ZstdLibrary
{
    private const string Name = "libzstd";
    private static readonly string[] Candidates = OperatingSystem.IsWindows() ? ["libzstd.dll", "zstd.dll"]
        : OperatingSystem.IsMacOS() ? ["libzstd.1.dylib", "/opt/homebrew/lib/libzstd.1.dylib", "/usr/local/lib/libzstd.1.dylib"]
        : ["libzstd.so.1"];

    private static readonly IntPtr Handle = Load();

    public static bool IsAvailable => Handle != IntPtr.Zero;

    public static void Require()
    {
        if (!IsAvailable) throw new Db2BackupException(ErrorCode.ZstdNotFound, "zstd was asked for, and this machine has no libzstd.", Candidates[0]);
    }

    /// <summary>Throws when a result is one of the library's error codes.</summary>
    public static nuint Check(nuint result) => IsError(result) == 0
        ? result
        : throw new InvalidDataException("libzstd: " + Marshal.PtrToStringUTF8((IntPtr)ErrorName(result)));

    private static IntPtr Load()
    {
        var handle = IntPtr.Zero;
        foreach (var candidate in Candidates)
            if (NativeLibrary.TryLoad(candidate, out handle)) break;
        if (handle != IntPtr.Zero)
            NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => name == Name ? handle : IntPtr.Zero);
        return handle;
    }

    [LibraryImport(Name, EntryPoint = "ZSTD_createCCtx")] public static partial IntPtr CreateCompressor();
    [LibraryImport(Name, EntryPoint = "ZSTD_freeCCtx")] public static partial nuint FreeCompressor(IntPtr context);
    [LibraryImport(Name, EntryPoint = "ZSTD_CCtx_setParameter")] public static partial nuint SetParameter(IntPtr context, int parameter, int value);
    [LibraryImport(Name, EntryPoint = "ZSTD_compress2")] public static partial nuint Compress(IntPtr context, byte* destination, nuint capacity, byte* source, nuint length);
    [LibraryImport(Name, EntryPoint = "ZSTD_compressBound")] public static partial nuint CompressBound(nuint length);
    [LibraryImport(Name, EntryPoint = "ZSTD_createDCtx")] public static partial IntPtr CreateDecompressor();
    [LibraryImport(Name, EntryPoint = "ZSTD_freeDCtx")] public static partial nuint FreeDecompressor(IntPtr context);
    [LibraryImport(Name, EntryPoint = "ZSTD_decompressStream")] public static partial nuint DecompressStream(IntPtr context, OutBuffer* output, InBuffer* input);
    [LibraryImport(Name, EntryPoint = "ZSTD_isError")] private static partial uint IsError(nuint result);
    [LibraryImport(Name, EntryPoint = "ZSTD_getErrorName")] private static partial byte* ErrorName(nuint result);

    [StructLayout(LayoutKind.Sequential)]
    public struct InBuffer
    {
        public byte* Source;
        public nuint Size;
        public nuint Position;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct OutBuffer
    {
        public byte* Destination;
        public nuint Size;
        public nuint Position;
    }
}
