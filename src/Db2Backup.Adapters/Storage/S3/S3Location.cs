using System.Net;
using Db2Backup.Errors;
using Db2Backup.Storage;

namespace Db2Backup.Adapters.Storage.S3;

/// <summary>Which bucket, from <c>s3://bucket/prefix</c>. Pure; the name is checked against the service's rules before anything is asked of it.</summary>
/// <param name="Prefix">Names joined by slashes; empty for none.</param>
internal sealed record S3Location(string Bucket, string Prefix)
{
    public const string Scheme = "s3";

    public string DisplayName => $"{Scheme}://{Bucket}";

    /// <param name="ownService">Another service than Amazon's, which may have other rules: those that fit into a path.</param>
    /// <exception cref="Db2BackupException">StoreLocationInvalid.</exception>
    public static S3Location Parse(StoreAddress address, bool ownService)
    {
        if (ownService)
        {
            address.CheckContainer(255);
            return address.Container.Length >= 3 ? new(address.Container, address.Prefix) : throw Invalid(address, "the name of a bucket has at least 3 characters");
        }
        // "General purpose bucket naming rules".
        var name = address.Container;
        var fits = name.Length is >= 3 and <= 63 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
            && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1]) && !name.Contains("..", StringComparison.Ordinal) && !IPAddress.TryParse(name, out _);
        return fits ? new(name, address.Prefix)
            : throw Invalid(address, $"the bucket '{name}' must have 3 to 63 lower-case letters, digits, dots and hyphens, with a letter or digit at both ends, and be no IP address");
    }

    private static Db2BackupException Invalid(StoreAddress address, string why) =>
        new(ErrorCode.StoreLocationInvalid, $"'{address.Location}' cannot be the location of a store: {why}.", address.Location);
}
