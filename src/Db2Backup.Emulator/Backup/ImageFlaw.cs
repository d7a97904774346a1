namespace Db2Backup.Emulator.Backup;

/// <summary>What can be wrong with an image. RESTORE makes a message of it, db2ckbkp a line of text.</summary>
internal enum ImageFlaw
{
    NoHeader,
    DamagedBlock,
    UnexpectedEnd,
    DataAfterEnd,
    NotFirstOfSequence,
    WrongSequence,
    OtherImage,
}

/// <param name="path">The file it was found in.</param>
/// <param name="offset">Where in that file.</param>
internal sealed class ImageFlawException(ImageFlaw flaw, string path, long offset, string explanation) : Exception(explanation)
{
    public ImageFlaw Flaw { get; } = flaw;
    public string Path { get; } = path;
    public long Offset { get; } = offset;

    /// <summary>The sequence number that should have come, for <see cref="ImageFlaw.WrongSequence"/>.</summary>
    public int ExpectedSequence { get; init; }

    /// <summary>What the file is, for <see cref="ImageFlaw.OtherImage"/>.</summary>
    public ImageHeader? Found { get; init; }
}
