using System.Globalization;

namespace PbxPortal.Phones.Load;

/// <summary>Tells on stderr once a second how far a run is, and the first things that went wrong.</summary>
/// <remarks>Confined to the loop of its run.</remarks>
internal sealed class LoadProgress(TextWriter writer)
{
    private const int MostComplaints = 20;

    private long _complaints;
    private PhaseFigures? _told;
    private long _completedBefore;

    /// <summary>When there is something to tell again.</summary>
    public long NextAt { get; private set; } = LoadClock.Now + LoadClock.Second;

    public void Tell(PhaseFigures figures, PhaseSchedule schedule, int underWay, long elapsed)
    {
        var now = LoadClock.Now;
        if (now < NextAt)
        {
            return;
        }

        if (_told != figures)
        {
            (_told, _completedBefore) = (figures, 0);
        }

        var perSecond = Math.Max(figures.Total.Completed - _completedBefore, 0) / (1 + ((now - NextAt) / (double)LoadClock.Second));
        var planned = schedule.IsCounted ? string.Create(CultureInfo.InvariantCulture, $" of {schedule.Planned}") : "";
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{figures.Plan.Text,-10} {elapsed / LoadClock.Second,5} s  {figures.Total.Completed}{planned} done  {perSecond:F0}/s  {underWay} under way"
            + $"  {figures.Retransmissions} repeated  {figures.Total.Failed} failed  {figures.Total.Lost} lost"));
        _completedBefore = figures.Total.Completed;
        NextAt = now + LoadClock.Second;
    }

    /// <summary>Only the first are told: a registrar that refuses everything refuses it a million times.</summary>
    public void Complain(string sentence)
    {
        _complaints++;
        if (_complaints <= MostComplaints)
        {
            writer.WriteLine(sentence);
        }
    }
}
