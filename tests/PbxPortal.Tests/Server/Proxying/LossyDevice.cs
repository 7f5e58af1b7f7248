using System.Globalization;

namespace PbxPortal.Tests.Server.Proxying;

/// <summary>A device that is called over a lossy network, as RFC 3261, 13.3 and 17.2 have it: it rings, and does what its plan says unless it is stopped.</summary>
/// <remarks>Confined to one thread.</remarks>
internal sealed class LossyDevice
{
    private readonly LossyNetwork _network;
    private readonly CallPhone _phone;
    private readonly DevicePlan _plan;
    private string? _invite;
    private string? _lastResponse;
    private int _final;
    private bool _isAcknowledged;
    private bool _isOver;
    private bool _isByeAnswered;

    public LossyDevice(LossyNetwork network, CallPhone phone, DevicePlan plan)
    {
        _network = network;
        _phone = phone;
        _plan = plan;
        network.Connect(phone, Receive);
    }

    public string Tag => _phone.ResponseTag;

    public bool IsRinging => _invite is not null && _final == 0;

    public bool IsTalking => _final == 200 && !_isOver;

    private void Receive(string message)
    {
        switch (message.Split(' ')[0])
        {
            case "INVITE" when _invite is null:
                _invite = message;
                _network.After(_plan.RingsAfter, () => Respond("180 Ringing"));
                if (_plan.FinishesAfter is { } finishesAfter)
                {
                    _network.After(finishesAfter, () => Finish(_plan.Status));
                }

                break;
            case "INVITE" when _lastResponse is { } last && _final != 200:
                Send(last); // Copies of a 2xx are not the copies' matter (RFC 6026, 7.1).
                break;
            case "CANCEL":
                Send(CallText.ResponseTo(message, "200 OK", _phone.Contact, Tag));
                Finish("487 Request Terminated");
                break;
            case "ACK":
                _isAcknowledged = _final != 0;
                break;
            case "BYE":
                _isOver = true;
                Send(CallText.ResponseTo(message, "200 OK", _phone.Contact, Tag));
                break;
            case "SIP/2.0":
                _isByeAnswered = true;
                break;
        }
    }

    private void Send(string message) => _network.SendToServer(_phone, message);

    private void Respond(string status)
    {
        if (_final == 0)
        {
            Send(_lastResponse = CallText.ResponseTo(_invite!, status, _phone.Contact, Tag));
        }
    }

    private void Finish(string status)
    {
        if (_final != 0)
        {
            return;
        }

        _final = int.Parse(status.Split(' ')[0], CultureInfo.InvariantCulture);
        var response = _lastResponse = CallText.ResponseTo(_invite!, status, _phone.Contact, Tag);
        _network.Repeat(() => Send(response), () => _isAcknowledged, LossyNetwork.T2, GiveUp);
    }

    /// <summary>No ACK has come: a call that was answered is ended (13.3.1.4).</summary>
    private void GiveUp()
    {
        if (IsTalking)
        {
            _isOver = true;
            var bye = _phone.RequestAsCallee("BYE", _invite!, cSeq: 1);
            _network.Repeat(() => Send(bye), () => _isByeAnswered, LossyNetwork.T2);
        }
    }
}
