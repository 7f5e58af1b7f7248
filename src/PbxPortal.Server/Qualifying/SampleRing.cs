using System.Runtime.CompilerServices;

namespace PbxPortal.Server.Qualifying;

/// <summary>Room for the last answers of a device, two bytes each, within the record that keeps them.</summary>
[InlineArray(Length)]
internal struct SampleRing
{
    public const int Length = 60;

    private ushort _first;
}
