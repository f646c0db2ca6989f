/* The page that puts offices side by side: chosen through the search, over their years, as small charts and one table.
   What is shown stands in the address. Reads api/v1/agencies/<id>.json, the index for labels, and draws plain SVG. */
(() => {
  const root = document.getElementById("sr-compare");
  if (!root) return;

  const api = new URL(root.dataset.api, location);
  const reports = new URL(root.dataset.reports, location);
  const agencies = new URL(root.dataset.agencies, location);
  const MOST = 8;
  const START = [
    "applications.new_received.total",
    "applications.total_processed.total",
    "applications.granted.total",
    "applications.granted_in_part.total",
    "applications.carried_forward.total",
    "review_litigation.reconsideration.total",
    "review_litigation.litigation_direct.total",
    "review_litigation.litigation_after_reconsideration.total",
  ];
  // Told apart by colour and by dash, so that eight of them stay apart for everyone.
  const TONES = ["granted", "refused", "unavailable", "declined"];
  const number = new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 6 });
  // What the pages call the four totals of section 3; everything else keeps the form's own label.
  const TOTALS = { new_received: "新收申请", carried_in: "上年结转", total_processed: "办结", carried_forward: "结转下年" };
  const address = new URLSearchParams(location.search);

  const json = async (path) => {
    const answer = await fetch(new URL(path, api));
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.json();
  };

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function drawing(name, attributes = {}, ...children) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  /* What is chosen ---------------------------------------------------------------------------------------------------- */

  const chosen = { ids: [], from: 0, to: 9999, figures: START };
  const loaded = new Map();
  const labels = new Map();
  let offices = [];

  function remember() {
    const wanted = new URLSearchParams();
    if (chosen.ids.length) wanted.set("a", chosen.ids.join(","));
    if (chosen.from > 0) wanted.set("from", chosen.from);
    if (chosen.to < 9999) wanted.set("to", chosen.to);
    if (chosen.figures.join() !== START.join()) wanted.set("m", chosen.figures.join(","));
    const query = wanted.toString().replaceAll("%2C", ",");
    history.replaceState(null, "", query ? `?${query}` : location.pathname);
  }

  function read() {
    chosen.ids = [...new Set((address.get("a") || "").split(",").filter(Boolean))].slice(0, MOST);
    chosen.from = Number(address.get("from")) || 0;
    chosen.to = Number(address.get("to")) || 9999;
    if (address.get("m")) chosen.figures = address.get("m").split(",").filter((figure) => figure.split(".").length === 3);
  }

  const short = (label) => label.replace(/^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+\.)/u, "").replace(/（.*?）/gu, "");

  function title(figure) {
    const [table, item, part] = figure.split(".");
    const name = TOTALS[item] || labels.get(`${table}.${item}`) || item;
    if (table === "applications" && part === "total") return name;
    return part === "total" ? `${name}总计` : `${name}：${labels.get(`${table}.${part}`) || part}`;
  }

  /* A value that may be compared: none for what is blank, not read for certain, or not reported. */
  function value(office, year, figure) {
    const one = office.series.find((entry) => entry.year === year);
    if (!one || one.suspect.includes(figure)) return null;
    return one.values[office.figures.indexOf(figure)] ?? null;
  }

  const years = () =>
    [...new Set(offices.flatMap((office) => office.series.map((entry) => entry.year)))]
      .filter((year) => year >= chosen.from && year <= chosen.to)
      .sort();

  /* Charts ------------------------------------------------------------------------------------------------------------ */

  function nice(top) {
    if (top <= 1) return 1;
    const unit = 10 ** Math.floor(Math.log10(top));
    return [1, 2, 2.5, 5, 10].map((factor) => factor * unit).find((end) => end >= top);
  }

  function chart(figure, span) {
    const width = 340;
    const height = 180;
    const series = offices.map((office) => span.map((year) => value(office, year, figure)));
    const top = nice(Math.max(0, ...series.flat().map((v) => v ?? 0)));
    const left = 12 + 8 * number.format(top).length;
    const x = (i) => left + 18 + (width - left - 42) * (span.length === 1 ? 0.5 : i / (span.length - 1));
    const y = (v) => 10 + (height - 42) * (1 - v / top);
    const parts = [];
    for (const rule of [0, 0.5, 1]) {
      parts.push(drawing("path", { class: rule ? "sr-grid" : "sr-axis", d: `M${left} ${y(top * rule)}H${width - 8}` }));
      if (rule !== 0.5) parts.push(drawing("text", { x: left - 6, y: y(top * rule) + 4, "text-anchor": "end" }, number.format(top * rule)));
    }
    const every = Math.ceil(span.length / 7);
    span.forEach((year, i) => {
      if ((span.length - 1 - i) % every === 0) parts.push(drawing("text", { x: x(i), y: height - 8, "text-anchor": "middle" }, String(year)));
    });
    series.forEach((values, which) => {
      let pen = "M";
      let path = "";
      values.forEach((v, i) => {
        if (v === null) pen = "M";
        else {
          path += `${pen}${x(i).toFixed(1)} ${y(v).toFixed(1)}`;
          pen = "L";
        }
      });
      const style = `stroke:var(--sr-c-${TONES[which % TONES.length]})`;
      if (path) parts.push(drawing("path", { class: `sr-line${which >= TONES.length ? " sr-dash" : ""}`, style, d: path }));
      values.forEach((v, i) => {
        if (v === null) return;
        const point = drawing("circle", { cx: x(i), cy: y(v), r: 3.2, style: `fill:var(--sr-c-${TONES[which % TONES.length]})` });
        point.append(drawing("title", {}, `${offices[which].agency} ${span[i]}：${number.format(v)}`));
        parts.push(point);
      });
    });
    const label = `${title(figure)}，${span[0]}–${span.at(-1)} 年，${offices.map((office) => office.agency).join("、")}；数字见下表`;
    return element(
      "figure",
      { class: "sr-compare-chart" },
      element("figcaption", {}, title(figure)),
      drawing("svg", { class: "sr-svg", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label }, ...parts),
    );
  }

  function legend() {
    const items = offices.map((office, which) => {
      const line = drawing("path", {
        class: `sr-line${which >= TONES.length ? " sr-dash" : ""}`,
        style: `stroke:var(--sr-c-${TONES[which % TONES.length]})`,
        d: "M1 8H27",
      });
      const key = drawing("svg", { viewBox: "0 0 28 16", width: 28, height: 16, "aria-hidden": "true" }, line);
      const remove = element("button", { type: "button", title: `去掉${office.agency}`, "aria-label": `去掉${office.agency}` }, "×");
      remove.addEventListener("click", () => {
        chosen.ids = chosen.ids.filter((id) => id !== office.agency_id);
        update();
      });
      return element("li", {}, key, element("a", { href: new URL(`${office.agency_id}/`, agencies) }, office.agency), remove);
    });
    return element("ul", { class: "sr-compare-legend" }, ...items);
  }

  /* Table ------------------------------------------------------------------------------------------------------------- */

  function table(span) {
    const head = element("tr", {}, element("th", { scope: "col" }, "指标"), element("th", { scope: "col" }, "机关"));
    head.append(...span.map((year) => element("th", { scope: "col" }, String(year))));
    const body = element("tbody");
    for (const figure of chosen.figures) {
      offices.forEach((office, which) => {
        const row = element("tr");
        if (!which) row.append(element("th", { scope: "rowgroup", rowspan: offices.length }, title(figure)));
        row.append(element("th", { scope: "row" }, office.agency));
        for (const year of span) row.append(cell(office, year, figure));
        body.append(row);
      });
    }
    const made = element("table", { class: "sr-table" }, element("caption", {}, "比较的数字"), element("thead", {}, head), body);
    return element("div", { class: "sr-scroll", tabindex: "0", role: "region", "aria-label": "比较的数字，可左右滚动" }, made);
  }

  function cell(office, year, figure) {
    const entry = office.series.find((one) => one.year === year);
    if (!entry) return element("td", { class: "sr-b", title: "没有收录这一年的报告" }, "—");
    const link = { href: new URL(`${entry.report_id}/`, reports) };
    if (entry.suspect.includes(figure)) return element("td", { class: "sr-q" }, element("a", { ...link, title: "读数存疑，不参加比较" }, "存疑"));
    const v = entry.values[office.figures.indexOf(figure)] ?? null;
    if (v === null) return element("td", { class: "sr-b" }, "空");
    const unit = entry.units[figure];
    return element("td", {}, element("a", link, number.format(v)), ...(unit ? [element("small", {}, unit)] : []));
  }

  function save(span) {
    const quote = (text) => {
      const safe = /^[=+\-@\t\r']/.test(text) ? `'${text}` : text;
      return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
    };
    const lines = [["agency_id", "agency", "year", ...chosen.figures].join(",")];
    for (const office of offices) {
      for (const year of span) {
        if (!office.series.some((entry) => entry.year === year)) continue;
        const figures = chosen.figures.map((figure) => value(office, year, figure) ?? "");
        lines.push([office.agency_id, quote(office.agency), year, ...figures].join(","));
      }
    }
    const blob = new Blob([`\ufeff${lines.join("\r\n")}\r\n`], { type: "text/csv" });
    const link = element("a", { href: URL.createObjectURL(blob), download: "compare.csv" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  /* Choosing ---------------------------------------------------------------------------------------------------------- */

  const status = element("p", { class: "sr-compare-status", role: "status" });
  const view = element("div", { class: "sr-compare-view" });
  const input = element("input", { type: "text", id: "sr-compare-q", autocomplete: "off", spellcheck: "false", role: "combobox", "aria-expanded": "false", "aria-controls": "sr-compare-found", "aria-autocomplete": "list", placeholder: "机关名称、简称或拼音" });
  const found = element("ul", { id: "sr-compare-found", role: "listbox", "aria-label": "找到的机关", hidden: "" });
  const from = element("select", { "aria-label": "从哪一年" });
  const to = element("select", { "aria-label": "到哪一年" });
  const figureBox = element("details", { class: "sr-compare-figures" }, element("summary", {}, "换指标"));

  let turn = 0;
  async function suggest() {
    const mine = ++turn;
    const query = input.value.trim();
    if (!query || !window.srSearch) return close();
    const answer = await window.srSearch(query);
    const group = answer.groups.find(({ name }) => name === "agency");
    const pages = group ? await group.next(8) : [];
    if (mine !== turn) return;
    found.replaceChildren(
      ...pages.map((page, i) => {
        const id = page.u.split("/")[1];
        const option = element("li", { role: "option", id: `sr-option-${i}`, "data-id": id, "aria-selected": "false" }, page.t, element("small", {}, ` ${page.p || ""}`));
        option.addEventListener("mousedown", (event) => {
          event.preventDefault();
          add(id);
        });
        return option;
      }),
    );
    if (!pages.length) status.textContent = `没有找到名为“${query}”的机关。`;
    found.hidden = !pages.length;
    input.setAttribute("aria-expanded", String(!found.hidden));
  }

  function close() {
    found.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function add(id) {
    input.value = "";
    close();
    if (chosen.ids.includes(id)) return;
    if (chosen.ids.length === MOST) {
      status.textContent = `一次最多比较 ${MOST} 家，请先去掉一家。`;
      return;
    }
    chosen.ids.push(id);
    update();
  }

  function move(step) {
    const options = [...found.children];
    if (found.hidden || !options.length) return;
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const next = (at + step + options.length) % options.length;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === next)));
    input.setAttribute("aria-activedescendant", options[next].id);
    options[next].scrollIntoView({ block: "nearest" });
  }

  let waiting;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(suggest, 180);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const option = found.querySelector("[aria-selected=true]") || found.firstElementChild;
      if (option && !found.hidden) add(option.dataset.id);
    } else if (event.key === "Escape") close();
  });

  function fillYears() {
    const all = [...new Set(offices.flatMap((office) => office.series.map((entry) => entry.year)))].sort();
    const option = (year) => element("option", { value: year }, String(year));
    from.replaceChildren(...all.map(option));
    to.replaceChildren(...all.map(option));
    if (!all.length) return;
    from.value = String(all.find((year) => year >= chosen.from) ?? all[0]);
    to.value = String(all.findLast((year) => year <= chosen.to) ?? all.at(-1));
  }

  /* The choice of figures is long: made when it is opened. */
  function fillFigures() {
    if (!figureBox.open || figureBox.querySelector("fieldset") || !offices.length) return;
    const box = element("fieldset", {}, element("legend", { class: "sr-unseen" }, "要比较的指标"));
    for (const figure of offices[0].figures) {
      if (figure.startsWith("applications.") && !figure.endsWith(".total")) continue;
      const tick = element("input", { type: "checkbox", value: figure });
      tick.checked = chosen.figures.includes(figure);
      box.append(element("label", {}, tick, ` ${title(figure)}`));
    }
    box.addEventListener("change", () => {
      chosen.figures = [...box.querySelectorAll("input:checked")].map((tick) => tick.value);
      update();
    });
    figureBox.append(box);
  }

  /* Page -------------------------------------------------------------------------------------------------------------- */

  let updates = 0;
  // Between two pieces of work, so that a slow phone can answer its owner.
  const breath = () => new Promise((done) => setTimeout(done));

  async function update() {
    const mine = ++updates;
    remember();
    status.textContent = "";
    const answers = await Promise.allSettled(
      chosen.ids.map(async (id) => {
        if (!loaded.has(id)) loaded.set(id, await json(`agencies/${encodeURIComponent(id)}.json`));
        return loaded.get(id);
      }),
    );
    const missing = chosen.ids.filter((_, i) => answers[i].status === "rejected");
    if (missing.length) status.textContent = `没有这些机关的数据：${missing.join("、")}`;
    offices = answers.filter((answer) => answer.status === "fulfilled").map((answer) => answer.value);
    fillYears();
    fillFigures();
    await breath();
    if (mine !== updates) return;
    const span = years();
    if (!offices.length || !span.length) {
      view.replaceChildren(element("p", { class: "sr-none" }, "还没有选机关：在上面输入名称，选出两家或更多。"));
      return;
    }
    const button = element("button", { type: "button", class: "md-button" }, "存成 CSV");
    button.addEventListener("click", () => save(span));
    const charts = element("div", { class: "sr-compare-charts" }, ...chosen.figures.map((figure) => chart(figure, span)));
    view.replaceChildren(legend(), charts);
    await breath();
    if (mine !== updates) return;
    view.append(table(span), element("p", { class: "sr-aside" }, "空白和存疑的读数不画进图里。各家职责和规模不同，多少不等于好坏。"), button);
  }

  async function begin() {
    read();
    const { metrics } = await json("metrics/index.json");
    for (const { table: of, item, zh } of metrics) labels.set(`${of}.${item}`, short(zh));
    const csv = await fetch(new URL("../../data/metrics.json", api)).then((answer) => answer.json());
    for (const { table: of, id, zh } of csv) if (!labels.has(`${of}.${id}`)) labels.set(`${of}.${id}`, short(zh));
    await update();
  }

  for (const [select, name] of [[from, "from"], [to, "to"]]) {
    select.addEventListener("change", () => {
      chosen[name] = Number(select.value);
      update();
    });
  }
  const chooser = element("div", { class: "sr-compare-chooser" }, element("label", { for: "sr-compare-q" }, "添加机关"), input, found);
  root.append(element("div", { class: "sr-compare-bar" }, chooser, element("span", {}, from, " 至 ", to, " 年"), figureBox), status, view);
  figureBox.addEventListener("toggle", fillFigures);
  begin().catch((error) => {
    status.textContent = "数据没有读到。请刷新再试。";
    console.warn("compare:", error);
  });
})();
