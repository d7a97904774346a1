namespace Db2Backup.Pipeline.Age;

/// <summary>
/// One recipient stanza of an age header: the file key, wrapped for one recipient.
/// <code>-&gt; X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc</code>
/// </summary>
internal sealed record AgeStanza(string Type, IReadOnlyList<string> Arguments, byte[] Body);

/// <summary>Somebody a file can be encrypted to.</summary>
internal interface IAgeRecipient
{
    AgeStanza Wrap(ReadOnlySpan<byte> fileKey);

    /// <summary>What a manifest may say of it: tells recipients apart, opens nothing.</summary>
    string Fingerprint { get; }
}

/// <summary>Somebody who can open a file.</summary>
internal interface IAgeIdentity
{
    /// <summary>The file key, or null when the stanza is for somebody else.</summary>
    byte[]? Unwrap(AgeStanza stanza);
}
