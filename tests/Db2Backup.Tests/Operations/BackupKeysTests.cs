using System.Security;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Pipeline.Age;

namespace Db2Backup.Tests.Operations;

public sealed class BackupKeysTests : BackupFixture
{
    private BackupKeys Keys => new(Primitives, Host, TimeProvider.System);

    [Fact]
    public async Task A_new_key_is_a_file_of_its_owner_in_the_form_of_age()
    {
        var path = Folder.Combine("key.txt");
        var key = await Keys.CreateAsync(path, Token);
        Assert.Equal(path, key.Path);
        AssertPrivate(path);
        var lines = await File.ReadAllLinesAsync(path, Token);
        Assert.StartsWith("# created: ", lines[0], StringComparison.Ordinal);
        Assert.Equal("# public key: " + key.Recipient, lines[1]);
        var identity = Assert.IsType<AgeX25519Identity>(Assert.Single(await Keys.ReadIdentitiesAsync(path, Token)));
        Assert.Equal(key.Recipient, identity.Recipient.Fingerprint);
        Assert.Empty(Host.Warnings);
        if (Programs.OnPath("age-keygen")) Programs.Shell($"test \"$(age-keygen -y '{path}')\" = {key.Recipient}");
    }

    [Fact]
    public async Task A_key_that_exists_is_never_overwritten()
    {
        var path = Folder.Combine("key.txt");
        await Keys.CreateAsync(path, Token);
        var before = Snapshot();
        await RefusedAsync(ErrorCode.FileExists, () => Keys.CreateAsync(path, Token));
        await RefusedAsync(ErrorCode.FileNotFound, () => Keys.CreateAsync(Folder.Combine("none", "key"), Token));
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public async Task A_file_of_several_keys_and_comments_is_read_and_others_reading_it_is_told()
    {
        var path = Folder.Combine("keys");
        var other = AgeX25519Identity.Generate(Primitives);
        await File.WriteAllTextAsync(path, $"# mine\r\n\r\n{Key.Reveal()}\r\n# escrow\n  {other.Reveal()}\n", Token);
        Assert.Equal(2, (await Keys.ReadIdentitiesAsync(path, Token)).Count);
        Assert.Single(Host.Warnings);
        await File.WriteAllTextAsync(path, $"{Key.Recipient.Fingerprint}\n#\n{other.Recipient.Fingerprint}\n", Token);
        Assert.Equal([Key.Recipient.Fingerprint, other.Recipient.Fingerprint], (await Keys.ReadRecipientsAsync(path, Token)).Select(r => r.Fingerprint));
    }

    [Fact]
    public async Task A_file_without_usable_keys_is_refused_and_its_text_not_repeated()
    {
        var path = Folder.Combine("keys");
        foreach (var text in new[] { "", "# nothing\n", "hunter2\n", "AGE-SECRET-KEY-1HUNTER2\n", Key.Reveal() + "\nhunter2\n" })
        {
            await File.WriteAllTextAsync(path, text, Token);
            var error = await RefusedAsync(ErrorCode.KeyInvalid, () => Keys.ReadIdentitiesAsync(path, Token));
            Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.OrdinalIgnoreCase);
        }
        await File.WriteAllTextAsync(path, Key.Reveal(), Token);
        Assert.DoesNotContain(Key.Reveal(), (await RefusedAsync(ErrorCode.KeyInvalid, () => Keys.ReadRecipientsAsync(path, Token))).ToString(), StringComparison.Ordinal);
        await RefusedAsync(ErrorCode.FileNotFound, () => Keys.ReadIdentitiesAsync(Folder.Combine("none"), Token));
    }

    [Fact]
    public void A_passphrase_comes_as_a_secure_string()
    {
        using var secret = new SecureString();
        Assert.Equal(ErrorCode.KeyInvalid, Assert.Throws<Db2BackupException>(() => Keys.Passphrase(secret)).Code);
        foreach (var c in "grün") secret.AppendChar(c);
        var fileKey = new byte[16];
        var stanza = new AgePassphrase("grün", Primitives, 10).Wrap(fileKey);
        Assert.Equal(fileKey, Keys.Passphrase(secret).Unwrap(stanza));
    }
}
