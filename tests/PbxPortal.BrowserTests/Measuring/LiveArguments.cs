namespace PbxPortal.BrowserTests.Measuring;

/// <summary>What <c>tests/performance/live.sh</c> asks for.</summary>
/// <param name="Address">Of a portal that runs already.</param>
/// <param name="Account">Its password is the first line on standard input.</param>
/// <param name="Browsers">How many pages look at the list, each with a connection of its own.</param>
/// <param name="CutSeconds">How long one of them loses its connection in the end.</param>
internal sealed record LiveArguments(string Address, string Account, int Browsers, int CutSeconds);
