namespace PbxPortal.Administration;

/// <summary>A range of users as somebody enters it.</summary>
/// <param name="DomainId">The domain of all of them.</param>
/// <param name="Range">For example <c>100-149</c>, see <see cref="ExtensionRange"/>.</param>
/// <param name="Name">What each is called; <c>{extension}</c> in it stands for the extension; empty: no name.</param>
/// <param name="MaxDevices"><c>null</c>: as in the domain.</param>
public sealed record RangeDraft(long DomainId, string Range, string Name = "", int? MaxDevices = null);
