using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Db2Backup.Pipeline.Age;

/// <summary>The scrypt recipient type of age: a passphrase, alone in its file.</summary>
internal sealed class AgePassphrase : IAgeRecipient, IAgeIdentity
{
    internal const string StanzaType = "scrypt";
    private const int SaltBytes = 16;

    // age's own default: about a second and 256 MiB. More than 2^22 (4 GiB) is refused: a hostile file could ask for anything.
    private const int DefaultWorkFactor = 18;
    private const int MaximumWorkFactor = 22;

    private readonly byte[] passphrase;
    private readonly AgePrimitives primitives;
    private readonly int workFactor;

    public AgePassphrase(ReadOnlySpan<char> passphrase, AgePrimitives primitives, int workFactor = DefaultWorkFactor)
    {
        this.passphrase = new byte[Encoding.UTF8.GetByteCount(passphrase)];
        Encoding.UTF8.GetBytes(passphrase, this.passphrase);
        this.primitives = primitives;
        this.workFactor = workFactor;
    }

    public string Fingerprint => "passphrase";

    public AgeStanza Wrap(ReadOnlySpan<byte> fileKey)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var body = FileKeyWrap.Seal(WrapKey(salt, workFactor), fileKey, primitives);
        return new AgeStanza(StanzaType, [AgeHeader.Unpadded(salt), workFactor.ToString(CultureInfo.InvariantCulture)], body);
    }

    public byte[]? Unwrap(AgeStanza stanza)
    {
        if (stanza.Type != StanzaType || stanza.Arguments.Count != 2 || stanza.Body.Length != FileKeyWrap.SealedBytes) return null;
        if (!AgeHeader.TryDecode(stanza.Arguments[0], out var salt) || salt.Length != SaltBytes) return null;
        // One spelling only: no sign, no leading zero [age.md, scrypt].
        if (!int.TryParse(stanza.Arguments[1], NumberStyles.None, CultureInfo.InvariantCulture, out var factor)
            || factor is < 1 or > MaximumWorkFactor || stanza.Arguments[1][0] == '0') return null;
        return FileKeyWrap.Open(WrapKey(salt, factor), stanza.Body, primitives);
    }

    private byte[] WrapKey(byte[] salt, int factor) =>
        primitives.Scrypt(passphrase, [.. "age-encryption.org/v1/scrypt"u8, .. salt], factor);
}
