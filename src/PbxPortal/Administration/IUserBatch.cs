using System.Security.Claims;

namespace PbxPortal.Administration;

/// <summary>Commands over many users at once, of pages and API, with the permission checked here and each change written to the audit.</summary>
/// <remarks>Every method asks for <see cref="Accounts.PortalPolicies.ManageUsers"/> in each user's domain.</remarks>
public interface IUserBatch
{
    /// <summary>
    /// Carries an order out for one user after another, in small transactions, so that phones are answered meanwhile. Cancelling
    /// it keeps what is done and says what is not.
    /// </summary>
    /// <param name="progress">Told how many users are done.</param>
    Task<BatchResult> RunAsync(
        ClaimsPrincipal who, UserOrder order, IReadOnlyList<long> userIds, IProgress<int>? progress, CancellationToken cancellationToken);

    /// <summary>Adds the users of a range that nobody has yet, each with a generated password; all of them or none.</summary>
    Task<RangeResult> AddRangeAsync(ClaimsPrincipal who, RangeDraft draft, CancellationToken cancellationToken);

    /// <summary>Says what <see cref="ImportAsync"/> would do with each line of the file; writes nothing.</summary>
    /// <param name="csv">The file, see <c>UserCsv</c> for its columns.</param>
    /// <param name="progress">Told how many lines are done.</param>
    Task<ImportPreview> PreviewAsync(ClaimsPrincipal who, string csv, IProgress<int>? progress, CancellationToken cancellationToken);

    /// <summary>Adds and changes users: all of the file or nothing.</summary>
    Task<ImportResult> ImportAsync(ClaimsPrincipal who, string csv, IProgress<int>? progress, CancellationToken cancellationToken);
}
