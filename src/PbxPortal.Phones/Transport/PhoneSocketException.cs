namespace PbxPortal.Phones.Transport;

/// <summary>A connection that came to nothing after it was opened: the handshake failed, or the registrar refused it.</summary>
internal sealed class PhoneSocketException(string message, Exception innerException) : Exception(message, innerException);
