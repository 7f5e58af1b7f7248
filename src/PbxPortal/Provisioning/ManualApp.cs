namespace PbxPortal.Provisioning;

/// <summary>Any other phone: the values are typed in.</summary>
public sealed class ManualApp : PhoneApp
{
    public override string Id => "other";

    public override string Name => "Another phone or app";

    public override string HowTo => "Type these values into the phone's account or line settings.";
}
