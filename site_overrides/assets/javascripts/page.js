/* What every page does: buttons that a keyboard reaches, scripts of single pages, reporting errors: the footer's link takes
   along the line that was asked for, and the page that tells how to report shows what the link brought. */
(() => {
  const here = document.currentScript.src;
  const english = document.documentElement.lang === "en";
  for (const link of document.querySelectorAll(".sr-report-error")) {
    // A page that is not there is reported with the address that was asked for.
    if (document.querySelector(".sr-missing") && !link.dataset.contact) {
      const target = new URL(link.href);
      target.searchParams.set("page", location.pathname.slice(__md_scope.pathname.length));
      link.href = target;
    }
    link.addEventListener("click", () => {
      if (!location.hash) return;
      if (link.dataset.contact) {
        link.href = link.dataset.contact.replace("{line}", encodeURIComponent(location.hash.slice(1)));
        return;
      }
      const target = new URL(link.href);
      target.searchParams.set("at", location.hash.slice(1));
      link.href = target;
    });
  }

  // Paper names where it comes from; without a site_url only the browser knows, and what was chosen only the address.
  const printed = document.querySelector(".sr-printed");
  const named = document.querySelector("link[rel=canonical]");
  function name() {
    if (named && !location.search) return;
    printed.textContent = printed.textContent.replace(/[^ ]*$/, location.href.split("#")[0]);
  }
  if (printed) name();
  if (printed) addEventListener("beforeprint", name);

  // The theme opens drawer and search by labels, which work without programs but which the Tab key does not reach.
  for (const label of document.querySelectorAll(".md-header label.md-header__button[for^=__]:not([for^=__palette])")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = label.className;
    button.append(...label.childNodes);
    const control = label.control;
    button.addEventListener("click", () => control.click());
    label.replaceWith(button);
  }

  // The two pages that are programs bring their own script.
  for (const name of ["compare", "explore"]) {
    if (!document.getElementById(`sr-${name}`)) continue;
    const script = document.createElement("script");
    script.src = new URL(`${name}.js`, here);
    document.head.append(script);
  }

  const heading = document.getElementById("errors");
  const asked = new URLSearchParams(location.search);
  if (!heading || !asked.has("page")) return;
  const told = document.createElement("p");
  const labels = english
    ? { page: "Page: ", report: "Report: ", at: "Place: " }
    : { page: "页面：", report: "报告编号：", at: "位置：" };
  const parts = Object.entries(labels).filter(([name]) => asked.get(name) || name === "page");
  told.className = "sr-told";
  told.textContent = parts.map(([name, label]) => `${label}${name === "page" ? "/" : ""}${asked.get(name)}`).join(english ? " · " : "　");
  heading.after(told);
})();
