using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Forms;
using PbxPortal.Administration;
using PbxPortal.Components.Display;
using PbxPortal.Components.Live;

namespace PbxPortal.Components.Pages;

/// <summary>Takes a file of users: first says what would become of each line, then, when asked, does all of it or nothing.</summary>
public sealed partial class UserImportPage : IProgress<int>, IDisposable
{
    private const long LargestFile = 50_000_000;

    private static readonly ImportFate[] Order = [ImportFate.Wrong, ImportFate.New, ImportFate.Changed, ImportFate.Unchanged];

    private CancellationTokenSource _working = new();
    private ImportPreview? _preview;
    private ImportResult? _result;
    private ImportFate? _shown;
    private IList<ImportLine> _lines = [];
    private (string Title, string Text)? _failure;
    private string _csv = "";
    private string _fileName = "";
    private string _progressText = "";
    private ClaimsPrincipal _who = new();
    private long? _shelved;
    private bool _isBusy;

    [Inject]
    public required IUserBatch Users { get; init; }

    [Inject]
    public required IPasswordShelf Shelf { get; init; }

    [Inject]
    public required Browser Browser { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    public void Dispose()
    {
        _working.Cancel();
        _working.Dispose();
    }

    /// <summary>Called as the lines are checked.</summary>
    public void Report(int value) => _ = InvokeAsync(() =>
    {
        _progressText = $"{value:N0} lines checked";
        StateHasChanged();
    });

    private static string Pressed(bool isOn) => isOn ? "true" : "false";

    private static string ImportLabel(ImportPreview preview)
    {
        var count = preview.Count(ImportFate.New) + preview.Count(ImportFate.Changed);
        return count == 1 ? "Import 1 user" : $"Import {count:N0} users";
    }

    private static string WordOf(ImportFate fate) => fate.ToString();

    private static string ToneOf(ImportFate fate) => fate switch
    {
        ImportFate.New => "online",
        ImportFate.Changed => "late",
        ImportFate.Wrong => "failing",
        _ => "offline",
    };

    private static string IconOf(ImportFate fate) => fate switch
    {
        ImportFate.New => PortalIcons.Add,
        ImportFate.Changed => PortalIcons.Moved,
        ImportFate.Wrong => PortalIcons.Failing,
        _ => PortalIcons.Check,
    };

    private async Task ReadAsync(InputFileChangeEventArgs chosen)
    {
        (_preview, _failure, _csv) = (null, null, "");
        _fileName = chosen.File.Name;
        await WorkAsync($"Reading {_fileName}", async cancellation =>
        {
            using var buffer = new MemoryStream();
            await using (var file = chosen.File.OpenReadStream(LargestFile, cancellation))
            {
                await file.CopyToAsync(buffer, cancellation);
            }

            _csv = Decode(buffer);
            await PreviewAsync(cancellation);
        });
    }

    private async Task PreviewAsync(CancellationToken cancellation)
    {
        var who = (await Authentication).User;

        // Off the dispatcher: checking a hundred thousand lines takes a while, and the page must hear "Cancel" meanwhile.
        _preview = await Task.Run(() => Users.PreviewAsync(who, _csv, this, cancellation), cancellation);
        Show(_preview.Count(ImportFate.Wrong) > 0 ? ImportFate.Wrong : null);
    }

    private Task ImportAsync() => WorkAsync("Checking once more, then writing", async cancellation =>
    {
        var who = _who = (await Authentication).User;
        var result = await Task.Run(() => Users.ImportAsync(who, _csv, this, cancellation), cancellation);
        if (result.Mistakes.IsEmpty)
        {
            _shelved = Shelf.Put(who, $"Passwords of the import of {_fileName}", result.Passwords);
            (_result, _preview, _csv) = (result, null, "");
            return;
        }

        _failure = ("Nothing was imported.", "Somebody changed users meanwhile, and the file does not fit any more. See the lines below.");
        await PreviewAsync(cancellation);
    });

    private async Task WorkAsync(string what, Func<CancellationToken, Task> work)
    {
        if (_isBusy)
        {
            return; // The second click of a double one: it must not write over the passwords that the first one makes.
        }

        (_isBusy, _failure, _progressText) = (true, null, what);
        _working.Dispose();
        _working = new CancellationTokenSource();
        StateHasChanged();
        try
        {
            await work(_working.Token);
        }
        catch (OperationCanceledException)
        {
            _failure = ("Cancelled.", "Nothing was imported.");
        }
        catch (DecoderFallbackException)
        {
            // Guessing another encoding would spoil every name with an umlaut in it.
            _failure = ($"{_fileName} is not in UTF-8.", "Save it as \"CSV UTF-8\" and choose it again. Nothing was imported.");
        }
        catch (IOException exception)
        {
            _failure = ($"{_fileName} could not be read.", $"{exception.Message} A file may have {LargestFile / 1_000_000} MB. Nothing was imported.");
        }
        catch (Exception failure) when (Failure.IsKnown(failure))
        {
            _failure = ("Nothing was imported.", Failure.Describe(failure));
        }
        finally
        {
            _isBusy = false;
        }
    }

    private static string Decode(MemoryStream file)
    {
        var bytes = file.GetBuffer().AsSpan(0, (int)file.Length);
        var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
        return text.TrimStart('\uFEFF');
    }

    private Task CancelAsync() => _working.CancelAsync();

    private void Take()
    {
        if (_shelved is { } id)
        {
            Shelf.Take(_who, id);
        }

        (_result, _shelved) = (_result! with { Passwords = [] }, null);
    }

    private void Restart() => (_result, _preview, _failure) = (null, null, null);

    private void Show(ImportFate? fate)
    {
        _shown = fate;
        _lines = _preview is not { } preview ? [] : [.. preview.Lines.Where(line => fate is null || line.Fate == fate)];
    }

    private async Task DownloadExampleAsync() => await Browser.DownloadAsync(
        "users-example.csv",
        $"{string.Join(',', UserCsv.Columns)}\nacme.example,3516,,Reception,reception@acme.example,+498912345678;+498912345679,5,true\n");
}
