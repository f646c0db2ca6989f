/* The page that puts offices side by side: chosen through the search, over their years, as small charts and one table.
   What is shown stands in the address. Reads api/v1/agencies/<id>.json and the index for labels; lines.js draws. */
(() => {
  const root = document.getElementById("sr-compare");
  if (!root) return;

  const drawn = import(new URL("lines.js", document.currentScript.src));
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
  // Below this base a share is told as "4 件中 3 件" and not drawn.
  const BASE = 30;
  const SCALES = { same: "同一刻度", own: "各自刻度", share: "所占比例" };
  const number = new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 6 });
  const percent = new Intl.NumberFormat("zh-CN", { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
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

  /* What is chosen ---------------------------------------------------------------------------------------------------- */

  const chosen = { ids: [], from: 0, to: 9999, figures: START, scale: "same" };
  const loaded = new Map();
  const labels = new Map();
  // Name and forms of each measure of section 2: an amount is of fees or of procurement, which the measure alone does not tell.
  const measures = JSON.parse(root.dataset.measures);
  const forms = new Map();
  const YUAN = { 元: 1, 万元: 1e4 };
  let offices = [];
  let left = 0;

  function remember() {
    const wanted = new URLSearchParams();
    if (chosen.ids.length) wanted.set("a", chosen.ids.join(","));
    if (chosen.from > 0) wanted.set("from", chosen.from);
    if (chosen.to < 9999) wanted.set("to", chosen.to);
    if (chosen.scale !== "same") wanted.set("s", chosen.scale);
    if (chosen.figures.join() !== START.join()) wanted.set("m", chosen.figures.join(","));
    const query = wanted.toString().replaceAll("%2C", ",");
    history.replaceState(null, "", query ? `?${query}` : location.pathname);
  }

  function read() {
    const asked = [...new Set((address.get("a") || "").split(",").filter(Boolean))];
    chosen.ids = asked.slice(0, MOST);
    left = asked.length - chosen.ids.length;
    [chosen.from, chosen.to] = [Number(address.get("from")) || 0, Number(address.get("to")) || 9999].sort((a, b) => a - b);
    if (address.get("s") in SCALES) chosen.scale = address.get("s");
    if (address.get("m")) chosen.figures = address.get("m").split(",").filter((figure) => figure.split(".").length === 3);
  }

  const short = (label) => label.replace(/^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+\.)/u, "").replace(/（.*?）/gu, "");

  function title(figure) {
    const [table, item, part] = figure.split(".");
    const name = TOTALS[item] || labels.get(`${table}.${item}`) || item;
    if (table === "applications" && part === "total") return name;
    const measure = table === "proactive" ? measures[`${item}.${part}`]?.name : labels.get(`${table}.${part}`);
    return part === "total" ? `${name}总计` : `${name}：${measure || part}`;
  }

  /* Whether the form of this report has no such figure; where the forms are mixed, or no table was read, that cannot be told. */
  function foreign(entry, figure) {
    const [table, item, part] = figure.split(".");
    const having = table === "proactive" ? measures[`${item}.${part}`]?.forms : forms.get(`${table}.${item}`);
    return Boolean(having && entry.form) && entry.form !== "mixed" && !having.includes(entry.form);
  }

  /* A value that may be compared: none for what is blank, not read for certain, or not reported. */
  function value(office, year, figure) {
    const one = office.series.find((entry) => entry.year === year);
    if (!one || one.suspect.includes(figure)) return null;
    return one.values[office.figures.indexOf(figure)] ?? null;
  }

  /* What a figure is a part of: the name of the whole, and the figures that make it up. None for what is no part. */
  function whole(figure) {
    const [table, item, part] = figure.split(".");
    if (table === "review_litigation" && part !== "total") return { name: "总计", of: [`${table}.${item}.total`] };
    if (table !== "applications" || ["new_received", "carried_in", "total_processed"].includes(item)) return null;
    if (item !== "carried_forward") return { name: "办结", of: [`${table}.total_processed.${part}`] };
    return { name: "应办", of: ["new_received", "carried_in"].map((one) => `${table}.${one}.${part}`) };
  }

  /* The base of a share; none if a piece of it may not be compared, or if the figure itself is none of it. */
  function base(office, year, figure) {
    const pieces = [figure, ...whole(figure).of].map((one) => value(office, year, one));
    if (pieces.includes(null)) return null;
    const sum = pieces.slice(1).reduce((a, b) => a + b, 0);
    return sum && pieces[0] <= sum ? sum : null;
  }

  const figures = () => chosen.figures.filter((figure) => chosen.scale !== "share" || whole(figure));

  const years = () =>
    [...new Set(offices.flatMap((office) => office.series.map((entry) => entry.year)))]
      .filter((year) => year >= chosen.from && year <= chosen.to)
      .sort();

  /* Charts ------------------------------------------------------------------------------------------------------------ */

  /* The first year of the form of 2021, where every report before it has that of 2019. */
  function change() {
    const of = (form) => offices.flatMap((office) => office.series.filter((entry) => entry.form === form).map((entry) => entry.year));
    const first = Math.min(...of("2021"));
    return Math.max(...of("2019")) < first ? first : null;
  }

  /* Amounts are printed in yuan or in ten thousand of them; a chart has one unit, and nothing whose unit is not told. */
  const unitOf = (office, year, figure) => office.series.find((entry) => entry.year === year)?.units[figure];
  const currency = (figure) => (offices.some((office) => years().some((year) => unitOf(office, year, figure) === "万元")) ? "万元" : "元");

  function amount(office, year, figure, money) {
    const factor = YUAN[unitOf(office, year, figure)];
    return factor ? (value(office, year, figure) * factor) / YUAN[money] : null;
  }

  /* What lines.js draws of a figure. */
  function outline(figure, span) {
    const share = chosen.scale === "share";
    const money = figure.endsWith(".amount") ? currency(figure) : "";
    const drawnValue = (office, year) => {
      const v = value(office, year, figure);
      if (money && v !== null) return amount(office, year, figure, money);
      if (!share) return v;
      const of = base(office, year, figure);
      return of >= BASE ? v / of : null;
    };
    const unit = share ? `占${whole(figure).name}的比例` : figure.startsWith("proactive.") ? money : "件";
    const own = chosen.scale === "own";
    return {
      title: title(figure),
      unit: [unit, own ? SCALES.own : ""].filter(Boolean).join("，"),
      span,
      change: change(),
      own,
      share,
      lines: offices.map((office) => ({ name: office.agency, values: span.map((year) => drawnValue(office, year)) })),
    };
  }

  function chart(one, { empty, svg, picture }) {
    const caption = element("figcaption", {}, one.title, ...(one.unit ? [element("small", {}, one.unit)] : []));
    if (empty(one)) return element("figure", { class: "sr-compare-chart" }, caption, element("p", { class: "sr-none" }, "没有可以画出的数字，见下表。"));
    const tools = element("div", { class: "sr-tools" });
    for (const kind of ["svg", "png"]) {
      const button = element("button", { type: "button", "aria-label": `下载这张图：${one.title} ${kind.toUpperCase()}` }, kind.toUpperCase());
      button.addEventListener("click", async () => {
        const source = { words: "来源：各机关政府信息公开工作年度报告，阳光年报整理", address: location.href };
        take(await picture(one, kind, source), `比较_${one.title.replace(/[\\/:*?"<>|\s]+/g, "_")}.${kind}`);
      });
      tools.append(button);
    }
    return element("figure", { class: "sr-compare-chart" }, caption, svg(one), tools);
  }

  function legend({ key }) {
    const items = offices.map((office, which) => {
      const remove = element("button", { type: "button", title: `去掉${office.agency}`, "aria-label": `去掉${office.agency}` }, "×");
      remove.addEventListener("click", () => {
        chosen.ids = chosen.ids.filter((id) => id !== office.agency_id);
        update();
      });
      return element("li", {}, key(which), element("a", { href: new URL(`${office.agency_id}/`, agencies) }, office.agency), remove);
    });
    return element("ul", { class: "sr-compare-legend" }, ...items);
  }

  /* Table ------------------------------------------------------------------------------------------------------------- */

  function table(span) {
    const head = element("tr", {}, element("th", { scope: "col" }, "指标、机关"));
    head.append(...span.map((year) => element("th", { scope: "col" }, String(year))));
    const bodies = figures().map((figure) => {
      const rows = offices.map((office) =>
        element("tr", {}, element("th", { scope: "row" }, office.agency), ...span.map((year) => cell(office, year, figure))),
      );
      const of = chosen.scale === "share" ? [element("small", {}, `占${whole(figure).name}的比例`)] : [];
      const heading = element("th", { scope: "rowgroup", colspan: span.length + 1 }, element("span", {}, title(figure), ...of));
      return element("tbody", {}, element("tr", {}, heading), ...rows);
    });
    const made = element("table", { class: "sr-list sr-compare-table" }, element("caption", {}, "比较的数字"), element("thead", {}, head), ...bodies);
    return element("div", { class: "sr-scroll", tabindex: "0", role: "region", "aria-label": "比较的数字，可左右滚动" }, made);
  }

  function cell(office, year, figure) {
    const entry = office.series.find((one) => one.year === year);
    if (!entry) return element("td", { class: "sr-b", title: "没有收录这一年的报告" }, "—");
    const link = { href: new URL(`${entry.report_id}/`, reports) };
    if (entry.suspect.includes(figure)) return element("td", { class: "sr-q" }, element("a", { ...link, title: "读数存疑，不参加比较" }, "存疑"));
    const v = entry.values[office.figures.indexOf(figure)] ?? null;
    if (v === null && foreign(entry, figure)) return element("td", { class: "sr-b", title: "这一年的表样没有这一项" }, "—");
    if (v === null) return element("td", { class: "sr-b" }, element("a", { ...link, title: "空白、未填或没有读出，见报告" }, "无数字"));
    if (chosen.scale === "share") {
      const of = base(office, year, figure);
      const counted = of === null ? `${number.format(v)} 件` : `${number.format(of)} 件中 ${number.format(v)} 件`;
      if (of < BASE) return element("td", {}, element("a", link, counted));
      return element("td", {}, element("a", link, percent.format(v / of)), element("small", {}, counted));
    }
    const unit = entry.units[figure];
    return element("td", {}, element("a", link, number.format(v)), ...(unit ? [element("small", {}, unit)] : []));
  }

  function save(span) {
    const quote = (text) => {
      const safe = /^[=+\-@\t\r']/.test(text) ? `'${text}` : text;
      return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
    };
    const isAmount = (figure) => figure.endsWith(".amount");
    const lines = [["agency_id", "agency", "year", ...chosen.figures.flatMap((figure) => (isAmount(figure) ? [figure, `${figure}.unit`] : [figure]))].join(",")];
    for (const office of offices) {
      for (const year of span) {
        if (!office.series.some((entry) => entry.year === year)) continue;
        const figures = chosen.figures.flatMap((figure) => {
          const v = value(office, year, figure) ?? "";
          return isAmount(figure) ? [v, v === "" ? "" : unitOf(office, year, figure) || ""] : [v];
        });
        lines.push([office.agency_id, quote(office.agency), year, ...figures].join(","));
      }
    }
    const blob = new Blob([`\ufeff${lines.join("\r\n")}\r\n`], { type: "text/csv" });
    take(URL.createObjectURL(blob), "compare.csv");
  }

  function take(address, name) {
    element("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }

  /* Choosing ---------------------------------------------------------------------------------------------------------- */

  const status = element("p", { class: "sr-compare-status", role: "status" });
  const view = element("div", { class: "sr-compare-view" });
  const input = element("input", { type: "text", id: "sr-compare-q", autocomplete: "off", spellcheck: "false", role: "combobox", "aria-expanded": "false", "aria-controls": "sr-compare-found", "aria-autocomplete": "list", placeholder: "机关名称、简称或拼音" });
  const found = element("ul", { id: "sr-compare-found", role: "listbox", "aria-label": "找到的机关", hidden: "" });
  const from = element("select", { "aria-label": "从哪一年" });
  const to = element("select", { "aria-label": "到哪一年" });
  const scale = element("select", { id: "sr-compare-s" }, ...Object.entries(SCALES).map(([id, name]) => element("option", { value: id }, name)));
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
    const words = missing.length ? [`没有这些机关的数据：${missing.join("、")}`] : [];
    if (left) words.push(`一次最多比较 ${MOST} 家，地址里另外 ${left} 家没有列出。`);
    left = 0;
    offices = answers.filter((answer) => answer.status === "fulfilled").map((answer) => answer.value);
    bar.classList.toggle("sr-compare-empty", !offices.length);
    if (offices.length && !years().length) {
      [chosen.from, chosen.to] = [0, 9999];
      remember();
      words.push("这些年份没有收录这几家机关的报告，改列全部年份。");
    }
    status.textContent = words.join(" ");
    fillYears();
    fillFigures();
    await breath();
    if (mine !== updates) return;
    const seen = years();
    if (!offices.length || !seen.length) {
      view.replaceChildren(element("p", { class: "sr-none" }, "还没有选机关：在上面输入名称，选出两家或更多。"));
      return;
    }
    const lines = await drawn;
    const outlines = figures().map((figure) => outline(figure, seen));
    const charts = element("div", { class: "sr-compare-charts" }, ...outlines.map((one) => chart(one, lines)));
    view.replaceChildren(legend(lines), ...hints(outlines, lines).map((words) => element("p", { class: "sr-aside" }, words)), charts);
    await breath();
    if (mine !== updates) return;
    const button = element("button", { type: "button", class: "md-button" }, "存成 CSV");
    button.addEventListener("click", () => save(seen));
    view.append(table(seen), element("p", { class: "sr-aside" }, `${seen.indexOf(change()) > 0 ? "虚线处换了表样。" : ""}空白、存疑的读数和没有写明单位的金额不画进图里。各家职责和规模不同，多少不等于好坏。`), button);
  }

  /* What to know before one looks at the charts. */
  function hints(outlines, { flat }) {
    if (chosen.scale === "own") return ["各家的刻度不同：看得出各自的升降，高低不能互相比较。"];
    if (chosen.scale === "same") {
      return outlines.some(flat) ? ["有的图上，最多的一家是最少的十倍以上，小的贴着底线。在“画法”里选“各自刻度”，看各家的升降；选“所占比例”，比办理结果。"] : [];
    }
    const none = chosen.figures.filter((figure) => !whole(figure)).map(title);
    const left = none.length ? [`${none.join("、")}不是另一个数字的一部分，没有比例。`] : [];
    return [`不足 ${BASE} 件的，不算比例，也不画进图里。`, ...left];
  }

  async function begin() {
    read();
    scale.value = chosen.scale;
    const { metrics } = await json("metrics/index.json");
    for (const { table: of, item, zh } of metrics) labels.set(`${of}.${item}`, short(zh));
    const csv = await fetch(new URL("../../data/metrics.json", api)).then((answer) => answer.json());
    for (const { table: of, id, zh, form } of csv) {
      const name = `${of}.${id}`;
      if (!labels.has(name)) labels.set(name, short(zh));
      forms.set(name, [...(forms.get(name) || []), form]);
    }
    await update();
  }

  for (const [select, name] of [[from, "from"], [to, "to"]]) {
    select.addEventListener("change", () => {
      chosen[name] = Number(select.value);
      // The other end gives way: no span ends before it begins.
      if (chosen.from > chosen.to) chosen.from = chosen.to = chosen[name];
      update();
    });
  }
  scale.addEventListener("change", () => {
    chosen.scale = scale.value;
    update();
  });
  const chooser = element("div", { class: "sr-compare-chooser" }, element("label", { for: "sr-compare-q" }, "添加机关"), input, found);
  const way = element("span", {}, element("label", { for: "sr-compare-s" }, "画法 "), scale);
  const bar = element("div", { class: "sr-compare-bar sr-compare-empty" }, chooser, element("span", {}, from, " 至 ", to, " 年"), way, figureBox);
  root.append(bar, status, view);
  figureBox.addEventListener("toggle", fillFigures);
  begin().catch((error) => {
    status.textContent = "数据没有读到。请刷新再试。";
    console.warn("compare:", error);
  });
})();
