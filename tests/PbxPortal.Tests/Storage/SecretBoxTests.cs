using System.Security.Cryptography;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using PbxPortal.Server.Directory;
using PbxPortal.Storage;

namespace PbxPortal.Tests.Storage;

public sealed class SecretBoxTests
{
    private static readonly Ha1Set Secrets = new(
        RandomNumberGenerator.GetBytes(16), RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));

    [Fact]
    public async Task Opens_what_it_sealed_also_after_a_restart()
    {
        using var temporary = TemporaryDatabase.CreateNothing();
        byte[] box;
        await using (var first = await TemporaryServices.CreateAsync(temporary.Database.Path))
        {
            box = first.GetRequiredService<ISecretBox>().Seal(Secrets);
        }

        await using var second = await TemporaryServices.CreateAsync(temporary.Database.Path);
        var opened = second.GetRequiredService<ISecretBox>().Open(box);

        Assert.Equal(Secrets.Md5, opened.Md5);
        Assert.Equal(Secrets.Sha256, opened.Sha256);
        Assert.Equal(Secrets.Sha512T256, opened.Sha512T256);
    }

    [Fact]
    public async Task A_set_without_SHA_512_256_stays_without()
    {
        using var temporary = TemporaryDatabase.CreateNothing();
        await using var services = await TemporaryServices.CreateAsync(temporary.Database.Path);
        var box = services.GetRequiredService<ISecretBox>();

        Assert.Empty(box.Open(box.Seal(Secrets with { Sha512T256 = [] })).Sha512T256);
    }

    [Fact]
    public async Task Sealing_twice_gives_different_bytes_that_hold_no_plain_secret()
    {
        using var temporary = TemporaryDatabase.CreateNothing();
        await using var services = await TemporaryServices.CreateAsync(temporary.Database.Path);
        var box = services.GetRequiredService<ISecretBox>();

        var once = box.Seal(Secrets);

        Assert.NotEqual(once, box.Seal(Secrets));
        Assert.Equal(-1, once.AsSpan().IndexOf(Secrets.Md5));
    }

    [Fact]
    public async Task Refuses_bytes_that_were_changed_or_come_from_elsewhere()
    {
        using var temporary = TemporaryDatabase.CreateNothing();
        using var foreign = TemporaryDatabase.CreateNothing();
        await using var services = await TemporaryServices.CreateAsync(temporary.Database.Path);
        await using var otherServices = await TemporaryServices.CreateAsync(foreign.Database.Path);
        var box = services.GetRequiredService<ISecretBox>();
        var changed = box.Seal(Secrets);
        changed[^1] ^= 1;

        Assert.ThrowsAny<CryptographicException>(() => box.Open(changed));
        Assert.ThrowsAny<CryptographicException>(() => box.Open(otherServices.GetRequiredService<ISecretBox>().Seal(Secrets)));
        Assert.ThrowsAny<CryptographicException>(() => box.Open([1, 2, 3]));
    }

    [Fact]
    public async Task A_backup_of_the_one_file_opens_the_secrets_on_another_machine()
    {
        using var temporary = TemporaryDatabase.CreateNothing();
        var copy = Path.Combine(temporary.Folder, "copy.db");
        byte[] box;
        await using (var services = await TemporaryServices.CreateAsync(temporary.Database.Path))
        {
            box = services.GetRequiredService<ISecretBox>().Seal(Secrets);
            await services.GetRequiredService<SqliteDatabase>().BackUpAsync(copy, TestContext.Current.CancellationToken);
        }

        File.Delete(temporary.Database.Path);
        await using var restored = await TemporaryServices.CreateAsync(copy);

        Assert.Equal(Secrets.Sha256, restored.GetRequiredService<ISecretBox>().Open(box).Sha256);
    }

    [Fact]
    public async Task The_data_key_is_not_stored_as_it_is()
    {
        using var temporary = TemporaryDatabase.CreateNothing();
        await using var services = await TemporaryServices.CreateAsync(temporary.Database.Path);

        var stored = temporary.FromOutside(connection => connection.QuerySingle<byte[]>("SELECT protected FROM data_key;"));

        Assert.True(stored.Length > 32, "The key must be protected.");
        Assert.Equal(1, temporary.Count("data_protection_key"));
    }
}
