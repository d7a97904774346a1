using System.Security.Cryptography;
using Db2Backup.Errors;

namespace Db2Backup.Pipeline.Age;

/// <summary>The X25519 recipient type of age: one public key, <c>age1…</c>.</summary>
internal sealed class AgeX25519Recipient : IAgeRecipient
{
    internal const string StanzaType = "X25519";
    private const string Prefix = "age";
    private readonly byte[] publicKey;
    private readonly AgePrimitives primitives;

    private AgeX25519Recipient(byte[] publicKey, AgePrimitives primitives) =>
        (this.publicKey, this.primitives) = (publicKey, primitives);

    /// <summary>The public key itself: it is no secret and names its owner.</summary>
    public string Fingerprint => Bech32.Encode(Prefix, publicKey);

    public override string ToString() => Fingerprint;

    /// <exception cref="Db2BackupException">KeyInvalid.</exception>
    public static AgeX25519Recipient Parse(string text, AgePrimitives primitives) =>
        Bech32.TryDecode(text, out var prefix, out var data) && prefix == Prefix && data.Length == AgePrimitives.KeyBytes && text.StartsWith("age1", StringComparison.Ordinal)
            ? new AgeX25519Recipient(data, primitives)
            // The text is not repeated: somebody may have given the secret key by mistake.
            : throw new Db2BackupException(ErrorCode.KeyInvalid, "A recipient is not a public key of the form age1….");

    internal static AgeX25519Recipient FromPublicKey(byte[] publicKey, AgePrimitives primitives) => new(publicKey, primitives);

    public AgeStanza Wrap(ReadOnlySpan<byte> fileKey)
    {
        var ephemeral = RandomNumberGenerator.GetBytes(AgePrimitives.KeyBytes);
        var share = primitives.X25519(ephemeral, AgeX25519Identity.BasePoint);
        var secret = primitives.X25519(ephemeral, publicKey);
        var body = FileKeyWrap.Seal(WrapKey(secret, share, publicKey), fileKey, primitives);
        return new AgeStanza(StanzaType, [AgeHeader.Unpadded(share)], body);
    }

    internal static byte[] WrapKey(byte[] sharedSecret, byte[] share, byte[] publicKey) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, sharedSecret, 32, salt: [.. share, .. publicKey], info: "age-encryption.org/v1/X25519"u8.ToArray());
}

/// <summary>The secret half: <c>AGE-SECRET-KEY-1…</c>. Never printed by <see cref="ToString"/>.</summary>
internal sealed class AgeX25519Identity : IAgeIdentity
{
    private const string Prefix = "age-secret-key-";
    internal static readonly byte[] BasePoint = [9, .. new byte[31]];
    private readonly byte[] secretKey;
    private readonly byte[] publicKey;
    private readonly AgePrimitives primitives;

    private AgeX25519Identity(byte[] secretKey, AgePrimitives primitives)
    {
        this.secretKey = secretKey;
        this.primitives = primitives;
        publicKey = primitives.X25519(secretKey, BasePoint);
    }

    public AgeX25519Recipient Recipient => AgeX25519Recipient.FromPublicKey(publicKey, primitives);

    public static AgeX25519Identity Generate(AgePrimitives primitives) =>
        new(RandomNumberGenerator.GetBytes(AgePrimitives.KeyBytes), primitives);

    /// <exception cref="Db2BackupException">KeyInvalid.</exception>
    public static AgeX25519Identity Parse(string text, AgePrimitives primitives) =>
        text.StartsWith("AGE-SECRET-KEY-1", StringComparison.Ordinal)
        && Bech32.TryDecode(text, out var prefix, out var data) && prefix == Prefix && data.Length == AgePrimitives.KeyBytes
            ? new AgeX25519Identity(data, primitives)
            : throw new Db2BackupException(ErrorCode.KeyInvalid, "An identity is not a secret key of the form AGE-SECRET-KEY-1….");

    /// <summary>The text form, for the one moment when a new key is handed to its owner.</summary>
    public string Reveal() => Bech32.Encode(Prefix, secretKey).ToUpperInvariant();

    public override string ToString() => $"identity of {Recipient.Fingerprint}";

    public byte[]? Unwrap(AgeStanza stanza)
    {
        if (stanza.Type != AgeX25519Recipient.StanzaType) return null;
        if (stanza.Arguments.Count != 1 || !AgeHeader.TryDecode(stanza.Arguments[0], out var share)
            || share.Length != AgePrimitives.KeyBytes || stanza.Body.Length != FileKeyWrap.SealedBytes) return null;
        var secret = primitives.X25519(secretKey, share);
        // A share of low order makes a secret that everybody knows [age.md, X25519].
        if (secret.All(b => b == 0)) return null;
        return FileKeyWrap.Open(AgeX25519Recipient.WrapKey(secret, share, publicKey), stanza.Body, primitives);
    }
}
