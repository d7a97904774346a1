using System.Globalization;
using System.Text.Json;

namespace Db2Backup.Storage.Swift;

/// <summary>What a Swift allows, from /info; where a service has none or hides it, Swift's own defaults.</summary>
internal sealed record SwiftLimits
{
    /// <summary>One PUT, so one segment.</summary>
    public long MaximumFileBytes { get; init; } = (5L << 30) + 2;
    public int MaximumSegments { get; init; } = 1000;
    public int MaximumManifestBytes { get; init; } = 8 << 20;
    public int MinimumSegmentBytes { get; init; } = 1;
    public int MaximumNameBytes { get; init; } = 1024;

    /// <summary>The service says what it has, and large objects of this kind are not among it.</summary>
    public bool LacksLargeObjects { get; init; }

    public StoreFacts ToFacts(TimeSpan? clockOffset) => new()
    {
        // An entry of a manifest has the name of the container and of the segment, tag and length, and JSON around it.
        MaximumParts = Math.Min(MaximumSegments, MaximumManifestBytes / (2 * MaximumNameBytes)),
        MaximumPartBytes = MaximumFileBytes, MinimumPartBytes = MinimumSegmentBytes, ClockOffset = clockOffset,
    };

    /// <summary>Reads the answer of /info; what it does not say is as by default.</summary>
    public static SwiftLimits Parse(ReadOnlyMemory<byte> info)
    {
        var limits = new SwiftLimits();
        try
        {
            using var json = JsonDocument.Parse(info);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return limits;
            var hasSlo = root.TryGetProperty("slo", out var slo);
            var hasSwift = root.TryGetProperty("swift", out var swift);
            return limits with
            {
                MaximumFileBytes = Number(hasSwift, swift, "max_file_size") ?? limits.MaximumFileBytes,
                MaximumNameBytes = (int?)Number(hasSwift, swift, "max_object_name_length") ?? limits.MaximumNameBytes,
                MaximumSegments = (int?)Number(hasSlo, slo, "max_manifest_segments") ?? limits.MaximumSegments,
                MaximumManifestBytes = (int?)Number(hasSlo, slo, "max_manifest_size") ?? limits.MaximumManifestBytes,
                MinimumSegmentBytes = Math.Max(1, (int?)Number(hasSlo, slo, "min_segment_size") ?? limits.MinimumSegmentBytes),
                LacksLargeObjects = hasSwift && !hasSlo,
            };
        }
        catch (JsonException)
        {
            // Something else answers there: the defaults are as good a guess as any, and the service refuses what is too much.
            return limits;
        }
    }

    private static long? Number(bool known, JsonElement section, string name) =>
        known && section.ValueKind == JsonValueKind.Object && section.TryGetProperty(name, out var value)
        && long.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? Math.Min(number, name == "max_file_size" ? long.MaxValue : int.MaxValue) : null;
}
