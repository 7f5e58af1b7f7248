using System.Text;
using PbxPortal.Server.Directory;
using PbxPortal.Sip.Authentication;

namespace PbxPortal.Administration;

/// <summary>Turns a password into the only form in which it is kept: <c>H(user:realm:password)</c> for each algorithm (RFC 7616, 3.4.2).</summary>
internal static class Ha1Calculator
{
    public static Ha1Set Compute(string userName, string realm, string password) => new(
        Compute(DigestAlgorithm.Md5, userName, realm, password),
        Compute(DigestAlgorithm.Sha256, userName, realm, password),
        Compute(DigestAlgorithm.Sha512_256, userName, realm, password));

    private static byte[] Compute(DigestAlgorithm algorithm, string userName, string realm, string password)
    {
        var ha1 = new byte[DigestAlgorithms.HashLength(algorithm)];
        DigestCalculator.ComputeHa1(
            algorithm, Encoding.UTF8.GetBytes(userName), Encoding.UTF8.GetBytes(realm), Encoding.UTF8.GetBytes(password), ha1);
        return ha1;
    }
}
