using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Db2Backup.Errors;
using Db2Backup.Storage;

namespace Db2Backup.Adapters.Storage.Azure;

/// <summary>A certificate with its private key, PEM or PFX. The file is a secret when no password protects it.</summary>
internal static class AzureCertificate
{
    /// <exception cref="Db2BackupException">SecretExposed, StoreSettingInvalid, FileNotFound, AccessDenied.</exception>
    public static X509Certificate2 Load(string file, Secret? password)
    {
        try
        {
            if (password is null) SecretFile.RefuseExposed(file);
            var certificate = File.ReadAllText(file).Contains("-----BEGIN", StringComparison.Ordinal)
                ? password is null ? X509Certificate2.CreateFromPemFile(file) : X509Certificate2.CreateFromEncryptedPemFile(file, password.Reveal())
                : new X509Certificate2(file, password?.Reveal(), OperatingSystem.IsMacOS() ? X509KeyStorageFlags.DefaultKeySet : X509KeyStorageFlags.EphemeralKeySet);
            if (certificate.HasPrivateKey) return certificate;
            certificate.Dispose();
            throw Unusable(file, null);
        }
        catch (CryptographicException e)
        {
            throw Unusable(file, e);
        }
        catch (Exception e) when (e is not Db2BackupException && FileErrors.From(e, file, writing: false) is { } told)
        {
            throw told;
        }
    }

    private static Db2BackupException Unusable(string file, Exception? inner) =>
        new(ErrorCode.StoreSettingInvalid, $"{file} is no certificate with its private key (PEM or PFX), or the password does not open it.", file, inner);
}
