namespace PbxPortal.Phones;

/// <summary>What somebody wants a phone to do; <paramref name="Done"/> gets the state that it ended in.</summary>
internal sealed record PhoneOrder(PhoneOrderKind Kind, TaskCompletionSource<PhoneState> Done);
