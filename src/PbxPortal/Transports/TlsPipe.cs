using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace PbxPortal.Transports;

/// <summary>The plain side of a TLS connection, as a pipe over the pipe that Kestrel gave.</summary>
internal sealed class TlsPipe : IDuplexPipe, IAsyncDisposable
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(1);

    private readonly PipeStream _encrypted;

    public TlsPipe(ConnectionContext connection)
    {
        var pool = connection.Features.Get<IMemoryPoolFeature>()?.MemoryPool ?? MemoryPool<byte>.Shared;
        _encrypted = new PipeStream(connection.Transport);
        Stream = new SslStream(_encrypted, leaveInnerStreamOpen: true);

        // Reads of nothing: a connection that is idle for an hour holds no buffer.
        Input = PipeReader.Create(Stream, new StreamPipeReaderOptions(pool, leaveOpen: true, useZeroByteReads: true));
        Output = PipeWriter.Create(Stream, new StreamPipeWriterOptions(pool, leaveOpen: true));
    }

    public SslStream Stream { get; }

    /// <summary>Whether the peer has sent anything at all.</summary>
    public bool HasHeard => _encrypted.HasRead;

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    /// <summary>Waits until the peer has said something, and leaves it to be read; <c>false</c>: it has gone without a word.</summary>
    public async Task<bool> HearAsync(CancellationToken cancellationToken)
    {
        var first = await Input.ReadAsync(cancellationToken);
        Input.AdvanceTo(first.Buffer.Start);
        return !first.Buffer.IsEmpty;
    }

    /// <summary>Says goodbye, if the peer still listens, so that it can tell an end from an attack.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (Stream.IsAuthenticated)
            {
                await Stream.ShutdownAsync().WaitAsync(ShutdownTimeout);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException or TimeoutException)
        {
            // It is gone already, which is what we wanted.
        }

        await Stream.DisposeAsync();
        await _encrypted.DisposeAsync();
    }
}
