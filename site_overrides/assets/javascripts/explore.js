/* The page that shows the whole dataset as one table: sorted, filtered, grouped, and saved as CSV. Reads the yearly files
   data/by-year/<year>/ (figures_wide.csv, what is in doubt from cell_notes.csv, the units of amounts from proactive_disclosure.csv) and
   data/agencies.csv of this site; the table is Tabulator (assets/vendor). */
(() => {
  const root = document.getElementById("sr-explore");
  if (!root) return;

  const script = document.currentScript.src;
  const source = new URL(root.dataset.source, location);
  const reports = new URL(root.dataset.reports, location);
  const LEVELS = { national: "国家级", province: "省级", prefecture: "市级", county: "县级", township: "乡级" };
  const TABLES = { applications: "申请的收到和处理", proactive: "主动公开", review_litigation: "行政复议、行政诉讼" };
  const GROUPS = { "": "不分组", year: "年度", province: "省份", kind: "机关类别", level: "级别", agency: "机关" };
  // The groups of outcomes; those whose rows are the same in both forms are added up.
  const PREFIXES = [
    [/^refused_/, "不予公开", true],
    [/^unavailable_/, "无法提供", true],
    [/^not_processed_/, "不予处理", true],
    [/^other_(?!handling|public)/, "其他处理", false],
  ];
  // What the pages call the four totals of section 3; everything else keeps the form's own label.
  const TOTALS = { new_received: "新收申请", carried_in: "上年结转", total_processed: "办结", carried_forward: "结转下年" };
  // What each measure of section 2 is called: an amount is of fees or of procurement, which the measure alone does not tell.
  const measures = JSON.parse(root.dataset.measures);
  const address = new URLSearchParams(location.search);

  const YUAN = { 元: 1, 万元: 1e4 };

  const text = async (path) => {
    const answer = await fetch(new URL(path, source));
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return (await answer.text()).replace(/^\ufeff/, "");
  };
  const load = (path) =>
    new Promise((done, failed) => {
      const css = path.endsWith(".css");
      const made = document.createElement(css ? "link" : "script");
      if (css) made.rel = "stylesheet";
      made[css ? "href" : "src"] = new URL(`../vendor/${path}`, script);
      made.onload = done;
      made.onerror = () => failed(new Error(path));
      document.head.append(made);
    });

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  /* CSV ------------------------------------------------------------------------------------------------------------ */

  const unguard = (cell) => (/^'[=+\-@\t\r']/.test(cell) ? cell.slice(1) : cell);
  const guard = (cell) => (/^[=+\-@\t\r']/.test(cell) ? `'${cell}` : cell);

  function cells(line) {
    if (!line.includes('"')) return line.split(",");
    const out = [];
    for (const [, quoted, plain] of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
      out.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    }
    return out;
  }

  /* Records of a file, of which only the wanted columns are kept; a quoted line end does not occur in these files. */
  function* records(csv, wanted) {
    const lines = csv.split("\r\n");
    const header = cells(lines[0]);
    const places = wanted.map((name) => header.indexOf(name));
    for (let i = 1; i < lines.length; i += 1) {
      if (!lines[i]) continue;
      const row = cells(lines[i]);
      yield places.map((at) => row[at]);
    }
  }

  const isAmount = (column) => column.endsWith(".amount");
  const header = (csv) => cells(csv.slice(0, csv.indexOf("\r\n")));

  /* Data ------------------------------------------------------------------------------------------------------------ */

  const known = { labels: new Map(), agencies: new Map() };

  async function loadKnown() {
    const [metrics, agencies, search, index] = await Promise.all([
      text("metrics.csv"),
      text("agencies.csv"),
      fetch(new URL("../search/shards.json", source)).then((answer) => answer.json()),
      fetch(new URL("../api/v1/index.json", source)).then((answer) => answer.json()),
    ]);
    for (const [table, id, zh] of records(metrics, ["table", "id", "zh"])) known.labels.set(`${table}.${id}`, short(zh));
    known.kinds = new Map(search.filters.kind.map(([id, label]) => [id, label]));
    known.provinces = new Map(search.filters.region.map(([code, label]) => [code.slice(0, 2), label]));
    for (const [id, kind, level] of records(agencies, ["agency_id", "kind", "level"])) {
      known.agencies.set(id, [known.kinds.get(kind) || kind, LEVELS[level] || level]);
    }
    known.years = index.years.map(String).reverse();
    known.count = index.counts.reports;
  }

  const short = (label) => label.replace(/^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+\.)/u, "").replace(/（.*?）/gu, "");

  const prefixOf = (table, item) => PREFIXES.find(([pattern]) => table === "applications" && pattern.test(item));

  function title(column) {
    const [table, item, part] = column.split(".");
    const prefix = prefixOf(table, item);
    const name = TOTALS[item] || known.labels.get(`${table}.${item}`) || item;
    const measure = measures[`${item}.${part}`]?.name || known.labels.get(`${table}.${part}`) || part;
    const own = table === "applications" && part === "total" ? "" : measure;
    return { group: prefix ? prefix[1] : own && table !== "applications" ? name : "", name: own && table !== "applications" ? own : name };
  }

  /* The places of the columns of each group that is added up, by the group's name. */
  function summed(columns) {
    const groups = new Map();
    columns.forEach((column, i) => {
      const [, name, adds] = prefixOf(...column.split(".")) || [];
      if (adds) groups.set(name, [...(groups.get(name) || []), i]);
    });
    return groups;
  }

  const shown = (column, table) => column.startsWith(`${table}.`) && (table !== "applications" || column.endsWith(".total"));
  const files = new Map();

  /* A file of a year, fetched once: every year of the site has one of each table, if with its head alone. */
  function file(year, name) {
    const path = `by-year/${year}/${name}.csv`;
    if (!files.has(path)) files.set(path, text(path));
    return files.get(path);
  }

  /* The figures of a year that were not read for certain, as "report table.item.column" (without a column: the whole row), and the
     units of its amounts by the same. */
  async function told(year, table) {
    const [notes, printed] = await Promise.all([file(year, "cell_notes"), table === "proactive" ? file(year, "proactive_disclosure") : ""]);
    const doubts = new Set();
    for (const [id, of, item, column, status] of records(notes, ["report_id", "table", "item", "column", "status"])) {
      if (status === "suspect" || status === "illegible") doubts.add(`${id} ${of}.${item}.${column}`);
    }
    const units = new Map();
    for (const [id, item, measure, unit] of records(printed, ["report_id", "item", "measure", "unit"])) {
      if (unit) units.set(`${id} proactive.${item}.${measure}`, unit);
    }
    return { doubts, units };
  }

  async function rows(years, table, only, progress) {
    const out = [];
    let columns = [];
    for (const [at, year] of years.entries()) {
      progress(`正在读取 ${year} 年（${at + 1}/${years.length}）…`);
      const [csv, { doubts, units }] = await Promise.all([file(year, "figures_wide"), told(year, table)]);
      columns = header(csv).filter((column) => shown(column, table));
      const wanted = ["report_id", "agency_id", "agency", "region_code", "region", "form", ...columns];
      for (const [id, agency_id, agency, code, region, form, ...figures] of records(csv, wanted)) {
        const province = code.slice(0, 2);
        if (only && province !== only) continue;
        const [kind, level] = known.agencies.get(agency_id) || ["", ""];
        const row = { id, agency_id, agency: unguard(agency), region: unguard(region), code, form, year, kind, level, province };
        const doubtful = (i) => doubts.has(`${id} ${columns[i]}`) || doubts.has(`${id} ${columns[i].replace(/[^.]+$/, "")}`);
        // A sum of the others would pass for all of them.
        for (const [name, places] of summed(columns)) {
          const read = places.filter((i) => figures[i] !== "");
          row[name] = read.length && !places.some(doubtful) ? read.reduce((sum, i) => sum + Number(figures[i]), 0) : null;
        }
        figures.forEach((figure, i) => {
          row[`v${i}`] = figure === "" ? null : Number(figure);
          const doubt = doubtful(i);
          if (figure === "" || !(doubt || isAmount(columns[i]))) return;
          // Sorted and filtered in one unit, and without what is in doubt or in no known unit; shown as printed.
          const unit = units.get(`${id} ${columns[i]}`) || "";
          row[`v${i}`] = doubt ? null : unit in YUAN ? (Number(figure) * YUAN[unit]) / YUAN.万元 : null;
          (row.printed ||= {})[i] = { figure, unit, doubt };
        });
        out.push(row);
      }
      // Let the page breathe between two files.
      await new Promise((done) => setTimeout(done));
    }
    return { rows: out, columns };
  }

  /* Table ----------------------------------------------------------------------------------------------------------- */

  const number = new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 6 });

  /* A figure in its cell: an amount with the unit that is printed, a doubtful reading with its mark. */
  function shownFigure(value, printed) {
    if (!printed) return value === null ? "" : number.format(value);
    const { figure, unit, doubt } = printed;
    const made = element("span", doubt ? { class: "sr-q", title: "读数存疑" } : {}, `${number.format(figure)}${doubt ? "?" : ""}`);
    if (unit) made.append(" ", element("small", {}, unit));
    return made;
  }

  function definition(columns) {
    const label = (name) => ({ headerFilterParams: { elementAttributes: { "aria-label": `筛选${name}` } }, headerFilterPlaceholder: "筛选" });
    const choice = (field, name) => ({
      title: name,
      field,
      headerFilter: "list",
      headerFilterParams: { valuesLookup: true, clearable: true, elementAttributes: { "aria-label": `筛选${name}` } },
      headerFilterPlaceholder: "全部",
    });
    const made = [
      {
        title: "机关",
        field: "agency",
        frozen: matchMedia("(min-width: 45em)").matches,
        headerFilter: "input",
        ...label("机关"),
        minWidth: 150,
        formatter: (cell) => element("a", { href: new URL(`${cell.getData().id}/`, reports) }, cell.getValue()),
      },
      choice("year", "年度"),
      { title: "地区", field: "region", headerFilter: "input", ...label("地区"), minWidth: 90 },
      choice("level", "级别"),
      { ...choice("kind", "机关类别"), minWidth: 128 },
      { ...choice("form", "表样"), formatter: (cell) => (cell.getValue() === "mixed" ? "混用" : cell.getValue()) },
    ];
    const figure = (name, field, told, amount, printed) => ({
      title: name,
      field,
      hozAlign: "right",
      sorter: "number",
      sorterParams: { alignEmptyValues: "bottom" },
      headerSortStartingDir: "desc",
      headerWordWrap: true,
      headerTooltip: amount ? `${told}（按万元排序、筛选）` : told,
      width: 112,
      headerFilter: "number",
      headerFilterFunc: ">=",
      headerFilterPlaceholder: amount ? "≥ 万元" : "≥",
      headerFilterParams: { elementAttributes: { "aria-label": `${told}不少于${amount ? "（万元）" : ""}` } },
      formatter: (cell) => shownFigure(cell.getValue(), printed(cell.getData())),
    });
    const sums = summed(columns);
    const groups = new Map();
    columns.forEach((column, i) => {
      const { group, name } = title(column);
      const one = figure(name, `v${i}`, group ? `${group} ${name}` : name, isAmount(column), (row) => row.printed?.[i]);
      if (!group) made.push(one);
      else if (groups.has(group)) groups.get(group).columns.push(one);
      else {
        const sum = sums.has(group) ? [figure("小计", group, `${group}小计`, false, () => undefined)] : [];
        groups.set(group, { title: group, columns: [...sum, one] });
        made.push(groups.get(group));
      }
    });
    return made;
  }

  /* Roles and attributes of Tabulator's that ARIA does not know, set right. */
  function repair() {
    place.setAttribute("aria-label", "报告的数字");
    place.removeAttribute("aria-owns");
    place.querySelector(".tabulator-tableholder").setAttribute("role", "rowgroup");
    place.querySelector(".tabulator-table").setAttribute("role", "presentation");
    for (const group of place.querySelectorAll("[role=columngroup]")) {
      group.setAttribute("role", "presentation");
      group.removeAttribute("aria-title");
      group.removeAttribute("aria-sort");
    }
  }

  /* The head of a group: a button in the one cell of a row, where Tabulator has a group of rows without a row in it, and nothing that
     a keyboard reaches. An element, as Tabulator takes a string for HTML. */
  let pressed = null;
  function groupHead(group, words) {
    group.getElement().setAttribute("role", "row");
    const button = element("button", { type: "button", "aria-expanded": group.isVisible() }, words);
    button.addEventListener("click", () => (pressed = group.getKey()));
    return element("div", { role: "cell" }, button);
  }

  /* Heads are made anew when a group opens or closes: the focus stays on the one that was pressed. */
  function keepFocus() {
    const group = table.getGroups().find((each) => each.getKey() === pressed);
    pressed = null;
    if (group) setTimeout(() => group.getElement().querySelector("button").focus());
  }

  /* The rows that are shown, as the downloads have them: ids in the header, BOM, CRLF, guarded text. What is in doubt is left empty,
     and beside an amount stands its unit. */
  function save(table, columns, name) {
    const quote = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
    const head = ["report_id", "agency_id", "agency", "region_code", "region", "year", "form", ...columns.flatMap((column) => (isAmount(column) ? [column, `${column}.unit`] : [column]))];
    const figure = (row, i) => {
      const { figure, doubt } = row.printed?.[i] || { figure: row[`v${i}`] ?? "" };
      return doubt ? "" : String(figure);
    };
    const lines = table.getData("active").map((row) => [
      ...[row.id, row.agency_id, guard(row.agency), row.code, guard(row.region), row.year, row.form].map(quote),
      ...columns.flatMap((column, i) => (isAmount(column) ? [figure(row, i), figure(row, i) && (row.printed?.[i].unit || "")] : [figure(row, i)])),
    ]);
    const csv = `\ufeff${[head, ...lines].map((line) => line.join(",")).join("\r\n")}\r\n`;
    const link = element("a", { href: URL.createObjectURL(new Blob([csv], { type: "text/csv" })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  /* Page ------------------------------------------------------------------------------------------------------------ */

  const status = element("p", { class: "sr-explore-status", role: "status" }, "正在读取…");
  const place = element("div", { class: "sr-explore-table" });
  const yearBox = element("fieldset", {}, element("legend", {}, "年度"));
  const tableBox = element("select", { name: "t", "aria-label": "表" }, ...Object.entries(TABLES).map(([id, name]) => element("option", { value: id }, name)));
  const provinceBox = element("select", { name: "p", "aria-label": "省份" }, element("option", { value: "" }, "全部"));
  const provinceLabel = element("label", {}, "省份 ", provinceBox);
  const groupBox = element("select", { name: "g", "aria-label": "分组" }, ...Object.entries(GROUPS).map(([id, name]) => element("option", { value: id }, name)));
  const saveButton = element("button", { type: "button", class: "md-button" }, "存成 CSV");
  const clearButton = element("button", { type: "button", class: "md-button" }, "清除筛选");
  root.append(
    element(
      "form",
      { class: "sr-explore-bar" },
      yearBox,
      provinceLabel,
      element("label", {}, "表 ", tableBox),
      element("label", {}, "分组 ", groupBox),
      element("div", {}, clearButton, saveButton),
    ),
    status,
    place,
    element("p", { class: "sr-aside" }, "“?”是存疑的读数：不参加排序和筛选，也不存进 CSV。金额照所印的单位列出，按万元排序和筛选，没有写明单位的不参加。空白格不等于 0。小计由本站相加，有一格没有读准就空着，不存进 CSV。"),
  );

  // Tabulator filters on keys; what is pasted, spoken or picked from an input method comes without any.
  place.addEventListener("input", ({ target }) => {
    if (target.closest(".tabulator-header-filter")) target.dispatchEvent(new KeyboardEvent("keyup"));
  });

  let table;
  let columns = [];
  const chosen = () => [...yearBox.querySelectorAll("input:checked")].map((box) => box.value);
  const say = (words) => (status.textContent = words);

  function count(active = table.getDataCount("active")) {
    const all = table.getDataCount();
    say(active === all ? `${number.format(all)} 份报告` : `${number.format(active)} 份报告，共 ${number.format(all)} 份`);
  }

  // A number that the edge cuts would pass for a smaller one; it fades where more columns follow.
  function fade() {
    const holder = place.querySelector(".tabulator-tableholder");
    if (!holder) return;
    place.style.setProperty("--sr-bar", `${holder.offsetWidth - holder.clientWidth}px`);
    place.classList.toggle("sr-beyond", holder.scrollWidth - holder.clientWidth - holder.scrollLeft > 1);
  }
  new ResizeObserver(fade).observe(place);

  function remember() {
    const wanted = new URLSearchParams();
    wanted.set("y", chosen().join(","));
    if (tableBox.value !== "applications") wanted.set("t", tableBox.value);
    if (provinceBox.value) wanted.set("p", provinceBox.value);
    if (groupBox.value) wanted.set("g", groupBox.value);
    history.replaceState(null, "", `?${wanted}`);
  }

  async function show() {
    remember();
    const data = await rows(chosen(), tableBox.value, provinceBox.value, say);
    columns = data.columns;
    table?.destroy();
    table = new Tabulator(place, {
      data: data.rows,
      index: "id",
      columns: definition(columns),
      height: "min(75vh, 46rem)",
      layout: "fitDataFill",
      groupBy: groupBox.value || false,
      groupStartOpen: false,
      groupToggleElement: "header",
      groupHeader: (value, n, _, group) => groupHead(group, `${groupBox.value === "province" ? known.provinces.get(value) || value : value || "不明"}（${number.format(n)}）`),
      placeholder: "没有符合条件的报告",
      initialSort: [{ column: "year", dir: "desc" }],
    });
    table.on("tableBuilt", () => {
      repair();
      count();
      fade();
    });
    table.on("scrollHorizontal", fade);
    table.on("groupVisibilityChanged", keepFocus);
    table.on("dataFiltered", (_, rows) => count(rows.length));
  }

  async function begin() {
    await Promise.all([load("tabulator/tabulator.min.css"), load("tabulator/tabulator.min.js"), loadKnown()]);
    // All of a small site, the newest year of a large one.
    const asked = address.get("y")?.split(",") || (known.count <= 5000 ? known.years : known.years.slice(0, 1));
    for (const year of known.years) {
      const box = element("input", { type: "checkbox", value: year });
      box.checked = asked.includes(year);
      yearBox.append(element("label", {}, box, ` ${year}`));
    }
    for (const [code, name] of known.provinces) provinceBox.append(element("option", { value: code }, name));
    provinceLabel.hidden = known.provinces.size < 2;
    provinceBox.value = known.provinces.has(address.get("p")) ? address.get("p") : "";
    tableBox.value = address.get("t") in TABLES ? address.get("t") : "applications";
    groupBox.value = address.get("g") in GROUPS ? address.get("g") : "";
    yearBox.addEventListener("change", () => run(show));
    tableBox.addEventListener("change", () => run(show));
    provinceBox.addEventListener("change", () => run(show));
    groupBox.addEventListener("change", () => {
      remember();
      table.setGroupBy(groupBox.value || false);
    });
    clearButton.addEventListener("click", () => {
      if (!provinceBox.value) return table.clearFilter(true);
      provinceBox.value = "";
      run(show);
    });
    saveButton.addEventListener("click", () => save(table, columns, `${[tableBox.value, provinceBox.value, ...chosen()].filter(Boolean).join("-")}.csv`));
    await show();
  }

  const run = (work) =>
    work().catch((error) => {
      say("数据没有读到。请刷新再试，或者到下载页取整份数据。");
      console.warn("explore:", error);
    });
  root.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  run(begin);
})();
