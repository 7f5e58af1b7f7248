using System.Collections.Immutable;

namespace PbxPortal.Administration;

/// <summary>What came of making a device credential.</summary>
/// <param name="Id"><c>null</c> when there are mistakes; then nothing was changed.</param>
/// <param name="Name">The digest user name, for example <c>3516.k7f2</c>.</param>
/// <param name="Password">Generated; to be shown once.</param>
public sealed record NewCredential(long? Id, string Name, string Label, string Password, ImmutableArray<Mistake> Mistakes);
