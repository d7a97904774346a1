using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Db2Backup.Errors;

namespace Db2Backup.Catalog;

/// <summary>
/// The manifest of a copy: that of the original, byte for byte, or with other slices where the store cuts otherwise. What a later
/// version of the format says besides goes along, though it is not understood here. Pure.
/// </summary>
internal static class ManifestCopy
{
    /// <param name="json">The original.</param>
    /// <param name="files">As they were stored now, in the order of the original.</param>
    /// <param name="attachments">The same for what lies beside them.</param>
    /// <param name="key">The original's key, for errors.</param>
    /// <exception cref="Db2BackupException">ManifestInvalid: a name appears twice in the original.</exception>
    public static byte[] Write(BackupManifest original, byte[] json, IReadOnlyList<ManifestFile> files, IReadOnlyList<ManifestFile> attachments, string key)
    {
        if (original.Files.Zip(files).All(f => f.First.Slices.SequenceEqual(f.Second.Slices))
            && original.Attachments.Zip(attachments).All(a => a.First.Slices.SequenceEqual(a.Second.Slices))) return json;
        try
        {
            var manifest = JsonNode.Parse(json, new JsonNodeOptions { PropertyNameCaseInsensitive = true })!.AsObject();
            CutAgain(manifest["files"], files);
            CutAgain(manifest["attachments"], attachments);
            return JsonSerializer.SerializeToUtf8Bytes(manifest, Indented);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new Db2BackupException(ErrorCode.ManifestInvalid, $"{key} cannot be copied with other slices: {e.Message}", key, e);
        }
    }

    private static void CutAgain(JsonNode? listed, IReadOnlyList<ManifestFile> files)
    {
        if (files.Count == 0) return;
        foreach (var (node, file) in listed!.AsArray().Zip(files)) node!["slices"] = JsonNode.Parse(ManifestJson.Write(file.Slices));
    }

    // Times have a plus sign in them, and names of Db2 have more: read by people, they stay as they are. Nothing of it becomes HTML.
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
