using Microsoft.Extensions.Options;

namespace PbxPortal.Transports;

/// <summary>The certificate in use. A renewed file replaces it without a restart; one that cannot be used changes nothing.</summary>
/// <remarks>
/// Loaded by the start, then looked after by the loop of <see cref="CertificateWatch"/> alone; read by every handshake without a lock.
/// The files are compared by what they hold: time and size of a symbolic link say nothing about a renewal behind it.
/// </remarks>
internal sealed partial class ServerCertificate(
    IOptions<CertificateOptions> options,
    TrialCertificate trial,
    TimeProvider timeProvider,
    ILogger<ServerCertificate> logger) : ICertificateState
{
    /// <summary>How long before the end people are warned.</summary>
    public static readonly TimeSpan ExpiresSoon = TimeSpan.FromDays(14);

    private volatile LoadedCertificate? _loaded; // Volatile: read by every handshake.
    private volatile CertificateState? _state; // Volatile: read by the pages.
    private byte[] _certificateBytes = [];
    private byte[] _keyBytes = [];
    private DateTimeOffset _warnedAt = DateTimeOffset.MinValue;

    public event Action? Changed;

    public CertificateState? Certificate => _state;

    /// <summary>Call after <see cref="Load"/>.</summary>
    public LoadedCertificate Current => _loaded ?? throw new InvalidOperationException("The certificate has not been loaded.");

    public bool IsLoaded => _loaded is not null;

    /// <summary>Reads the files of the settings, or makes the trial certificate.</summary>
    /// <exception cref="InvalidDataException">The files cannot be used.</exception>
    public void Load()
    {
        if (_loaded is not null)
        {
            return;
        }

        if (options.Value.IsTrial)
        {
            Use(trial.LoadOrCreate(), trial.File);
            return;
        }

        if (!TryReadFiles(out var certificate, out var key, out var mistake)
            || CertificateFile.Parse(options.Value, certificate, key, timeProvider.GetUtcNow(), out mistake) is not { } loaded)
        {
            throw new InvalidDataException("Sip:Certificate cannot be used", new InvalidDataException(mistake));
        }

        (_certificateBytes, _keyBytes) = (certificate, key);
        Use(loaded, options.Value.Path);
    }

    /// <summary>Takes what has changed, and warns once a day of what will end.</summary>
    public void Look()
    {
        if (options.Value.IsTrial)
        {
            RenewTrial();
        }
        else
        {
            TakeRenewed();
        }

        WarnOfEnd();
    }

    private void RenewTrial()
    {
        if (_state!.IsExpiringAt(timeProvider.GetUtcNow()))
        {
            Use(trial.LoadOrCreate(), trial.File);
        }
    }

    private void TakeRenewed()
    {
        if (!TryReadFiles(out var certificate, out var key, out var mistake))
        {
            Keep(mistake);
            return;
        }

        if (certificate.AsSpan().SequenceEqual(_certificateBytes) && key.AsSpan().SequenceEqual(_keyBytes))
        {
            Keep(_state!.Mistake.Length > 0 && IsOfLoaded(certificate, key) ? "" : _state.Mistake);
            return;
        }

        // Remembered also when they are no good: what is wrong is said once, and what was mended is seen.
        (_certificateBytes, _keyBytes) = (certificate, key);
        if (CertificateFile.Parse(options.Value, certificate, key, timeProvider.GetUtcNow(), out mistake) is { } loaded)
        {
            Use(loaded, options.Value.Path);
        }
        else
        {
            Keep(mistake);
        }
    }

    /// <summary>Whether a file that was away or broken is again what is in use.</summary>
    private bool IsOfLoaded(byte[] certificate, byte[] key)
    {
        using var again = CertificateFile.Parse(options.Value, certificate, key, timeProvider.GetUtcNow(), out _);
        return again is not null && string.Equals(again.Leaf.Thumbprint, Current.Leaf.Thumbprint, StringComparison.Ordinal);
    }

    private bool TryReadFiles(out byte[] certificate, out byte[] key, out string mistake)
    {
        key = [];
        return CertificateFile.TryReadBytes(options.Value.Path, out certificate, out mistake)
            && CertificateFile.TryReadBytes(options.Value.KeyFile, out key, out mistake);
    }

    private void Use(LoadedCertificate loaded, string file)
    {
        var isRenewal = _loaded is not null;
        _loaded = loaded;
        _state = new CertificateState
        {
            Names = CertificateNames.Of(loaded.Leaf),
            Issuer = loaded.Leaf.GetNameInfo(System.Security.Cryptography.X509Certificates.X509NameType.SimpleName, forIssuer: true),
            NotAfter = new DateTimeOffset(loaded.Leaf.NotAfter.ToUniversalTime()),
            IsSelfSigned = loaded.IsSelfSigned,
            IsTrial = loaded.IsTrial,
            ChainLength = loaded.ChainLength,
            File = file,
            LoadedAt = timeProvider.GetUtcNow(),
        };
        if (loaded.IsTrial)
        {
            LogTrial(logger, file);
        }
        else
        {
            var names = string.Join(", ", _state.Names);
            LogLoaded(logger, isRenewal ? "renewed" : "loaded", names, _state.NotAfter);
        }

        Changed?.Invoke();
    }

    private void Keep(string mistake)
    {
        if (string.Equals(_state!.Mistake, mistake, StringComparison.Ordinal))
        {
            return;
        }

        _state = _state with { Mistake = mistake };
        if (mistake.Length > 0)
        {
            LogBroken(logger, mistake, _state.NotAfter);
        }

        Changed?.Invoke();
    }

    private void WarnOfEnd()
    {
        var now = timeProvider.GetUtcNow();
        if (_state!.IsExpiringAt(now) && now - _warnedAt >= TimeSpan.FromDays(1))
        {
            _warnedAt = now;
            LogExpiring(logger, _state.File, _state.NotAfter);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The certificate for {Names} is {What}; its last day is {NotAfter:yyyy-MM-dd}.")]
    private static partial void LogLoaded(ILogger logger, string what, string names, DateTimeOffset notAfter);

    [LoggerMessage(Level = LogLevel.Warning, Message = "TLS shows a trial certificate that nobody has signed ({File}). Phones and browsers do not trust it: set Sip:Certificate:Path and Sip:Certificate:KeyPath.")]
    private static partial void LogTrial(ILogger logger, string file);

    [LoggerMessage(Level = LogLevel.Error, Message = "The renewed certificate was not taken: {Mistake} The one in use stays; its last day is {NotAfter:yyyy-MM-dd}.")]
    private static partial void LogBroken(ILogger logger, string mistake, DateTimeOffset notAfter);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The certificate {File} ends on {NotAfter:yyyy-MM-dd}. After that no phone connects over TLS: renew it.")]
    private static partial void LogExpiring(ILogger logger, string file, DateTimeOffset notAfter);
}
