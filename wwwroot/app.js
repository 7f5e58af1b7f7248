// What the pages need of the browser. One timer for everything that shows time, no library, nothing inline: script-src 'self' is enough.
// Loaded in the head, before the first paint, so that the page never flashes in the wrong theme.
(() => {
  "use strict";

  // Theme: the cookie holds light, dark, system-light or system-dark; the second half tells the server what to paint first.
  const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
  let themeListener = null;

  const themeMode = () => {
    const cookie = /(?:^|; )theme=([a-z]+)/.exec(document.cookie);
    return cookie ? cookie[1] : "system";
  };

  const applyTheme = mode => {
    const isDark = mode === "dark" || (mode === "system" && systemIsDark.matches);
    const value = mode === "system" ? `system-${isDark ? "dark" : "light"}` : mode;
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
    document.cookie = `theme=${value}; path=/; max-age=31536000; samesite=lax`;
    return isDark;
  };

  const watchTheme = listener => {
    themeListener = listener;
    listener.invokeMethodAsync("ThemeChanged", applyTheme(themeMode()));
  };

  systemIsDark.addEventListener("change", () => {
    const isDark = applyTheme(themeMode());
    themeListener?.invokeMethodAsync("ThemeChanged", isDark).catch(() => themeListener = null);
  });
  applyTheme(themeMode());

  // Time: the server says what moment, the browser says it in words of the reader's zone, once a second.
  let clockOffset = 0;
  const now = () => Date.now() + clockOffset;
  const timeOfDay = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const timeWithSeconds = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  const dayAndMonth = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
  const dayMonthYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
  const everything = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });

  const duration = seconds => {
    if (seconds < 60) return `${seconds} s`;
    if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
    if (seconds < 172800) return `${Math.floor(seconds / 3600)} h`;
    return `${Math.floor(seconds / 86400)} days`;
  };

  const clock = (at, withSeconds) => {
    const date = new Date(at), today = new Date(now());
    const time = (withSeconds ? timeWithSeconds : timeOfDay).format(date);
    if (date.toDateString() === today.toDateString()) return time;
    const day = (date.getFullYear() === today.getFullYear() ? dayAndMonth : dayMonthYear).format(date);
    return `${day} ${time}`;
  };

  const relative = at => {
    const seconds = Math.round((at - now()) / 1000);
    if (seconds === 0) return "now";
    return seconds > 0 ? `in ${duration(seconds)}` : `${duration(-seconds)} ago`;
  };

  // As a clock shows it: 0:07, 12:31, 1:05:00.
  const elapsed = since => {
    const seconds = Math.max(0, Math.floor((now() - since) / 1000));
    const two = number => String(number).padStart(2, "0");
    const minutes = Math.floor(seconds / 60) % 60, hours = Math.floor(seconds / 3600);
    return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
  };

  const write = (element, text) => {
    if (element && element.textContent !== text) element.textContent = text;
  };

  const tickCountdown = element => {
    const left = Math.max(0, Math.ceil((Number(element.dataset.expires) - now()) / 1000));
    const granted = Math.max(1, Number(element.dataset.granted));
    write(element.querySelector(".ttl-left"), left < 120 ? `${left} s` : duration(left));
    const bar = element.querySelector(".ttl-bar > i"), width = `${Math.min(100, Math.round(100 * left / granted))}%`;
    if (bar && bar.style.width !== width) bar.style.width = width; // In steps that can be seen: each is laid out and painted.
  };

  const tickMoment = element => {
    const at = Number(element.dataset.since ?? element.dataset.time);
    write(element, element.dataset.since ? relative(at) : clock(at, element.hasAttribute("data-seconds")));
    if (element.dataset.titled !== String(at)) {
      element.dataset.titled = String(at);
      element.title = everything.format(new Date(at));
    }
  };

  const timed = "[data-expires], [data-elapsed], time[data-since], time[data-time]";

  const tickOne = element => {
    if (element.dataset.expires) tickCountdown(element);
    else if (element.dataset.elapsed) write(element, elapsed(Number(element.dataset.elapsed)));
    else tickMoment(element);
  };

  const tick = root => root.querySelectorAll(timed).forEach(tickOne);

  // What a rendering has brought is filled in before it is painted, and alone: else each rendering is laid out and painted twice.
  const tickChanged = (changes, observer) => {
    for (const change of changes) {
      if (change.type === "attributes") {
        if (change.target.matches(timed)) tickOne(change.target);
        continue;
      }
      for (const node of change.addedNodes) {
        if (node.nodeType !== Node.ELEMENT_NODE) continue;
        if (node.matches(timed)) tickOne(node);
        tick(node);
      }
    }
    observer.takeRecords();
  };

  // Interaction: while pointer or focus is in the list, the server moves no row.
  const watchInteraction = (element, listener) => {
    if (!element) return;
    let pointer = false, focus = false, told = false;
    const tell = () => {
      const busy = pointer || focus;
      if (busy === told) return;
      told = busy;
      listener.invokeMethodAsync("InteractionChanged", busy).catch(() => { });
    };
    element.addEventListener("pointerenter", event => { pointer = event.pointerType === "mouse"; tell(); });
    element.addEventListener("pointerleave", () => { pointer = false; tell(); });
    element.addEventListener("focusin", event => { focus = event.target.matches(":focus-visible"); tell(); });
    element.addEventListener("focusout", event => { focus = focus && element.contains(event.relatedTarget); tell(); });
  };

  // Long lists: the server draws the rows that are on the screen and some around them, so it is told when others come near.
  const watchRows = (frame, listener, step) => {
    if (!frame) return;
    const height = Number.parseFloat(getComputedStyle(frame).getPropertyValue("--row-height"));
    let told = "", isTelling = false;
    const tell = async () => {
      const first = Math.floor(frame.scrollTop / height / step) * step, count = Math.ceil(frame.clientHeight / height);
      if (isTelling || told === `${first} ${count}`) return;
      told = `${first} ${count}`;
      isTelling = true;
      try {
        await listener.invokeMethodAsync("ShowRows", first, count);
      } catch {
        return; // The page is closed, or its connection is away; when it is back, the next step tells.
      } finally {
        isTelling = false;
      }
      tell();
    };
    frame.addEventListener("scroll", tell, { passive: true });
    new ResizeObserver(tell).observe(frame);
  };

  const focusFirst = selectors => requestAnimationFrame(() => {
    for (const selector of selectors) {
      const element = document.querySelector(selector);
      if (element) {
        element.focus({ preventScroll: false });
        return;
      }
    }
  });

  // In a list of buttons the arrow keys lead from one to the next, and choose it.
  document.addEventListener("keydown", event => {
    const list = event.target.closest?.("[data-arrows]");
    if (!list || event.ctrlKey || event.metaKey || event.altKey) return;
    const buttons = [...list.querySelectorAll("button")];
    const at = buttons.indexOf(event.target);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined || !buttons[to]) return;
    event.preventDefault();
    buttons[to].focus();
    buttons[to].click();
  });

  document.addEventListener("click", async event => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    const said = document.getElementById(`${button.dataset.copy}-copied`);
    const text = source?.textContent.trim() ?? "";
    try {
      await navigator.clipboard.writeText(text);
      write(said, "Copied.");
    } catch {
      // Without HTTPS there is no clipboard: mark it, so that Ctrl+C does.
      getSelection()?.selectAllChildren(source);
      write(said, "Press Ctrl+C to copy.");
    }
  });

  // Files and prints: made here from what the page holds, so that a sheet of passwords never lies on the server.
  const download = (name, text) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\uFEFF", text], { type: "text/csv;charset=utf-8" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  const print = (title, rows) => {
    const frame = document.body.appendChild(document.createElement("iframe"));
    frame.hidden = true;
    frame.title = title;
    const sheet = frame.contentDocument;
    sheet.title = title;
    const heading = sheet.body.appendChild(sheet.createElement("h1"));
    heading.textContent = title;
    const table = sheet.body.appendChild(sheet.createElement("table"));
    rows.forEach((row, index) => {
      const line = table.insertRow();
      row.forEach(text => {
        const cell = line.appendChild(sheet.createElement(index === 0 ? "th" : "td"));
        cell.textContent = text;
        cell.style.cssText = "padding:4px 14px 4px 0;text-align:left;border-bottom:1px solid #999;font:13px monospace";
      });
    });
    frame.contentWindow.addEventListener("afterprint", () => frame.remove());
    frame.contentWindow.print();
  };

  // Connection: says since when nothing is live, tries again by itself, and starts afresh when the server has forgotten this page.
  let lostSince = null, retry = null, staleTimer = null;

  // The pill in the bar: for a moment it only reconnects; then what one sees is old, and it says since when.
  const sayLost = text => document.querySelectorAll(".live-off .live-word").forEach(pill => write(pill, text));

  const showLost = () => {
    lostSince ??= new Date();
    document.documentElement.dataset.connection = "lost";
    if (staleTimer === null) {
      sayLost("Reconnecting");
      staleTimer = setTimeout(() => sayLost(`Stale since ${timeWithSeconds.format(lostSince)}`), 5000);
    }
    const banner = document.getElementById("connection");
    if (banner) {
      banner.hidden = false;
      write(banner, `No connection to PbxPortal since ${timeWithSeconds.format(lostSince)} - what you see may be old. Trying again.`);
    }
  };

  const showBack = () => {
    lostSince = null;
    clearTimeout(retry);
    clearTimeout(staleTimer);
    staleTimer = null;
    delete document.documentElement.dataset.connection;
    const banner = document.getElementById("connection");
    if (banner) banner.hidden = true;
  };

  const reloadWhenUp = async () => {
    try {
      await fetch(document.baseURI, { method: "HEAD", cache: "no-store" });
      location.reload();
    } catch {
      retry = setTimeout(reloadWhenUp, 1500);
    }
  };

  const reconnectionHandler = {
    onConnectionDown: () => {
      showLost();
      let attempts = 0;
      const attempt = async () => {
        attempts++;
        try {
          // False: the server is there but knows this page no more; its rows would be ghosts.
          if (!await Blazor.reconnect()) {
            await reloadWhenUp();
            return;
          }
          showBack();
        } catch {
          retry = setTimeout(attempt, attempts < 10 ? 1000 : 3000);
        }
      };
      clearTimeout(retry);
      retry = setTimeout(attempt, 200);
    },
    onConnectionUp: showBack
  };

  document.addEventListener("DOMContentLoaded", () => {
    setInterval(() => tick(document), 1000);
    new MutationObserver(tickChanged).observe(document.body, {
      subtree: true, childList: true, attributes: true,
      attributeFilter: ["data-expires", "data-granted", "data-since", "data-time", "data-elapsed"]
    });
    tick(document);
    globalThis.Blazor?.start({
      circuit: {
        reconnectionHandler,
        configureSignalR: builder => builder.withServerTimeout(12000).withKeepAliveInterval(4000)
      }
    })?.catch(() => {
      // The server went away between the page and its connection.
      showLost();
      reloadWhenUp();
    });
  });

  globalThis.pbxportal = {
    setTheme: applyTheme,
    watchTheme,
    syncClock: at => { clockOffset = at - Date.now(); tick(document); },
    zoneMinutes: () => -new Date().getTimezoneOffset(),
    watchInteraction,
    watchRows,
    focus: focusFirst,
    download,
    print
  };
})();
