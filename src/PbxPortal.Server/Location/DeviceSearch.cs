namespace PbxPortal.Server.Location;

/// <summary>Looks through all devices as they stand.</summary>
/// <remarks>
/// Immutable. It keeps no index that the way of a REGISTER would have to feed: it compares the texts where they lie, without a copy
/// and without a lock, which takes some tens of milliseconds for 300,000 devices and nothing at all while nobody searches.
/// </remarks>
public sealed class DeviceSearch(LocationTable table) : IDeviceSearch
{
    /// <summary>Users between two looks at whether the answer is still wanted.</summary>
    private const int UsersPerLook = 1_000;

    public IReadOnlyList<long> Find(
        IReadOnlyList<string> words, Predicate<long> sees, Func<long, string, bool> isOfUser, int limit, CancellationToken cancellationToken)
    {
        var wanted = words.Where(word => word.Length > 0).Select(word => new SearchWord(word)).ToArray();
        var found = new List<long>();
        if (wanted.Length == 0)
        {
            return found;
        }

        var looked = 0;
        foreach (var user in table.All)
        {
            if (++looked % UsersPerLook == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            foreach (var entry in user.Devices)
            {
                if (Mentions(entry, wanted, isOfUser) && sees(user.UserId))
                {
                    found.Add(entry.Device.Id);
                    if (found.Count == limit)
                    {
                        return found;
                    }
                }
            }
        }

        return found;
    }

    private static bool Mentions(DeviceEntry entry, SearchWord[] words, Func<long, string, bool> isOfUser)
    {
        foreach (var word in words)
        {
            if (!Mentions(entry, word) && !isOfUser(entry.Device.UserId, word.Word))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Mentions(DeviceEntry entry, SearchWord word)
    {
        var device = entry.Device;
        return word.IsIn(device.Product)
            || word.IsIn(device.Name)
            || word.IsIn(device.Remark)
            || word.IsIn(device.UserAgent)
            || word.IsIn(device.IdentityText.Bytes)
            || (entry.Binding is { } binding ? Mentions(binding, word) : MentionsLast(entry, word));
    }

    private static bool Mentions(Binding binding, SearchWord word)
    {
        Span<byte> source = stackalloc byte[Sip.Transport.PeerAddress.MaxTextLength];
        return word.IsIn(source[..binding.Peer.Format(source)])
            || word.IsIn(binding.ContactUriBytes)
            || word.IsIn(binding.ContactParameterBytes);
    }

    private static bool MentionsLast(DeviceEntry entry, SearchWord word) =>
        word.IsIn(entry.Device.LastPlace.Source) || word.IsIn(entry.Device.LastPlace.ContactUri);
}
