using System.Runtime.InteropServices;

namespace PbxPortal.Phones.Load;

/// <summary>The three system calls that make a batch of a load run cheap on Linux.</summary>
/// <remarks>
/// <see cref="DllImportAttribute"/> and not <c>LibraryImport</c>, whose generated code would make this project an unsafe one: all
/// that is handed over are numbers and addresses of pinned arrays.
/// </remarks>
internal static class NativeSockets
{
    public const int DontWait = 0x40;
    public const int ConnectionRefused = 111;

    [DllImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int ReceiveMessages(int descriptor, nint messages, uint count, int flags, nint timeout);

    [DllImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int SendMessages(int descriptor, nint messages, uint count, int flags);

    /// <param name="descriptors">Array of <c>struct pollfd</c>, or 0 with a count of 0 to wait for the time alone.</param>
    /// <param name="count">Of the descriptors.</param>
    /// <param name="timeout"><c>struct timespec</c>: seconds, then nanoseconds.</param>
    /// <param name="signals">0: signals as they are.</param>
    [DllImport("libc", EntryPoint = "ppoll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static extern int Poll(nint descriptors, ulong count, nint timeout, nint signals);
}
