namespace PbxPortal.Components.Display;

/// <summary>The icons of the portal: drawn for it, 24 by 24, one line weight, in the colour of the text beside them.</summary>
public static class PortalIcons
{
    public const string Online = "<circle cx='12' cy='12' r='6' fill='currentColor'/>";
    public const string Late = "<g fill='none' stroke='currentColor' stroke-width='2' stroke-linecap='round'><circle cx='12' cy='12' r='8'/><path d='M12 7.5V12l3 2'/></g>";
    public const string Failing = "<path d='M6.5 6.5l11 11M17.5 6.5l-11 11' fill='none' stroke='currentColor' stroke-width='2.6' stroke-linecap='round'/>";
    public const string Asleep = "<path d='M19 14.5A8 8 0 0 1 9.5 5a8 8 0 1 0 9.5 9.5z' fill='none' stroke='currentColor' stroke-width='2' stroke-linejoin='round'/>";
    public const string KeptOut = "<g fill='none' stroke='currentColor' stroke-width='2'><circle cx='12' cy='12' r='8'/><path d='M6.5 17.5l11-11'/></g>";
    public const string Offline = "<circle cx='12' cy='12' r='6' fill='none' stroke='currentColor' stroke-width='2'/>";
    public const string Disconnected = "<path d='M2 12h6.5M15.5 12H22M8.5 6v12M15.5 6v12' fill='none' stroke='currentColor' stroke-width='2.2' stroke-linecap='round'/>";
    public const string NeverSeen = "<circle cx='12' cy='12' r='7' fill='none' stroke='currentColor' stroke-width='2' stroke-dasharray='2.5 3'/>";

    public const string Desk = "<g fill='none' stroke='currentColor' stroke-width='1.7' stroke-linejoin='round'><rect x='3.5' y='5' width='17' height='14' rx='2'/><path d='M8.5 5v14'/><path d='M12 9h5.5M12 12.5h.01M15 12.5h.01M17.5 12.5h.01M12 15.5h.01M15 15.5h.01M17.5 15.5h.01' stroke-linecap='round'/></g>";
    public const string Soft = "<g fill='none' stroke='currentColor' stroke-width='1.7' stroke-linejoin='round' stroke-linecap='round'><rect x='3.5' y='5' width='17' height='11' rx='2'/><path d='M9 19.5h6M12 16v3.5'/></g>";
    public const string Mobile = "<g fill='none' stroke='currentColor' stroke-width='1.7' stroke-linejoin='round' stroke-linecap='round'><rect x='7' y='3' width='10' height='18' rx='2.2'/><path d='M11 18h2'/></g>";
    public const string Ata = "<g fill='none' stroke='currentColor' stroke-width='1.7' stroke-linejoin='round' stroke-linecap='round'><rect x='3.5' y='9' width='17' height='8' rx='2'/><path d='M7 13h.01M10.5 13h.01M16 9V5.5M14 13h3.5'/></g>";
    public const string WebRtc = "<g fill='none' stroke='currentColor' stroke-width='1.7'><circle cx='12' cy='12' r='8.3'/><path d='M3.8 12h16.4M12 3.7c5 5 5 11.6 0 16.6c-5-5-5-11.6 0-16.6z'/></g>";
    public const string Door = "<g fill='none' stroke='currentColor' stroke-width='1.7' stroke-linejoin='round' stroke-linecap='round'><path d='M6 20.5V4.5A1 1 0 0 1 7 3.5h10a1 1 0 0 1 1 1v16M3.5 20.5h17M14.5 12h.01'/></g>";
    public const string Pbx = "<g fill='none' stroke='currentColor' stroke-width='1.7' stroke-linejoin='round' stroke-linecap='round'><rect x='4' y='4' width='16' height='7' rx='1.5'/><rect x='4' y='13' width='16' height='7' rx='1.5'/><path d='M7.5 7.5h.01M7.5 16.5h.01M11 7.5h5M11 16.5h5'/></g>";
    public const string Unknown = "<g fill='none' stroke='currentColor' stroke-width='1.7' stroke-linecap='round'><circle cx='12' cy='12' r='8.3'/><path d='M9.7 9.5a2.4 2.4 0 1 1 3.5 2.2c-.8.4-1.2.9-1.2 1.8M12 16.5h.01'/></g>";

    public const string User = "<g fill='none' stroke='currentColor' stroke-width='1.8' stroke-linecap='round'><circle cx='12' cy='8.5' r='3.7'/><path d='M4.8 20c.8-4 3.7-5.5 7.2-5.5s6.4 1.5 7.2 5.5'/></g>";
    public const string Overview = "<g fill='none' stroke='currentColor' stroke-width='1.8' stroke-linejoin='round' stroke-linecap='round'><path d='M4.5 19V11.5M12 19V5M19.5 19v-5'/></g>";
    public const string Activity = "<path d='M3.5 12.5h4l2.5-7 4 13 2.5-6h4' fill='none' stroke='currentColor' stroke-width='1.8' stroke-linejoin='round' stroke-linecap='round'/>";
    public const string Call = "<path d='M6.7 4h2.6l1.5 4-2 1.5a11.5 11.5 0 0 0 5.7 5.7l1.5-2 4 1.5v2.6a1.9 1.9 0 0 1-2 1.9A16 16 0 0 1 4.8 6a1.9 1.9 0 0 1 1.9-2z' fill='none' stroke='currentColor' stroke-width='1.8' stroke-linejoin='round'/>";
    public const string Ringing = "<path d='M12 4a5 5 0 0 0-5 5v4.2l-1.7 2.9h13.4L17 13.2V9a5 5 0 0 0-5-5zM10.2 19.3a2 2 0 0 0 3.6 0' fill='none' stroke='currentColor' stroke-width='1.8' stroke-linejoin='round' stroke-linecap='round'/>";
    public const string Domain = WebRtc;
    public const string Account = "<g fill='none' stroke='currentColor' stroke-width='1.8' stroke-linejoin='round' stroke-linecap='round'><circle cx='8' cy='15' r='4.2'/><path d='M11 12l8.5-8.5M16 7l3 3'/></g>";
    public const string ApiKey = "<path d='M8.5 7L3.5 12l5 5M15.5 7l5 5-5 5' fill='none' stroke='currentColor' stroke-width='1.8' stroke-linejoin='round' stroke-linecap='round'/>";
    public const string Audit = "<g fill='none' stroke='currentColor' stroke-width='1.8' stroke-linejoin='round' stroke-linecap='round'><rect x='5' y='3.5' width='14' height='17' rx='1.8'/><path d='M8.5 8.5h7M8.5 12h7M8.5 15.5h4'/></g>";
    public const string Transport = "<path d='M4 9h15M15.5 5.5L19 9l-3.5 3.5M20 15H5M8.5 11.5L5 15l3.5 3.5' fill='none' stroke='currentColor' stroke-width='1.8' stroke-linejoin='round' stroke-linecap='round'/>";
    public const string Trace = "<path d='M5 3.5v17M19 3.5v17M5 8h11M13 5l3 3-3 3M19 16H8M11 13l-3 3 3 3' fill='none' stroke='currentColor' stroke-width='1.8' stroke-linejoin='round' stroke-linecap='round'/>";
    public const string Pause = "<path d='M8.5 5.5v13M15.5 5.5v13' fill='none' stroke='currentColor' stroke-width='2.6' stroke-linecap='round'/>";
    public const string Play = "<path d='M8 5.5v13l10-6.5z' fill='none' stroke='currentColor' stroke-width='1.9' stroke-linejoin='round'/>";
    public const string Moved = "<path d='M4 12h15M13.5 6.5L19 12l-5.5 5.5' fill='none' stroke='currentColor' stroke-width='2' stroke-linejoin='round' stroke-linecap='round'/>";
    public const string Left = "<path d='M10 4.5H6A1.5 1.5 0 0 0 4.5 6v12A1.5 1.5 0 0 0 6 19.5h4M9.5 12H20M16 8l4 4-4 4' fill='none' stroke='currentColor' stroke-width='1.9' stroke-linejoin='round' stroke-linecap='round'/>";
    public const string Check = "<path d='M5 12.5l4.5 4.5L19 7.5' fill='none' stroke='currentColor' stroke-width='2.3' stroke-linejoin='round' stroke-linecap='round'/>";
    public const string Skipped = "<path d='M7 12h10' fill='none' stroke='currentColor' stroke-width='2.3' stroke-linecap='round'/>";
    public const string Lock = "<g fill='none' stroke='currentColor' stroke-width='2' stroke-linejoin='round'><rect x='5.5' y='11' width='13' height='9' rx='1.8'/><path d='M8.5 11V8a3.5 3.5 0 0 1 7 0v3'/></g>";
    public const string Close = "<path d='M6 6l12 12M18 6L6 18' fill='none' stroke='currentColor' stroke-width='1.9' stroke-linecap='round'/>";
    public const string More = "<g fill='currentColor'><circle cx='5.5' cy='12' r='1.7'/><circle cx='12' cy='12' r='1.7'/><circle cx='18.5' cy='12' r='1.7'/></g>";
    public const string Up = "<path d='M7 14l5-5 5 5' fill='none' stroke='currentColor' stroke-width='2' stroke-linejoin='round' stroke-linecap='round'/>";
    public const string Down = "<path d='M7 10l5 5 5-5' fill='none' stroke='currentColor' stroke-width='2' stroke-linejoin='round' stroke-linecap='round'/>";
    public const string Sun = "<g fill='none' stroke='currentColor' stroke-width='1.9' stroke-linecap='round'><circle cx='12' cy='12' r='4'/><path d='M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6L7 7M17 17l1.4 1.4M18.4 5.6L17 7M7 17l-1.4 1.4'/></g>";
    public const string System = "<g fill='none' stroke='currentColor' stroke-width='1.9'><circle cx='12' cy='12' r='8'/></g><path d='M12 4a8 8 0 0 1 0 16z' fill='currentColor'/>";
    public const string Search = "<g fill='none' stroke='currentColor' stroke-width='1.9' stroke-linecap='round'><circle cx='10.5' cy='10.5' r='6'/><path d='M15 15l5 5'/></g>";
    public const string Help = "<g fill='none' stroke='currentColor' stroke-width='1.7' stroke-linecap='round'><circle cx='12' cy='12' r='8.5'/><path d='M9.6 9.6a2.5 2.5 0 1 1 3.4 2.3c-.7.3-1 .8-1 1.6M12 16.6h.01'/></g>";
    public const string Warning = "<g fill='none' stroke='currentColor' stroke-width='1.9' stroke-linejoin='round' stroke-linecap='round'><path d='M12 4L2.8 19.5h18.4z'/><path d='M12 10v4.5M12 17h.01'/></g>";
    public const string Add = "<path d='M12 5v14M5 12h14' fill='none' stroke='currentColor' stroke-width='2' stroke-linecap='round'/>";
    public const string Back = "<path d='M14.5 5.5L8 12l6.5 6.5' fill='none' stroke='currentColor' stroke-width='2' stroke-linejoin='round' stroke-linecap='round'/>";
}
