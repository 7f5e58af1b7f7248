using System.Collections.Immutable;

namespace PbxPortal.Administration;

/// <summary>One line of a file of users, and what becomes of it.</summary>
/// <param name="Line">Its number in the file; the header is line 1.</param>
/// <param name="Domain">Empty when the line does not tell.</param>
/// <param name="Extension">Empty when the line does not tell.</param>
/// <param name="Details">What changes, for example <c>name: Anna → Berta</c>; or each reason why the line is wrong, with its cure.</param>
public sealed record ImportLine(int Line, string Domain, string Extension, ImportFate Fate, ImmutableArray<string> Details);
