/* Runs before the page is drawn. The __md_* helpers are those that Material's bundle expects (inline in the theme itself);
   the palette chosen before, or the system's, is set on <body> as soon as there is one, so that nothing flashes, and what
   needs programs is there from the start, so that nothing moves. */
document.documentElement.classList.replace("no-js", "js");
window.__md_scope = new URL(document.currentScript.dataset.base || ".", location);
window.__md_hash = (text) => [...text].reduce((hash, c) => (hash << 5) - hash + c.charCodeAt(0), 0);
window.__md_get = (key, storage = localStorage, scope = __md_scope) => {
  try {
    return JSON.parse(storage.getItem(scope.pathname + "." + key));
  } catch {
    return null;
  }
};
window.__md_set = (key, value, storage = localStorage, scope = __md_scope) => {
  try {
    storage.setItem(scope.pathname + "." + key, JSON.stringify(value));
  } catch {
    /* Storage may be full or forbidden: the choice then lasts for this page. */
  }
};
(() => {
  const stored = __md_get("__palette");
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const color = (stored && stored.color) || (dark ? { scheme: "slate" } : null);
  if (!color) return;
  new MutationObserver((_, observer) => {
    if (!document.body) return;
    observer.disconnect();
    for (const [key, value] of Object.entries(color)) document.body.setAttribute("data-md-color-" + key, value);
  }).observe(document.documentElement, { childList: true });
})();
