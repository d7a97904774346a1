using System.Security.Cryptography;
using System.Text;
using Db2Backup.Errors;

namespace Db2Backup.Pipeline.Age;

/// <summary>
/// The textual header of an age v1 file [C2SP age.md]: a version line, one stanza per recipient, and a MAC keyed by the
/// file key over all of it up to and including the three dashes.
/// </summary>
internal static class AgeHeader
{
    public const int FileKeyBytes = 16;
    private const string Version = "age-encryption.org/v1";
    private const int BodyColumns = 64;

    // A header is a few hundred bytes; without a limit a file of another kind would be read whole in search of line ends.
    private const int MaximumBytes = 1 << 20;

    public static byte[] Write(ReadOnlySpan<byte> fileKey, IReadOnlyList<IAgeRecipient> recipients)
    {
        var stanzas = new List<AgeStanza>(recipients.Count);
        foreach (var recipient in recipients) stanzas.Add(recipient.Wrap(fileKey));

        var text = new StringBuilder(Version).Append('\n');
        foreach (var stanza in stanzas)
        {
            text.Append("-> ").Append(stanza.Type);
            foreach (var argument in stanza.Arguments) text.Append(' ').Append(argument);
            text.Append('\n');
            // The last line of a body is shorter than the others, and empty when the body fills its lines.
            var body = Unpadded(stanza.Body);
            var start = 0;
            for (; body.Length - start >= BodyColumns; start += BodyColumns) text.Append(body, start, BodyColumns).Append('\n');
            text.Append(body, start, body.Length - start).Append('\n');
        }
        text.Append("---");
        var mac = Mac(fileKey, Encoding.ASCII.GetBytes(text.ToString()));
        text.Append(' ').Append(Unpadded(mac)).Append('\n');
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>Reads the header and finds the file key. The source is left at the first byte of the payload.</summary>
    /// <exception cref="Db2BackupException">EncryptionHeaderInvalid, NoMatchingKey.</exception>
    public static async Task<byte[]> ReadFileKeyAsync(ByteSource source, IReadOnlyList<IAgeIdentity> identities, string name, CancellationToken cancellationToken)
    {
        var seen = new List<byte>();
        if (await ReadLineAsync(source, seen, name, cancellationToken).ConfigureAwait(false) != Version)
            throw Invalid(name, "the first line is not the version line of age v1");

        var stanzas = new List<AgeStanza>();
        while (true)
        {
            var line = await ReadLineAsync(source, seen, name, cancellationToken).ConfigureAwait(false);
            if (line.StartsWith("--- ", StringComparison.Ordinal))
            {
                var signed = seen.GetRange(0, seen.Count - line.Length - 1 + 3).ToArray();
                return FileKey(stanzas, identities, signed, Decode(line[4..], name), name);
            }
            var words = line.Split(' ');
            if (words.Length < 2 || words[0] != "->" || words.Any(w => w.Length == 0)) throw Invalid(name, "a stanza line is malformed");
            var body = new StringBuilder();
            string part;
            do
            {
                part = await ReadLineAsync(source, seen, name, cancellationToken).ConfigureAwait(false);
                if (part.Length > BodyColumns) throw Invalid(name, "a line of a stanza's body is too long");
                body.Append(part);
            }
            while (part.Length == BodyColumns);
            stanzas.Add(new AgeStanza(words[1], words[2..], Decode(body.ToString(), name)));
        }
    }

    private static byte[] FileKey(List<AgeStanza> stanzas, IReadOnlyList<IAgeIdentity> identities, byte[] signed, byte[] mac, string name)
    {
        // A passphrase stands alone: otherwise who knows it could also have written the file for others [age.md, scrypt].
        if (stanzas.Count > 1 && stanzas.Any(s => s.Type == AgePassphrase.StanzaType))
            throw Invalid(name, "a passphrase stanza is not alone");
        foreach (var identity in identities)
            foreach (var stanza in stanzas)
                if (identity.Unwrap(stanza) is { } fileKey)
                    return CryptographicOperations.FixedTimeEquals(Mac(fileKey, signed), mac)
                        ? fileKey
                        : throw Invalid(name, "its MAC does not fit: the header was changed");
        throw new Db2BackupException(ErrorCode.NoMatchingKey, $"No key that was given opens {name}.", name);
    }

    private static byte[] Mac(ReadOnlySpan<byte> fileKey, ReadOnlySpan<byte> signed)
    {
        Span<byte> key = stackalloc byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, fileKey, key, salt: [], info: "header"u8);
        return HMACSHA256.HashData(key, signed);
    }

    private static async ValueTask<string> ReadLineAsync(ByteSource source, List<byte> seen, string name, CancellationToken cancellationToken)
    {
        var start = seen.Count;
        while (true)
        {
            var next = await source.ReadByteAsync(cancellationToken).ConfigureAwait(false);
            if (next < 0 || seen.Count >= MaximumBytes) throw Invalid(name, "it ends within the header");
            seen.Add((byte)next);
            if (next == '\n') break;
            if (next is < 0x20 or > 0x7e) throw Invalid(name, "the header holds bytes that are no text");
        }
        return Encoding.ASCII.GetString(seen.GetRange(start, seen.Count - start - 1).ToArray());
    }

    internal static string Unpadded(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    /// <summary>Strict: no padding, and the one encoding that these bytes have.</summary>
    internal static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = [];
        if (text.Contains('=') || text.Length % 4 == 1) return false;
        var buffer = new byte[text.Length];
        if (!Convert.TryFromBase64String(text + new string('=', (4 - text.Length % 4) % 4), buffer, out var written)) return false;
        bytes = buffer[..written];
        return Unpadded(bytes) == text;
    }

    private static byte[] Decode(string text, string name) =>
        TryDecode(text, out var bytes) ? bytes : throw Invalid(name, "it holds malformed base64");

    private static Db2BackupException Invalid(string name, string why) =>
        new(ErrorCode.EncryptionHeaderInvalid, $"The encryption header of {name} cannot be read: {why}.", name);
}
