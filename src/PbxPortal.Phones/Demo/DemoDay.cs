namespace PbxPortal.Phones.Demo;

/// <summary>What a phone of the demo is told to do, over and over, beyond what it does of its own accord.</summary>
internal static class DemoDay
{
    private static readonly DemoStep LogOut = new(90, 300, (phone, _, cancellation) => phone.LogOutAsync(cancellation));
    private static readonly DemoStep ComeBack = new(30, 180, (phone, _, cancellation) => phone.RegisterAsync(cancellation));

    private static readonly DemoStep Leave =
        new(60, 180, (phone, device, cancellation) => phone.MoveAsync(device.Elsewhere, cancellation));

    private static readonly DemoStep GoHome =
        new(60, 180, (phone, device, cancellation) => phone.MoveAsync(device.Home, cancellation));

    private static readonly DemoStep Vanish = new(60, 240, (phone, _, cancellation) => phone.VanishAsync(cancellation));
    private static readonly DemoStep Return = new(120, 700, (phone, _, cancellation) => phone.RegisterAsync(cancellation));
    private static readonly DemoStep Drop = new(8, 20, (phone, _, cancellation) => phone.LogOutAsync(cancellation));
    private static readonly DemoStep Recover = new(3, 8, (phone, _, cancellation) => phone.RegisterAsync(cancellation));
    private static readonly DemoStep StartAgain = new(400, 900, (phone, _, cancellation) => phone.RegisterAsync(cancellation));

    /// <summary>Empty for a phone that needs no telling.</summary>
    public static IReadOnlyList<DemoStep> StepsOf(DemoHabit habit) => habit switch
    {
        DemoHabit.ComingAndGoing => [LogOut, ComeBack],
        DemoHabit.Moving => [Leave, GoHome],
        DemoHabit.Vanishing => [Vanish, Return],
        DemoHabit.Flapping => [Drop, Recover],
        DemoHabit.NeverRefreshing => [StartAgain],
        _ => [],
    };
}
