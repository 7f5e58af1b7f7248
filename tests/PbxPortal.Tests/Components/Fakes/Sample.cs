using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Directory;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Components.Fakes;

/// <summary>Users and devices as the pages get them; a test changes what it is about.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Now = new(2026, 8, 24, 9, 0, 0, TimeSpan.Zero);

    public static readonly Domain Acme = new(1, "acme.example", "acme.example");

    public static readonly Domain Globex = new(2, "globex.example", "globex.example", 4, DeviceLimitPolicy.ReplaceOldest);

    public static User User(long id, string extension, string name, Domain? domain = null) =>
        new() { Id = id, Domain = domain ?? Acme, Extension = extension, DisplayName = name };

    /// <summary>A registered Avaya 9641 of 3516 Reception.</summary>
    public static DeviceState Device(long id, DeviceStatus status = DeviceStatus.Online) => new()
    {
        DeviceId = id,
        UserId = 16,
        DomainId = Acme.Id,
        Domain = Acme.Name,
        Extension = "3516",
        DisplayName = "Reception",
        Class = DeviceClass.Desk,
        Product = "Avaya 9641",
        UserAgent = "Avaya 9641G/6.8",
        Name = "",
        Remark = "",
        Status = status,
        Since = Now.AddHours(-1),
        Reason = "",
        Source = "198.51.100.20:5061",
        Transport = IsRegistered(status) ? TransportProtocol.Tls : null,
        ContactUri = IsRegistered(status) ? "sip:3516@198.51.100.20:5061" : "",
        FirstSeen = Now.AddDays(-9),
        LastSeen = Now.AddMinutes(-20),
        RegisteredAt = IsRegistered(status) ? Now.AddHours(-1) : null,
        RefreshedAt = IsRegistered(status) ? Now.AddMinutes(-20) : null,
        ExpiresAt = IsRegistered(status) ? Now.AddMinutes(40) : null,
        GrantedSeconds = IsRegistered(status) ? 3600 : 0,
        NextRefreshAt = IsRegistered(status) ? Now.AddMinutes(30) : null,
        RefreshCount = 1,
        KeptOutUntil = null,
        HasFlow = IsRegistered(status),
    };

    public static DeviceState Of(this DeviceState device, User user) => device with
    {
        UserId = user.Id,
        DomainId = user.Domain.Id,
        Domain = user.Domain.Name,
        Extension = user.Extension,
        DisplayName = user.DisplayName,
    };

    private static bool IsRegistered(DeviceStatus status) => status is DeviceStatus.Online or DeviceStatus.Late or DeviceStatus.Asleep;
}
