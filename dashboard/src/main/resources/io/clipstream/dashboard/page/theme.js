// Before the first paint, so that nothing flashes: the theme that was chosen here, else the system's.
(() => {
  let chosen = null;
  try {
    chosen = JSON.parse(localStorage.getItem("clipstream") || "{}").theme;
  } catch {
    // Storage is off or holds something else: the system decides.
  }
  if (chosen === "light" || chosen === "dark") {
    document.documentElement.dataset.theme = chosen;
  }
})();
