// The address is where a view's state stands, so that it can be sent to a colleague.
const changed = new EventTarget();

/** Path and query as they are now; a query is an object of texts. */
export function here() {
  return {path: location.pathname, query: Object.fromEntries(new URLSearchParams(location.search))};
}

/** Goes to an address of this page. */
export function go(address, {replace = false} = {}) {
  history[replace ? "replaceState" : "pushState"]({}, "", address);
  changed.dispatchEvent(new Event("change"));
}

/** Calls back at every change of the address; returns what ends that. */
export function onAddress(listener) {
  changed.addEventListener("change", listener);
  return () => changed.removeEventListener("change", listener);
}

addEventListener("popstate", () => changed.dispatchEvent(new Event("change")));

// Links inside of the page change the view and load nothing; others are left to the browser.
addEventListener("click", (event) => {
  const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || link.origin !== location.origin || link.hasAttribute("download") || event.defaultPrevented) {
    return;
  }
  event.preventDefault();
  go(link.pathname + link.search);
});
