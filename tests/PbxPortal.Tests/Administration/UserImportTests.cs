using System.Diagnostics;
using System.Globalization;
using System.Text;
using PbxPortal.Administration;

namespace PbxPortal.Tests.Administration;

public sealed class UserImportTests : IAsyncLifetime
{
    private AdministrationBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await AdministrationBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Reads_the_columns_in_any_order_and_case_and_shows_the_users_when_it_returns()
    {
        var result = await _bench.ImportAsync(
            """
            Enabled, phone_numbers ,extension,DOMAIN,display_name,password,max_devices,email
            no,"+49 89 1; 16",3516,Acme.Example,"Berg, Anna",correct horse,5,anna@acme.example
            """);

        Assert.Equal((1, 0, 0, 0), (result.Added, result.Updated, result.Passwords.Length, result.Mistakes.Length));
        var user = _bench.Directory.FindUser(_bench.Acme, "3516")!;
        Assert.Equal(("Berg, Anna", "anna@acme.example", 5, false), (user.DisplayName, user.Email, user.MaxDevices, user.IsEnabled));
        Assert.Equal(["+49891", "16"], user.PhoneNumbers);
        Assert.True(_bench.Accepts(user, "correct horse"));
    }

    [Fact]
    public async Task Generates_passwords_only_for_new_users_without_one()
    {
        var old = await _bench.AddAsync(_bench.Draft("1") with { Password = "the old one" });

        var result = await _bench.ImportAsync(
            """
            domain,extension,password
            acme.example,1,
            acme.example,2,its own one
            acme.example,3,
            """);

        var generated = Assert.Single(result.Passwords);
        Assert.Equal(
            ("acme.example", "3", 2, 0, 1), (generated.Domain, generated.Extension, result.Added, result.Updated, result.Unchanged));
        Assert.True(_bench.Accepts(_bench.Directory.FindUser(old.Id)!, "the old one"));
        Assert.True(_bench.Accepts(_bench.Directory.FindUser(_bench.Acme, "2")!, "its own one"));
        Assert.True(_bench.Accepts(_bench.Directory.FindUser(_bench.Acme, "3")!, generated.Password));
    }

    [Fact]
    public async Task Changes_only_what_the_table_has_columns_for()
    {
        await _bench.AddAsync(_bench.Draft("1") with
        {
            DisplayName = "Anna",
            Email = "anna@acme.example",
            MaxDevices = 2,
            MayRegisterOthers = true,
            IsEnabled = false,
            PhoneNumbers = ["16"],
            Password = "the old one",
        });

        var names = await _bench.ImportAsync("domain,extension,display_name\nacme.example,1,Bert\n");
        var renamed = _bench.Directory.FindUser(_bench.Acme, "1")!;
        var rest = await _bench.ImportAsync("domain,extension,max_devices,phone_numbers,password\nacme.example,1,,,the new one\n");

        Assert.Equal((1, 1), (names.Updated, rest.Updated));
        Assert.Equal(("Bert", "anna@acme.example", 2, false, true), (renamed.DisplayName, renamed.Email, renamed.MaxDevices, renamed.IsEnabled, renamed.MayRegisterOthers));
        Assert.Equal(["16"], renamed.PhoneNumbers);
        var user = _bench.Directory.FindUser(_bench.Acme, "1")!;
        Assert.Equal(("Bert", (int?)null, 0), (user.DisplayName, user.MaxDevices, user.PhoneNumbers.Length));
        Assert.True(_bench.Accepts(user, "the new one"));
    }

    [Fact]
    public async Task Takes_how_the_devices_ring()
    {
        var result = await _bench.ImportAsync("domain,extension,ring_order,ring_seconds\nacme.example,1,By_Priority,15\nacme.example,2,,\n");
        var wrong = await _bench.ImportAsync("domain,extension,ring_order,ring_seconds\nacme.example,1,later,soon\nacme.example,2,by_priority,500\n");

        Assert.Equal(2, result.Added);
        Assert.Equal(TimeSpan.FromSeconds(15), _bench.Directory.FindUser(_bench.Acme, "1")!.GroupRingTime);
        Assert.Null(_bench.Directory.FindUser(_bench.Acme, "2")!.GroupRingTime);
        Assert.Equal(
            [
                "ring_seconds 'soon' is not a number. Example: 20",
                "ring_order 'later' is neither all_at_once nor by_priority. Example: by_priority",
                "The ring time of a group must be between 5 and 120 seconds, or empty. Example: 20",
            ],
            wrong.Mistakes.Select(mistake => mistake.Message));
    }

    [Fact]
    public async Task Names_every_bad_line_with_its_number_and_changes_nothing()
    {
        await _bench.AddAsync(_bench.Draft("99") with { PhoneNumbers = ["999"] });

        var result = await _bench.ImportAsync(
            """
            domain,extension,max_devices,enabled,phone_numbers
            acme.example,1,5,true,
            nowhere.example,2,5,true,
            acme.example,3,many,perhaps,

            acme.example,a b,0,true,
            acme.example,1,5,true,
            acme.example,6,5,true,999
            acme.example,7,5,true,1
            acme.example,8,5,1,8888
            acme.example,5,5,true
            """);

        Assert.Equal(
            [
                "3 There is no domain 'nowhere.example'; add it first.",
                "4 max_devices 'many' is not a number. Example: 5",
                "4 enabled 'perhaps' is none of true, false, 1, 0, yes, no. Example: true",
                "6 An extension has letters, digits and - _ . ! ~ * + only. Examples: 3516, anna.berg",
                "6 The number of devices must be between 1 and 1000, or empty. Example: 5",
                "7 1@acme.example is in line 2 already.",
                "8 '999' belongs to the user 99 of this domain already; choose another one.",
                "9 '1' belongs to the user 1 of this domain already; choose another one.",
                "11 The line has 4 values, the header names 5.",
            ],
            result.Mistakes.Select(mistake => string.Create(CultureInfo.InvariantCulture, $"{mistake.Line} {mistake.Message}")));
        Assert.Equal((0, 0, 0), (result.Added, result.Updated, result.Passwords.Length));
        Assert.Equal("99", Assert.Single(_bench.Directory.UsersOf(_bench.Acme)).Extension);
        Assert.Single(_bench.Audit);
        Assert.Equal(1, _bench.Database.Count("user"));
    }

    [Theory]
    [InlineData("", "The file is empty.")]
    [InlineData("\n\n", "The file is empty.")]
    [InlineData("domain,extension,colour\n", "The column 'colour' is not known.")]
    [InlineData("domain;extension\n", "The column 'domain;extension' is not known.")]
    [InlineData("extension,password\n", "The column 'domain' is missing.")]
    [InlineData("domain,password\n", "The column 'extension' is missing.")]
    [InlineData("domain,extension,Domain\n", "The column 'domain' is there twice.")]
    public async Task Says_what_is_wrong_with_the_header(string table, string expected)
    {
        var result = await _bench.ImportAsync(table);

        Assert.Equal(1, result.Mistakes[0].Line);
        Assert.StartsWith(expected, result.Mistakes[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quoted_value_with_line_breaks_does_not_shift_the_later_lines()
    {
        var result = await _bench.ImportAsync("domain,extension,display_name\nacme.example,1,\"Anna\nBerg\"\nacme.example,2 2,Bert\n");

        Assert.Equal([3, 4], result.Mistakes.Select(mistake => mistake.Line));
        Assert.StartsWith("A name has at most 128 characters on one line.", result.Mistakes[0].Message, StringComparison.Ordinal);
        Assert.StartsWith("An extension has letters", result.Mistakes[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quote_that_is_not_closed_is_told_and_hides_no_users()
    {
        var result = await _bench.ImportAsync("domain,extension,display_name\nacme.example,1,\"Anna\nacme.example,2,Bert\n");

        Assert.StartsWith("A name has at most 128 characters on one line.", Assert.Single(result.Mistakes).Message, StringComparison.Ordinal);
        Assert.Empty(_bench.Directory.UsersOf(_bench.Acme));
    }

    [Fact]
    public async Task Two_users_of_one_table_may_exchange_their_numbers()
    {
        await _bench.AddAsync(_bench.Draft("1") with { PhoneNumbers = ["111"] });
        await _bench.AddAsync(_bench.Draft("2") with { PhoneNumbers = ["222"] });

        var result = await _bench.ImportAsync("domain,extension,phone_numbers\nacme.example,1,222\nacme.example,2,333\nacme.example,111,\n");

        Assert.Empty(result.Mistakes);
        Assert.Equal("1", _bench.Directory.FindUser(_bench.Acme, "222")!.Extension);
        Assert.Equal("2", _bench.Directory.FindUser(_bench.Acme, "333")!.Extension);
        Assert.Equal("111", _bench.Directory.FindUser(_bench.Acme, "111")!.Extension);
        Assert.Contains("numbers 111|", _bench.Audit.First(line => line.Contains("|edit user|1@", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_users_of_one_table_cannot_have_the_same_number()
    {
        await _bench.AddAsync(_bench.Draft("1") with { PhoneNumbers = ["111"] });
        await _bench.AddAsync(_bench.Draft("2") with { PhoneNumbers = ["222"] });

        var result = await _bench.ImportAsync("domain,extension,phone_numbers\nacme.example,1,222\nacme.example,2,222\n");

        Assert.Equal(new ImportMistake(3, "'222' belongs to the user 1 of this domain already; choose another one."), Assert.Single(result.Mistakes));
        Assert.Equal("2", _bench.Directory.FindUser(_bench.Acme, "222")!.Extension);
        Assert.Equal(2, _bench.Database.Count("phone_number"));
    }

    [Fact]
    public async Task Takes_10_000_lines_in_the_time_in_which_another_writer_would_not_give_up()
    {
        var table = new StringBuilder("domain,extension,password,display_name,phone_numbers\n");
        for (var number = 10_000; number < 20_000; number++)
        {
            table.Append(CultureInfo.InvariantCulture, $"acme.example,{number},password-{number},User {number},+4989{number}\n");
        }

        var watch = Stopwatch.StartNew();
        var added = await _bench.ImportAsync(table.ToString());
        var addedIn = watch.Elapsed;
        var updated = await _bench.ImportAsync(table.ToString());

        TestContext.Current.TestOutputHelper?.WriteLine($"Added in {addedIn}, changed in {watch.Elapsed - addedIn}.");
        Assert.Equal((10_000, 10_000), (added.Added, updated.Updated));
        Assert.Equal(10_000, _bench.Directory.UsersOf(_bench.Acme).Count);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }
}
