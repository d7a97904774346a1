using System.Collections.Immutable;

namespace Db2Backup.Emulator.Tests.Whole;

/// <summary>What the rows were after one step, and a moment (UTC) after it and before the next step.</summary>
internal sealed record Moment(DateTime Utc, ImmutableSortedDictionary<int, int> Rows, bool Wrote);

/// <summary>An image: where it was taken on which timeline, and what it must hold.</summary>
internal sealed record Image(string Timestamp, bool Online, string Folder, int Index, ImmutableSortedDictionary<int, int> Rows);

/// <summary>
/// The oracle: what a database's rows were over time, as a list. A recovery to a moment cuts off what came after it;
/// images taken in the cut part are still good, but not ancestors of what follows.
/// </summary>
internal sealed class Timeline
{
    private readonly List<Moment> moments = [];
    private readonly List<Image> images = [];

    public ImmutableSortedDictionary<int, int> Rows { get; private set; } = ImmutableSortedDictionary<int, int>.Empty;

    /// <summary>Every image ever taken.</summary>
    public List<Image> AllImages { get; } = [];

    /// <summary>The images whose logs lead to now.</summary>
    public IReadOnlyList<Image> Images => images;

    public void Add(DateTime utc, ImmutableSortedDictionary<int, int> rows, bool wrote)
    {
        Rows = rows;
        moments.Add(new Moment(utc, rows, wrote));
    }

    public void AddImage(DateTime utc, string timestamp, bool online, string folder)
    {
        Add(utc, Rows, wrote: false);
        var image = new Image(timestamp, online, folder, moments.Count - 1, Rows);
        images.Add(image);
        AllImages.Add(image);
    }

    /// <summary>
    /// The moments a rollforward of this image can be stopped at: at or after its end, and with a commit after them
    /// (a moment after the last commit is not reached: SQL4970N).
    /// </summary>
    public IReadOnlyList<int> Reachable(Image image)
    {
        var last = moments.FindLastIndex(m => m.Wrote);
        return Enumerable.Range(image.Index, Math.Max(0, last - image.Index)).ToList();
    }

    public Moment At(int index) => moments[index];

    /// <summary>The database has gone back to this moment; what came after it is gone.</summary>
    public void CutAfter(int index)
    {
        moments.RemoveRange(index + 1, moments.Count - index - 1);
        images.RemoveAll(i => i.Index > index);
        Rows = moments[index].Rows;
    }
}
