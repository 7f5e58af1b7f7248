namespace PbxPortal.Api;

/// <summary>The body of <c>POST /api/v1/users/{id}/setups</c>.</summary>
/// <param name="App">The id of an app, see <c>GET /api/v1/phone-apps</c>.</param>
/// <param name="Transport">For example <c>tls</c>; left out: the best that the server offers and the app speaks.</param>
internal sealed record PhoneSetupBody(string App, string? Transport);
