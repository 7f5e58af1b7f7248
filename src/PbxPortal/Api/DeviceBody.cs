namespace PbxPortal.Api;

/// <summary>What a request may say of a device; what it leaves out stays.</summary>
/// <param name="Name">What it is called; empty: by its product.</param>
/// <param name="Class"><c>desk</c>, <c>soft</c>, <c>mobile</c>, <c>ata</c>, <c>webRtc</c>, <c>door</c>, <c>pbx</c>, <c>unknown</c>; <c>null</c>: the User-Agent decides.</param>
/// <param name="DoNotDisturb">Whether no call rings there.</param>
public sealed record DeviceBody(string? Name, string? Remark, string? Class, bool? DoNotDisturb);
