using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;

namespace PbxPortal.Components.Devices;

/// <summary>What the devices page shows: everything that stands in its address, so that every view is a link.</summary>
/// <remarks>Immutable.</remarks>
public sealed record DeviceFilter
{
    public static readonly DeviceFilter Everything = new();

    /// <summary>Words that must all occur in a device; empty: all.</summary>
    public string Text { get; init; } = "";

    /// <summary>Empty: all.</summary>
    public ImmutableSortedSet<DeviceStatus> Statuses { get; init; } = [];

    /// <summary>Empty: all.</summary>
    public ImmutableSortedSet<DeviceClass> Classes { get; init; } = [];

    /// <summary>The name of one domain; empty: all that one may see.</summary>
    public string Domain { get; init; } = "";

    public DeviceSort Sort { get; init; }

    public bool IsDescending { get; init; }

    /// <summary>The device whose details are open.</summary>
    public long? OpenDeviceId { get; init; }

    public bool HidesNothing => Text.Length == 0 && Statuses.IsEmpty && Classes.IsEmpty && Domain.Length == 0;

    public static DeviceFilter Parse(string address)
    {
        var query = QueryHelpers.ParseQuery(new Uri(address).Query);
        string Of(string name) => query.TryGetValue(name, out var value) ? value.ToString().Trim() : "";
        return new DeviceFilter
        {
            Text = Of("q"),
            Statuses = ValuesOf<DeviceStatus>(Of("status")),
            Classes = ValuesOf<DeviceClass>(Of("class")),
            Domain = Of("domain"),
            Sort = ValuesOf<DeviceSort>(Of("sort")).FirstOrDefault(),
            IsDescending = Of("desc") is "1",
            OpenDeviceId = long.TryParse(Of("device"), CultureInfo.InvariantCulture, out var id) ? id : null,
        };
    }

    public string ToAddress()
    {
        var query = new Dictionary<string, string?>(StringComparer.Ordinal);
        void Add(string name, string value)
        {
            if (value.Length > 0)
            {
                query[name] = value;
            }
        }

        Add("q", Text);
        Add("status", string.Join(',', Statuses).ToLowerInvariant());
        Add("class", string.Join(',', Classes).ToLowerInvariant());
        Add("domain", Domain);
        Add("sort", Sort == DeviceSort.Status ? "" : Sort.ToString().ToLowerInvariant());
        Add("desc", IsDescending ? "1" : "");
        Add("device", OpenDeviceId?.ToString(CultureInfo.InvariantCulture) ?? "");
        return QueryHelpers.AddQueryString("/devices", query);
    }

    public DeviceFilter Toggle(DeviceStatus status) => this with { Statuses = Statuses.SymmetricExcept([status]) };

    public DeviceFilter Toggle(DeviceClass deviceClass) => this with { Classes = Classes.SymmetricExcept([deviceClass]) };

    /// <summary>Another column, or the same one the other way round.</summary>
    public DeviceFilter SortBy(DeviceSort sort) => this with { Sort = sort, IsDescending = Sort == sort && !IsDescending };

    /// <summary>Whether text and domain let the device through; the facets come on top.</summary>
    public bool Finds(DeviceState device)
    {
        if (Domain.Length > 0 && !string.Equals(device.Domain, Domain, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        return Text.Length == 0 || Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => Mentions(device, word));
    }

    /// <summary>Whether the filter judges a device as before when its state changes from one to the other, without judging it.</summary>
    public bool JudgesAlike(DeviceState before, DeviceState after) =>
        before.Status == after.Status
        && before.Class == after.Class
        && string.Equals(before.Domain, after.Domain, StringComparison.Ordinal)
        && (Text.Length == 0 || ReadsAlike(before, after));

    public bool Accepts(DeviceStatus status) => Statuses.IsEmpty || Statuses.Contains(status);

    public bool Accepts(DeviceClass deviceClass) => Classes.IsEmpty || Classes.Contains(deviceClass);

    private static bool Mentions(DeviceState device, string word)
    {
        bool In(string text) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
        return In(device.Extension) || In(device.DisplayName) || In(device.Domain) || In(device.Product) || In(device.Name)
            || In(device.Source) || In(device.ContactUri) || In(device.UserAgent) || In(device.Remark)
            || IsAddressOfRecord(device, word);
    }

    /// <summary>All that <see cref="Mentions"/> looks at; comparing it is a tenth of searching it.</summary>
    private static bool ReadsAlike(DeviceState before, DeviceState after)
    {
        static bool Same(string one, string other) => string.Equals(one, other, StringComparison.Ordinal);
        return Same(before.Extension, after.Extension) && Same(before.DisplayName, after.DisplayName)
            && Same(before.Product, after.Product) && Same(before.Name, after.Name) && Same(before.Source, after.Source)
            && Same(before.ContactUri, after.ContactUri) && Same(before.UserAgent, after.UserAgent) && Same(before.Remark, after.Remark);
    }

    /// <summary>As the activity writes it, <c>3516@acme.example</c>: nobody else's port or number looks like it.</summary>
    private static bool IsAddressOfRecord(DeviceState device, string word)
    {
        var at = word.IndexOf('@', StringComparison.Ordinal);
        return at > 0
            && word.AsSpan(0, at).Equals(device.Extension, StringComparison.OrdinalIgnoreCase)
            && device.Domain.AsSpan().StartsWith(word.AsSpan(at + 1), StringComparison.OrdinalIgnoreCase);
    }

    private static ImmutableSortedSet<T> ValuesOf<T>(string list)
        where T : struct, Enum =>
        [.. from name in list.Split(',', StringSplitOptions.RemoveEmptyEntries)
            where char.IsAsciiLetter(name[0]) && Enum.TryParse<T>(name, ignoreCase: true, out _)
            select Enum.Parse<T>(name, ignoreCase: true)];
}
