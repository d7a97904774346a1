using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Server;

/// <summary>Who a client is, and whether it has SYSADM: the instance owner, or a member of the owner's group.</summary>
internal sealed unsafe partial record Identity(string AuthId, bool HasSysAdm)
{
    private const int SolSocket = 1, SoPeerCredentials = 17;

    [LibraryImport("libc", EntryPoint = "getpwuid_r")]
    private static partial int FindByUser(uint user, PasswordEntry* entry, byte* buffer, nint length, PasswordEntry** result);

    [LibraryImport("libc", EntryPoint = "getpwnam_r")]
    private static partial int FindByName(byte* name, PasswordEntry* entry, byte* buffer, nint length, PasswordEntry** result);

    [LibraryImport("libc", EntryPoint = "stat")]
    private static partial int Stat(byte* path, byte* status);

    [StructLayout(LayoutKind.Sequential)]
    private struct PasswordEntry
    {
        public byte* Name;
        public byte* Password;
        public uint User;
        public uint Group;
        public byte* Description;
        public byte* Home;
        public byte* Shell;
    }

    /// <summary>The process at the other end of a UNIX socket, as the kernel knows it.</summary>
    public static Identity OfPeer(Socket socket, InstancePaths paths)
    {
        Span<byte> credentials = stackalloc byte[12];
        socket.GetRawSocketOption(SolSocket, SoPeerCredentials, credentials);
        var numbers = MemoryMarshal.Cast<byte, uint>(credentials);
        return OfUser(numbers[1], numbers[2], paths);
    }

    public static Identity OfUser(uint user, uint group, InstancePaths paths)
    {
        var owner = OwnerOf(paths.Home);
        if (user == owner.User) return new Identity(paths.Name.ToUpperInvariant(), true);
        var name = NameOf(user) ?? $"UID{user}";
        return new Identity(name.ToUpperInvariant(), group == owner.Group);
    }

    /// <summary>
    /// CONNECT … USER u USING p, and every connection over TCP: checked against the sandbox's own list of users.
    /// SQL30082N reason 3 without a password, 24 when user or password is wrong. [messages.md, Connection]
    /// </summary>
    public static Identity Authenticate(InstancePaths paths, string user, string? password)
    {
        if (string.IsNullOrEmpty(password)) throw new Db2Exception("SQL30082N", "3", "PASSWORD MISSING");
        if (!IsListed(paths.Users, user, password)) throw new Db2Exception("SQL30082N", "24", "USERNAME AND/OR PASSWORD INVALID");
        if (string.Equals(user, paths.Name, StringComparison.OrdinalIgnoreCase)) return new Identity(user.ToUpperInvariant(), true);
        return new Identity(user.ToUpperInvariant(), GroupOf(user) == OwnerOf(paths.Home).Group);
    }

    /// <summary>User and group that own a file or folder.</summary>
    public static (uint User, uint Group) OwnerOf(string path)
    {
        // struct stat on 64-bit Linux: 144 bytes on x86-64 (st_uid at 28), 128 on arm64 (st_uid at 24).
        var status = stackalloc byte[256];
        fixed (byte* name = Terminated(path))
            if (Stat(name, status) != 0) throw new FileNotFoundException($"{path} cannot be looked at", path);
        var offset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 28 : 24;
        return (*(uint*)(status + offset), *(uint*)(status + offset + 4));
    }

    public static string? NameOf(uint user)
    {
        PasswordEntry entry;
        PasswordEntry* found;
        var buffer = stackalloc byte[4096];
        return FindByUser(user, &entry, buffer, 4096, &found) == 0 && found is not null
            ? Marshal.PtrToStringUTF8((nint)found->Name)
            : null;
    }

    private static uint? GroupOf(string user)
    {
        PasswordEntry entry;
        PasswordEntry* found;
        var buffer = stackalloc byte[4096];
        fixed (byte* name = Terminated(user))
            return FindByName(name, &entry, buffer, 4096, &found) == 0 && found is not null ? found->Group : null;
    }

    // One line per user: name:password.
    private static bool IsListed(string file, string user, string password)
    {
        if (!File.Exists(file)) return false;
        foreach (var line in File.ReadLines(file))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && string.Equals(line[..colon], user, StringComparison.OrdinalIgnoreCase)) return line[(colon + 1)..] == password;
        }
        return false;
    }

    private static byte[] Terminated(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }
}
