using System.Globalization;
using System.Runtime.InteropServices;
using System.Security;
using System.Text;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Pipeline.Age;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>Makes and reads key files, in the form of age-keygen: comments, and a key per line.</summary>
internal sealed class BackupKeys(AgePrimitives primitives, IOperationHost host, TimeProvider clock)
{
    // A key file is some hundred bytes; somebody may name an image by mistake.
    private const long MaximumFileBytes = 1 << 20;
    private const UnixFileMode OthersMayRead = UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>New-Db2BackupKey: writes an identity file, mode 600, that did not exist.</summary>
    /// <exception cref="Db2BackupException">FileExists, FileNotFound (the folder), AccessDenied.</exception>
    public async Task<BackupKey> CreateAsync(string path, CancellationToken cancellationToken)
    {
        path = Path.GetFullPath(path);
        var identity = AgeX25519Identity.Generate(primitives);
        var recipient = identity.Recipient.Fingerprint;
        var text = string.Create(CultureInfo.InvariantCulture,
            $"# created: {clock.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}\n# public key: {recipient}\n{identity.Reveal()}\n");
        var file = NewFile.Create(path);
        await using (file.ConfigureAwait(false))
        {
            await file.Stream.WriteAsync(Encoding.ASCII.GetBytes(text), cancellationToken).ConfigureAwait(false);
            file.Commit();
        }
        return new BackupKey(recipient, path);
    }

    /// <summary>The secret keys of an identity file; warns when others may read it.</summary>
    /// <exception cref="Db2BackupException">FileNotFound, AccessDenied, KeyInvalid (naming the line, never its text).</exception>
    public async Task<IReadOnlyList<IAgeIdentity>> ReadIdentitiesAsync(string path, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & OthersMayRead) != 0)
            host.Warning($"{path} holds a secret key and others may read it. chmod 600 it.");
        return await ReadAsync(path, line => (IAgeIdentity)AgeX25519Identity.Parse(line, primitives), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The public keys of a recipients file.</summary>
    /// <exception cref="Db2BackupException">FileNotFound, AccessDenied, KeyInvalid (naming the line).</exception>
    public Task<IReadOnlyList<IAgeRecipient>> ReadRecipientsAsync(string path, CancellationToken cancellationToken) =>
        ReadAsync(path, line => (IAgeRecipient)AgeX25519Recipient.Parse(line, primitives), cancellationToken);

    /// <exception cref="Db2BackupException">KeyInvalid.</exception>
    public IAgeRecipient Recipient(string text) => AgeX25519Recipient.Parse(text.Trim(), primitives);

    /// <summary>A passphrase as it comes from the user: the text is in memory only for the moment of copying.</summary>
    /// <exception cref="Db2BackupException">KeyInvalid: it is empty.</exception>
    public AgePassphrase Passphrase(SecureString secret)
    {
        if (secret.Length == 0) throw new Db2BackupException(ErrorCode.KeyInvalid, "The passphrase is empty.");
        var text = Marshal.SecureStringToGlobalAllocUnicode(secret);
        try
        {
            var characters = new char[secret.Length];
            Marshal.Copy(text, characters, 0, characters.Length);
            try
            {
                return new AgePassphrase(characters, primitives);
            }
            finally
            {
                Array.Clear(characters);
            }
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(text);
        }
    }

    /// <summary>A password as bytes; whoever gets them clears them.</summary>
    public static byte[] Utf8(SecureString secret)
    {
        var text = Marshal.SecureStringToGlobalAllocUnicode(secret);
        try
        {
            var characters = new char[secret.Length];
            Marshal.Copy(text, characters, 0, characters.Length);
            try
            {
                return Encoding.UTF8.GetBytes(characters);
            }
            finally
            {
                Array.Clear(characters);
            }
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(text);
        }
    }

    /// <summary>What can be said of a set of recipients before anything is encrypted.</summary>
    /// <exception cref="Db2BackupException">RecipientMissing, RecipientsMixed.</exception>
    public static void Check(IReadOnlyList<IAgeRecipient> recipients, bool noEncryption)
    {
        if (recipients.Count == 0 && !noEncryption)
            throw new Db2BackupException(ErrorCode.RecipientMissing, "No recipient and no passphrase was given.");
        if (recipients.Count > 1 && recipients.Any(r => r is AgePassphrase))
            throw new Db2BackupException(ErrorCode.RecipientsMixed, "A passphrase was given together with other recipients.");
    }

    private static async Task<IReadOnlyList<T>> ReadAsync<T>(string path, Func<string, T> parse, CancellationToken cancellationToken)
    {
        string[] lines;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaximumFileBytes })
                throw new Db2BackupException(ErrorCode.KeyInvalid, $"{path} is too large to be a key file.", path);
            lines = await File.ReadAllLinesAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (FileErrors.From(e, path, writing: false) is { } told)
        {
            throw told;
        }
        var keys = new List<T>();
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#') continue;
            try
            {
                keys.Add(parse(line));
            }
            catch (Db2BackupException e) when (e.Code == ErrorCode.KeyInvalid)
            {
                throw new Db2BackupException(ErrorCode.KeyInvalid, $"Line {i + 1} of {path} holds no key that can be used. {e.Message}", path, e);
            }
        }
        return keys.Count > 0 ? keys : throw new Db2BackupException(ErrorCode.KeyInvalid, $"{path} holds no key.", path);
    }
}
