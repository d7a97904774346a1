using System.Text;
using Db2Backup.Adapters.Trove;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Tests.Catalog;

namespace Db2Backup.Tests.Operations;

/// <summary>Import-TroveBackup on archives that the real tar, gzip and openssl made.</summary>
public sealed class TroveImportTests : CatalogFixture
{
    private const string Secret = "default_aes_cbc_key ü%'1";
    private const string First = "SAMPLE.0.db2inst1.DBPART000.20160901120000.001", Second = "TOOLS.0.db2inst1.NODE0000.CATN0000.20160901120500.001";

    private ImportTroveBackup Import => new(new TroveFormats(), Host);

    private string Out => Folder.Combine("out");

    private ImportTroveBackupOptions Options(string? password = Secret) => new(Out) { Password = password is null ? null : Encoding.UTF8.GetBytes(password) };

    /// <summary>As Trove did: absolute names, two databases, a folder between.</summary>
    private string Archive(string pipe, Action<string>? more = null)
    {
        Assert.SkipUnless(Programs.OnPath("tar") && Programs.OnPath("gzip") && Programs.OnPath("openssl"), "the programs tar, gzip and openssl are not on this machine");
        var backup = Folder.Folder("backup");
        File.WriteAllBytes(Path.Combine(backup, First), Sample(700_001));
        File.WriteAllBytes(Path.Combine(backup, Second), Sample(123_456));
        more?.Invoke(backup);
        File.WriteAllText(Folder.Combine("secret"), Secret + "\n");
        var archive = Folder.Combine("archive");
        Programs.Shell($"set -o pipefail; tar cPf - '{backup}' {pipe} > '{archive}'");
        return archive;
    }

    private string Encrypted(string how, Action<string>? more = null) => Archive($"| gzip | openssl enc -aes-256-cbc -salt {how} -pass file:'{Folder.Combine("secret")}' 2>/dev/null", more);

    private void AssertImages(ImportedTroveBackup imported)
    {
        Assert.Equal([Path.Combine(Out, First), Path.Combine(Out, Second)], imported.Path);
        Assert.Equal(["SAMPLE", "TOOLS"], imported.Databases);
        Assert.Equal(Sample(700_001), File.ReadAllBytes(imported.Path[0]));
        Assert.Equal(Sample(123_456), File.ReadAllBytes(imported.Path[1]));
        Assert.All(imported.Path, AssertPrivate);
        Assert.Equal(823_457, imported.Bytes);
    }

    [Theory]
    [InlineData("-md md5", OpensslDerivation.Md5), InlineData("-md sha256", OpensslDerivation.Sha256), InlineData("-pbkdf2", OpensslDerivation.Pbkdf2)]
    public async Task Whichever_way_openssl_made_the_key_the_images_come_back_from_a_file_and_from_a_store(string how, OpensslDerivation derivation)
    {
        var archive = Encrypted(how);
        var imported = await Import.FromFileAsync(archive, Options(), Token);
        Assert.Equal((derivation, true), (imported.Derivation, imported.Compressed));
        AssertImages(imported);
        // Nothing is overwritten.
        await RefusedAsync(ErrorCode.FileExists, () => Import.FromFileAsync(archive, Options(), Token));
        Directory.Delete(Out, recursive: true);
        Memory["p/database_backups/1.gz.enc"] = await File.ReadAllBytesAsync(archive, Token);
        AssertImages(await Import.FromStoreAsync(On(Memory, "p"), "database_backups/1.gz.enc", Options() with { Derivation = derivation }, Token));
    }

    [Theory, InlineData("", false), InlineData("| gzip", true)]
    public async Task What_was_not_encrypted_or_not_compressed_opens_too(string pipe, bool compressed)
    {
        var imported = await Import.FromFileAsync(Archive(pipe), Options(null), Token);
        Assert.Equal((null, compressed), (imported.Derivation, imported.Compressed));
        AssertImages(imported);
    }

    [Fact]
    public async Task A_wrong_password_and_another_derivation_are_told_before_anything_is_written()
    {
        var archive = Encrypted("-pbkdf2 -iter 20000");
        foreach (var options in new[] { Options("other"), Options(), Options(null), Options() with { Derivation = OpensslDerivation.Md5 } })
        {
            var error = await RefusedAsync(ErrorCode.TroveArchiveUnreadable, () => Import.FromFileAsync(archive, options, Token));
            Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
            Assert.False(Directory.Exists(Out));
        }
        AssertImages(await Import.FromFileAsync(archive, Options() with { Iterations = 20_000 }, Token));
        await RefusedAsync(ErrorCode.ObjectNotFound, () => Import.FromStoreAsync(Repository, "nothing", Options(), Token));
        File.WriteAllText(Folder.Combine("text"), "no archive at all");
        await RefusedAsync(ErrorCode.TroveArchiveUnreadable, () => Import.FromFileAsync(Folder.Combine("text"), Options(), Token));
    }

    [Theory, InlineData("| gzip", true), InlineData("", false), InlineData("", true)]
    public async Task Wherever_it_is_cut_or_damaged_no_image_is_kept(string pipe, bool encrypted)
    {
        var whole = await File.ReadAllBytesAsync(Archive(encrypted ? $"{pipe} | openssl enc -aes-256-cbc -salt -md md5 -pass file:'{Folder.Combine("secret")}' 2>/dev/null" : pipe), Token);
        var damaged = Folder.Combine("damaged");
        int[] cuts = [10, 700, 5_000, whole.Length / 2 / 512 * 512, whole.Length / 3, whole.Length - 12_000, whole.Length - 9, whole.Length - 16];
        foreach (var cut in cuts.Where(c => c > 0 && (pipe.Length > 0 || encrypted || c < 823_457)))
        {
            await File.WriteAllBytesAsync(damaged, whole[..cut], Token);
            await RefusedAsync(ErrorCode.TroveArchiveUnreadable, () => Import.FromFileAsync(damaged, Options(), Token));
            Assert.False(Directory.Exists(Out), $"cut at {cut}");
        }
        if (pipe.Length == 0) return; // Without a checksum a changed byte cannot be seen; db2ckbkp sees it.
        foreach (var at in new[] { 100, whole.Length / 2, whole.Length - 40 })
        {
            await File.WriteAllBytesAsync(damaged, [.. whole[..at], (byte)(whole[at] ^ 0x55), .. whole[(at + 1)..]], Token);
            await RefusedAsync(ErrorCode.TroveArchiveUnreadable, () => Import.FromFileAsync(damaged, Options(), Token));
            Assert.False(Directory.Exists(Out), $"changed at {at}");
        }
    }

    [Fact]
    public async Task An_entry_that_leads_elsewhere_is_refused_and_nothing_is_written_there()
    {
        foreach (var transform in new[] { "s,.*/backup/,../../,", "s,.*/backup/SAMPLE,x/../../SAMPLE," })
        {
            var archive = Archive($"--transform '{transform}' | gzip");
            await RefusedAsync(ErrorCode.ArchiveEntryUnsafe, () => Import.FromFileAsync(archive, Options(null), Token));
            Assert.False(Directory.Exists(Out));
        }
        var linked = Archive("| gzip", folder => File.CreateSymbolicLink(Path.Combine(folder, "A.0.db2inst1.DBPART000.20160901120000.001"), "/etc/passwd"));
        await RefusedAsync(ErrorCode.ArchiveEntryUnsafe, () => Import.FromFileAsync(linked, Options(null), Token));
        Assert.False(Directory.Exists(Out));
    }

    [Fact]
    public async Task Other_files_are_left_in_the_archive_and_named()
    {
        var imported = await Import.FromFileAsync(Encrypted("-md md5", folder => File.WriteAllText(Path.Combine(folder, "notes.txt"), "of somebody")), Options(), Token);
        AssertImages(imported);
        Assert.EndsWith("/notes.txt", Assert.Single(imported.Skipped), StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(Out).Length);
        Assert.Single(Host.Warnings);
    }
}
