// Keys that lead somewhere. Links and buttons carry theirs themselves: data-go="d" is reached by g and d, data-key="n" by n alone. So
// what a role may not see has no key, and the help sheet, which asks here, is never out of step with the page.
// Single keys can be switched off (WCAG 2.1, 2.1.4); Ctrl+K works always.
(() => {
  "use strict";

  const patience = 1500;
  const offKey = "pbxportal.shortcuts";
  let armedUntil = 0;

  const areOn = () => {
    try {
      return localStorage.getItem(offKey) !== "off";
    } catch {
      return true; // No storage: they are on, and cannot be switched off for longer than this page.
    }
  };

  const setOn = isOn => {
    try {
      localStorage.setItem(offKey, isOn ? "on" : "off");
    } catch {
      // Said by areOn.
    }
    show();
  };

  // The hint beside the search field goes with the keys.
  const show = () => document.documentElement.toggleAttribute("data-no-shortcuts", !areOn());

  const isTyping = target => target instanceof Element
    && target.closest("input, textarea, select, [contenteditable=true], [role=dialog], [role=menu], [role=listbox]") !== null;

  const isVisible = element => element.getClientRects().length > 0;

  const press = selector => {
    const element = [...document.querySelectorAll(selector)].find(isVisible);
    element?.click();
    return element !== undefined;
  };

  const search = () => {
    const field = document.getElementById("search");
    field?.focus();
    field?.select();
    return field !== null;
  };

  const run = key => {
    if (performance.now() < armedUntil) {
      armedUntil = 0;
      return /^[a-z]$/.test(key) && press(`[data-go="${key}"]`);
    }
    switch (key) {
      case "/": return search();
      case "?": return press("#help");
      case "g": armedUntil = performance.now() + patience; return true;
      default: return /^[a-z]$/.test(key) && press(`[data-key="${key}"]`);
    }
  };

  document.addEventListener("keydown", event => {
    if (event.isComposing || event.defaultPrevented || event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() === "k" && !event.shiftKey && search()) event.preventDefault();
      return;
    }
    // In the list of what was found the arrows move through it, not the caret through the text.
    if (event.target.id === "search" && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      return;
    }
    if (isTyping(event.target) || document.querySelector(".mud-dialog") || !areOn()) return;
    if (run(event.key)) event.preventDefault();
  });

  const nameOf = element => element.dataset.keyName ?? element.textContent.trim();

  const list = () => [...document.querySelectorAll("[data-go], [data-key]")].map(element => ({
    keys: element.dataset.go ? `g ${element.dataset.go}` : element.dataset.key,
    name: nameOf(element)
  }));

  globalThis.pbxportalShortcuts = { areOn, setOn, list };
  show();
})();
