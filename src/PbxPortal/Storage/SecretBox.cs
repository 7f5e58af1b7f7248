using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.AspNetCore.DataProtection;
using PbxPortal.Server.Directory;

namespace PbxPortal.Storage;

/// <summary>Seals HA1 values by AES-GCM under the one data key of this installation.</summary>
/// <remarks>
/// Immutable once it is unlocked. Data Protection guards only the data key and not every secret: its keys are renewed, which would
/// leave each secret bound to another one, and it costs more per value. A sealed value is: version, nonce, tag, ciphertext.
/// </remarks>
internal sealed class SecretBox(SqliteDatabase database, IDataProtectionProvider dataProtection) : ISecretBox, IServerKeys
{
    private const byte Version = 1;
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeaderBytes = 1 + NonceBytes + TagBytes;
    private const int Md5Bytes = 16;
    private const int Sha256Bytes = 32;

    private readonly IDataProtector _protector = dataProtection.CreateProtector("PbxPortal.DataKey.v1");
    private byte[]? _dataKey;

    /// <summary>Reads the data key, or makes it in a new database; before the first secret.</summary>
    /// <exception cref="CryptographicException">The database's own keys do not open it.</exception>
    public async Task UnlockAsync(CancellationToken cancellationToken)
    {
        const string Select = "SELECT protected FROM data_key WHERE id = 1;";
        var stored = await database.ReadAsync(connection => connection.ExecuteScalarAsync<byte[]?>(Select), cancellationToken);
        if (stored is null)
        {
            // Protected before the transaction begins, because the first call stores a key of its own over another connection.
            var fresh = _protector.Protect(RandomNumberGenerator.GetBytes(KeyBytes));
            stored = await database.WriteAsync(
                async transaction =>
                {
                    await transaction.Connection!.ExecuteAsync(
                        "INSERT OR IGNORE INTO data_key (id, protected) VALUES (1, @fresh);", new { fresh }, transaction);
                    return await transaction.Connection!.ExecuteScalarAsync<byte[]>(Select, transaction: transaction);
                },
                cancellationToken);
        }

        _dataKey = _protector.Unprotect(stored!);
    }

    public byte[] Seal(Ha1Set secrets)
    {
        byte[] plain = [.. secrets.Md5, .. secrets.Sha256, .. secrets.Sha512T256];
        var box = new byte[HeaderBytes + plain.Length];
        box[0] = Version;
        var nonce = box.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(DataKey, TagBytes);
        aes.Encrypt(nonce, plain, box.AsSpan(HeaderBytes), box.AsSpan(1 + NonceBytes, TagBytes), box.AsSpan(0, 1));
        CryptographicOperations.ZeroMemory(plain);
        return box;
    }

    public Ha1Set Open(ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length < HeaderBytes + Md5Bytes + Sha256Bytes || sealedBytes[0] != Version)
        {
            throw new CryptographicException("These bytes are no secret that PbxPortal has sealed.");
        }

        var plain = new byte[sealedBytes.Length - HeaderBytes];
        using var aes = new AesGcm(DataKey, TagBytes);
        aes.Decrypt(
            sealedBytes.Slice(1, NonceBytes), sealedBytes[HeaderBytes..], sealedBytes.Slice(1 + NonceBytes, TagBytes), plain, sealedBytes[..1]);
        return new Ha1Set(plain[..Md5Bytes], plain[Md5Bytes..(Md5Bytes + Sha256Bytes)], plain[(Md5Bytes + Sha256Bytes)..]);
    }

    public byte[] Derive(string purpose, int length) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, DataKey, length, info: Encoding.UTF8.GetBytes($"PbxPortal {purpose}"));

    private byte[] DataKey => _dataKey ?? throw new InvalidOperationException("The secrets are not unlocked yet; prepare the storage first.");
}
