namespace PbxPortal.Phones.Demo;

/// <summary>What a phone of the demo does all day.</summary>
internal enum DemoHabit
{
    /// <summary>Registers and refreshes.</summary>
    Steady,

    /// <summary>Logs out now and then and comes back, like a soft phone at a laptop.</summary>
    ComingAndGoing,

    /// <summary>Changes between two networks, like a mobile.</summary>
    Moving,

    /// <summary>Stops without a word and comes back after its time has run out.</summary>
    Vanishing,

    /// <summary>Loses its registration and gets it back all the time.</summary>
    Flapping,

    /// <summary>Registers once for a short time and never refreshes.</summary>
    NeverRefreshing,

    /// <summary>Asks for less than the minimum.</summary>
    TooBrief,

    WrongPassword,

    WrongDomain,

    UnknownUser,
}
