namespace PbxPortal.Phones.Load;

/// <summary>What makes a phone of a load run the same device in every run: all of it follows from its user and its place among his phones.</summary>
/// <remarks>Immutable. Computed when it is written, so that a million phones cost no memory for their texts.</remarks>
/// <param name="User">The user's number, which is the extension.</param>
/// <param name="Device">Which of the user's phones.</param>
/// <param name="Number">Of the phone among all that a registrar may meet, whichever part of them a run plays.</param>
/// <param name="Generation">How often the phone has moved.</param>
internal readonly record struct PhoneFacts(int User, int Device, uint Number, int Generation)
{
    private const int LowestPort = 1024;
    private const int Ports = 60_000;
    private const int UsualPort = 5060;
    private const int PortsPerMove = 37;

    /// <summary>The part of a MAC address that tells one device of a maker from another.</summary>
    public ulong MacTail => Number & 0xFFFFFF;

    public ulong Token => Mixed(1) & 0xFFFFFFFF;

    public int Port => LowestPort + ((UsualPort - LowestPort + ((int)(Number % 8) * 2) + (PortsPerMove * Generation)) % Ports);

    /// <summary>64 bits that look random, others for each ordinal (the finalizer of SplitMix).</summary>
    public ulong Mixed(int ordinal)
    {
        var bits = ((ulong)(uint)User << 32) ^ (uint)Device ^ ((ulong)(uint)ordinal * 0x9E3779B97F4A7C15);
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
