/* Tables marked data-sr-sort can be sorted by a click on a heading. Numbers sort as numbers ("33 / 148" by its first),
   empty cells and dashes last in both directions; a second click turns the order round. */
(() => {
  const english = document.documentElement.lang.startsWith("en");
  const words = english ? "Sort by" : "排序：";
  const letters = new Intl.Collator(english ? "en" : "zh-CN", { numeric: true });
  const value = (row, column) => row.cells[column]?.textContent.trim() ?? "";
  const number = (text) => {
    const found = /^-?\d[\d,]*(\.\d+)?/.exec(text);
    return found ? Number(found[0].replaceAll(",", "")) : NaN;
  };

  function sort(table, heading) {
    const column = heading.cellIndex;
    const falling = heading.getAttribute("aria-sort") === "ascending";
    for (const other of heading.parentNode.cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", falling ? "descending" : "ascending");
    const rows = [...table.tBodies[0].rows];
    const keyed = rows.map((row) => ({ row, text: value(row, column), number: number(value(row, column)) }));
    const numeric = keyed.some((k) => !Number.isNaN(k.number)) && !keyed.some((k) => Number.isNaN(k.number) && !/^(—|)$/.test(k.text));
    const empty = (k) => (numeric ? Number.isNaN(k.number) : k.text === "");
    keyed.sort((a, b) => {
      if (empty(a) || empty(b)) return empty(a) - empty(b);
      const order = numeric ? a.number - b.number : letters.compare(a.text, b.text);
      return falling ? -order : order;
    });
    table.tBodies[0].append(...keyed.map((k) => k.row));
  }

  for (const table of document.querySelectorAll("table[data-sr-sort]")) {
    if (table.tBodies[0].rows.length < 3) continue;
    for (const heading of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sr-sort";
      button.title = words + heading.textContent.trim();
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => sort(table, heading));
    }
  }
})();
