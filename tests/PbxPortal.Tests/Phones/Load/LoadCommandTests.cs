namespace PbxPortal.Tests.Phones.Load;

/// <summary>Bad arguments are refused before anything is sent, with an example.</summary>
public sealed class LoadCommandTests
{
    [Theory]
    [InlineData("Examples: 127.0.0.1:5060", "localhost")]
    [InlineData("only with --allow-remote", "192.0.2.1:5060")]
    [InlineData("'fly' is not a phase", "127.0.0.1:5060", "--phases", "reg,fly")]
    [InlineData("'refresh:0x' is not a phase", "127.0.0.1:5060", "--phases", "refresh:0x")]
    [InlineData("'mix:3x' is not a phase", "127.0.0.1:5060", "--phases", "mix:3x")]
    [InlineData("--users is 0, and must be from 1 to 2000000", "127.0.0.1:5060", "--users", "0")]
    [InlineData("too many for one run", "127.0.0.1:5060", "--users", "2000000")]
    [InlineData("make 99 percent, not 100", "127.0.0.1:5060", "--mix", "refresh=90,move=9")]
    [InlineData("'dance=100' is not a share", "127.0.0.1:5060", "--mix", "dance=100")]
    [InlineData("nor a range", "127.0.0.1:5060", "--expires", "3600-60")]
    [InlineData("--rate must be from", "127.0.0.1:5060", "--rate", "-1")]
    [InlineData("No product is called 'gramophone'", "127.0.0.1:5060", "--products", "gramophone")]
    [InlineData("There is no process 2147483647", "127.0.0.1:5060", "--pid", "2147483647")]
    [InlineData("check compares with a ledger", "127.0.0.1:5060", "--phases", "check")]
    public async Task A_bad_argument_is_refused_with_an_example(string expected, params string[] args)
    {
        var call = await LoadCall.RunAsync(args);

        Assert.Equal(2, call.ExitCode);
        Assert.Contains(expected, call.Error, StringComparison.Ordinal);
        Assert.EndsWith("See: load --help\n", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_but_the_mistakes_is_told()
    {
        var call = await LoadCall.RunAsync("192.0.2.1:5060", "--mix", "move=1");

        Assert.Empty(call.Output);
        Assert.Equal(3, call.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Help_names_every_phase()
    {
        var call = await LoadCall.RunAsync("--help");

        Assert.Equal(0, call.ExitCode);
        Assert.Contains("reg, refresh, rechal, query, unreg, storm, mix, expiry", call.Output, StringComparison.Ordinal);
    }
}
