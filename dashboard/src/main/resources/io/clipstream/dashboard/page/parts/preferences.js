// What each person likes for himself; kept in this browser, changes nothing for others.
const KEY = "clipstream";
const USUAL = {theme: "system", blur: 12, grey: false, reviewer: ""};
const changed = new EventTarget();
let now = {...USUAL, ...read()};

export function preferences() {
  return now;
}

export function prefer(change) {
  now = {...now, ...change};
  try {
    localStorage.setItem(KEY, JSON.stringify(now));
  } catch {
    // Storage is off: it holds until the window is closed.
  }
  apply();
  changed.dispatchEvent(new Event("change"));
}

export function onPreferences(listener) {
  changed.addEventListener("change", listener);
  return () => changed.removeEventListener("change", listener);
}

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return typeof kept === "object" && kept !== null ? kept : {};
  } catch {
    return {};
  }
}

function apply() {
  const root = document.documentElement;
  if (now.theme === "light" || now.theme === "dark") {
    root.dataset.theme = now.theme;
  } else {
    delete root.dataset.theme;
  }
  root.style.setProperty("--blur", `${Number(now.blur) || 0}px`);
  root.style.setProperty("--grey", now.grey ? "1" : "0");
}

apply();
