using Db2Backup.Errors;

namespace Db2Backup.Storage.Swift;

/// <summary>
/// clouds.yaml, where OpenStack's programs keep how to reach a cloud, and secure.yaml beside it for the secrets. Found as they
/// find it: OS_CLIENT_CONFIG_FILE, the current folder, ~/.config/openstack, /etc/openstack.
/// </summary>
internal static class CloudsFile
{
    private static readonly string[] Secrets = ["password", "application_credential_secret", "token"];

    /// <exception cref="Db2BackupException">StoreSettingInvalid (no file, no such cloud, no YAML), SecretExposed, AccessDenied.</exception>
    public static Dictionary<string, string> Read(string cloud, Func<string, string?> environment)
    {
        var path = Find(environment) ?? throw new Db2BackupException(ErrorCode.StoreSettingInvalid, $"The cloud '{cloud}' is named, and there is no clouds.yaml.", cloud);
        var values = ReadCloud(path, cloud) ?? throw new Db2BackupException(ErrorCode.StoreSettingInvalid, $"{path} has no cloud '{cloud}'.", cloud);
        var secure = Path.Combine(Path.GetDirectoryName(path)!, "secure.yaml");
        if (File.Exists(secure))
            foreach (var (name, value) in ReadCloud(secure, cloud) ?? []) values[name] = value;
        return values;
    }

    private static string? Find(Func<string, string?> environment)
    {
        if (environment("OS_CLIENT_CONFIG_FILE") is { Length: > 0 } named) return Path.GetFullPath(named);
        var home = environment("HOME") is { Length: > 0 } h ? h : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        return new[] { Environment.CurrentDirectory, Path.Combine(home, ".config", "openstack"), "/etc/openstack" }
            .Select(folder => Path.Combine(folder, "clouds.yaml")).FirstOrDefault(File.Exists);
    }

    /// <summary>What is said of a cloud, that of its auth among the rest; null when the file does not know it.</summary>
    private static Dictionary<string, string>? ReadCloud(string path, string cloud)
    {
        IReadOnlyDictionary<string, string> all;
        try
        {
            all = YamlMap.Parse(File.ReadAllText(path));
        }
        catch (FormatException e)
        {
            throw new Db2BackupException(ErrorCode.StoreSettingInvalid, $"{path} cannot be read: {e.Message}", path, e);
        }
        catch (Exception e) when (FileErrors.From(e, path, writing: false) is { } told)
        {
            throw told;
        }
        var begin = $"clouds\n{cloud}\n";
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var known = false;
        foreach (var (name, value) in all)
        {
            if (!name.StartsWith(begin, StringComparison.Ordinal)) continue;
            known = true;
            var below = name[begin.Length..];
            if (below.StartsWith("auth\n", StringComparison.Ordinal)) below = below["auth\n".Length..];
            if (!below.Contains('\n', StringComparison.Ordinal) && value.Length > 0) values[below] = value;
        }
        if (values.Keys.Any(Secrets.Contains)) SecretFile.RefuseExposed(path);
        return known ? values : null;
    }
}
