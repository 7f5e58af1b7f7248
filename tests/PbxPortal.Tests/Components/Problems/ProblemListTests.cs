using PbxPortal.Administration;
using PbxPortal.Components.Problems;
using PbxPortal.Server.Diagnosis;

namespace PbxPortal.Tests.Components.Problems;

public sealed class ProblemListTests
{
    private readonly ProblemList _list = new();

    [Fact]
    public void Takes_the_problems_in_their_order_and_keeps_the_entries()
    {
        Apply(SampleProblem.WrongPassword, SampleProblem.UnknownUser);
        var entry = _list.Listed[0];

        Apply(SampleProblem.Outage, SampleProblem.WrongPassword with { Tries = 42 }, SampleProblem.UnknownUser);

        Assert.Equal(
            [SampleProblem.Outage.Key, SampleProblem.WrongPassword.Key, SampleProblem.UnknownUser.Key], _list.Listed.Select(row => row.Key));
        Assert.Same(entry, _list.Listed[1]);
        Assert.Equal(42, entry.Problem.Tries);
    }

    [Fact]
    public void While_it_is_frozen_no_entry_moves_comes_or_goes()
    {
        Apply(SampleProblem.WrongPassword);
        _list.Freeze();

        Apply(SampleProblem.Outage);

        Assert.Equal([(SampleProblem.WrongPassword.Key, true)], _list.Listed.Select(row => (row.Key, row.IsSolved)));
        Assert.Equal(2, _list.PendingChanges);
        _list.Thaw();
        Assert.Equal([SampleProblem.Outage.Key], _list.Listed.Select(row => row.Key));
        Assert.Equal(0, _list.PendingChanges);
    }

    [Fact]
    public void A_problem_that_comes_back_while_it_is_frozen_is_not_solved()
    {
        Apply(SampleProblem.WrongPassword);
        _list.Freeze();
        Apply();
        Apply(SampleProblem.WrongPassword);

        Assert.False(Assert.Single(_list.Listed).IsSolved);
    }

    [Theory]
    [InlineData("/problems?q=3516", 2)]
    [InlineData("/problems?q=yealink+203.0.113", 1)]
    [InlineData("/problems?q=acme", 2)]
    [InlineData("/problems?cause=unknownUser", 1)]
    [InlineData("/problems?cause=UnknownUser,WrongPassword", 2)]
    [InlineData("/problems?user=16", 1)]
    [InlineData("/problems?domain=globex.example", 0)]
    public void The_address_says_what_is_shown(string address, int expected)
    {
        Apply(SampleProblem.WrongPassword, SampleProblem.UnknownUser);

        _list.SetFilter(ProblemFilter.Parse("http://localhost" + address));

        Assert.Equal(expected, _list.Listed.Count);
    }

    [Fact]
    public void An_address_says_all_of_a_filter()
    {
        var filter = new ProblemFilter
        {
            Text = "reception 7",
            Causes = [ProblemCause.WrongPassword, ProblemCause.NatPinhole],
            Domain = "acme.example",
            UserId = 16,
            OpenKey = "16|203.0.113.7|Yealink T46U",
        };

        var read = ProblemFilter.Parse("http://localhost" + filter.ToAddress());

        Assert.Equal(filter.ToAddress(), read.ToAddress());
        Assert.Equal(filter with { Causes = [] }, read with { Causes = [] });
        Assert.Equal(filter.Causes, read.Causes);
    }

    private void Apply(params Problem[] problems) => _list.Apply(new OverviewState(1, default, [.. problems], HasUsers: true));
}
