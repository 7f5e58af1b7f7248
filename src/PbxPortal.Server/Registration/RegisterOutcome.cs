using PbxPortal.Server.Location;

namespace PbxPortal.Server.Registration;

/// <summary>What a REGISTER came to.</summary>
/// <param name="Location">The user's devices after the change.</param>
/// <param name="IsRepeat">A retransmission: nothing was changed, and time has passed since the answer was due.</param>
/// <param name="RefusedDetail">More about a refusal for the phone; may be empty.</param>
internal readonly record struct RegisterOutcome(
    RegistrationRefusal Refusal, UserLocation Location, bool IsRepeat = false, string RefusedDetail = "");
