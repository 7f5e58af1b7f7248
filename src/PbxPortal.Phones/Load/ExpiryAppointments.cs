namespace PbxPortal.Phones.Load;

/// <summary>When each registered phone is looked for: shortly before its binding runs out, and a second after.</summary>
internal static class ExpiryAppointments
{
    /// <summary>Until then it must be there: a registrar that counts in whole seconds is right within one.</summary>
    private const long Before = 1500;

    /// <summary>From then on it must be gone.</summary>
    private const long After = 1000;

    /// <summary>In the order of time, on the <see cref="LoadClock"/>; phones that run out too soon are not looked for before.</summary>
    public static IReadOnlyList<(long At, int Phone, OperationKind Kind)> Of(LoadFleet fleet, long now)
    {
        var unixNow = OperationOutcome.UnixNow;
        long At(long unix) => now + ((unix - unixNow) * LoadClock.Millisecond);
        var registered = Enumerable.Range(0, fleet.Count).Where(phone => fleet[phone].State == BindingState.Registered).ToList();
        return
        [
            .. registered
                .Select(phone => (At: At(fleet[phone].ExpiresAt - Before), Phone: phone, Kind: OperationKind.Query))
                .Where(appointment => appointment.At > now)
                .Concat(registered.Select(phone => (
                    At: At(fleet[phone].ExpiresAt + fleet[phone].AnswerTime + After), Phone: phone, Kind: OperationKind.Gone)))
                .OrderBy(appointment => appointment.At),
        ];
    }
}
