namespace PbxPortal.Server.Directory;

/// <summary>Says in words what a user's phones are allowed, for the phone, the activity and the device's row.</summary>
internal static class AllowedWay
{
    public static string DescribeNetworks(User user) =>
        $"{user.Extension} may register only from {string.Join(", ", user.AllowedNetworks)}";

    public static string DescribeTransports(User user) =>
        $"{user.Extension} may register only over {string.Join(", ", user.AllowedTransports).ToUpperInvariant()}";

    public static string NameOf(Credential credential) =>
        credential.IsOwn ? credential.Name : $"{credential.Name}, {credential.Label}";
}
