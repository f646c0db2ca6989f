/* The search box: Material's own, asked of Pagefind's index under search/ (see builder/site/search.py).
   A query is cut into runs; a run of Han characters becomes a phrase of overlapping pairs, so that every substring of
   two characters or more is found exactly. Results of several runs are those that all of them have. */
(() => {
  const form = document.getElementById("sr-search");
  if (!form) return;

  const ENGLISH = document.documentElement.lang === "en";
  const T = ENGLISH
    ? {
        start: "Type the name of an office or region, in Chinese, pinyin or its initials, a year, or Chinese words of a report.",
        one: "One Chinese character is too little: please type at least two.",
        busy: "Searching…",
        none: (q) => `Nothing found for “${q}”.`,
        some: (n) => (n === 1 ? "1 result" : `${n.toLocaleString("en")} results`),
        failed: "The search index is not here. Sites opened as files, without a web server, cannot be searched.",
        hints: "What to try",
        shorter: "Fewer or shorter words: an office is often called by a part of its name",
        figures: "One office's figures, such as its refusals, are on its page: search for the office alone",
        unfilter: "Remove the filters",
        pinyin: "Pinyin or its initials, such as ptzhsyq",
        more: (n) => `Show more (${n} left)`,
        groups: { agency: "Offices", region: "Regions", page: "Pages", report: "Annual reports" },
        filters: { year: "Any year", region: "Any region", kind: "Any kind", quality: "Any quality" },
      }
    : {
        start: "输入机关、地区、年度，或报告里的任何词句；机关名称也可以用拼音或首字母。",
        one: "请至少输入两个字。",
        busy: "正在查找…",
        none: (q) => `没有找到“${q}”。`,
        some: (n) => `共 ${n.toLocaleString("zh-CN")} 条`,
        failed: "这里没有搜索索引。不经网站服务器、直接打开的文件不能搜索。",
        hints: "可以试试",
        shorter: "换短一些的词：机关常用简称，如“政数局”“管委会”",
        figures: "某个机关的数字（如“不予公开”）在它自己的页面上：只搜机关名称",
        unfilter: "去掉筛选条件",
        pinyin: "机关名称的拼音或首字母，如 ptzhsyq",
        more: (n) => `再看一些（还有 ${n.toLocaleString("zh-CN")} 条）`,
        groups: { agency: "机关", region: "地区", page: "页面", report: "年度报告" },
        filters: { year: "全部年度", region: "全部地区", kind: "全部类别", quality: "全部情况" },
      };

  const HAN = "\\u3005-\\u3007\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
  const PIECE = new RegExp(`[${HAN}]+|(?:(?![${HAN}])[\\p{L}\\p{N}])+`, "gu");
  const IS_HAN = new RegExp(`^[${HAN}]`, "u");
  const PAGE = 8;
  const base = new URL(form.dataset.base || ".", location);
  const toggle = document.querySelector("[data-md-toggle=search]");
  const input = form.querySelector("input");
  const box = form.closest(".md-search");
  const status = box.querySelector("[role=status]");
  const list = document.getElementById("sr-search-list");
  const filterBar = box.querySelector(".sr-search-filters");

  let index; // Promise of { find, manifest }
  let turn = 0; // Grows with each query, so that a late answer to an old one is dropped.

  /* The index ------------------------------------------------------------------------------------------------------ */

  async function load() {
    const answer = await fetch(new URL("search/shards.json", base));
    if (!answer.ok) throw new Error(`shards.json: ${answer.status}`);
    const manifest = await answer.json();
    const runtime = new URL("search/runtime/", base);
    const pagefind = await import(new URL("pagefind.js", runtime));
    await pagefind.options({ basePath: runtime.pathname, baseUrl: base.pathname });
    await pagefind.init();
    await Promise.all(
      manifest.shards.map(([name, key]) =>
        pagefind.mergeIndex(new URL(`search/${name}/`, base).pathname, { language: `s${name}`, metaCacheTag: key }),
      ),
    );
    drawFilters(manifest.filters);
    return { pagefind, manifest };
  }

  function parse(query) {
    const words = query.normalize("NFKC").toLowerCase().match(PIECE) || [];
    const terms = [];
    for (const word of new Set(words)) {
      if (IS_HAN.test(word)) {
        const signs = Array.from(word);
        const pairs = signs.slice(1).map((sign, i) => signs[i] + sign);
        if (pairs.length) terms.push({ word, ask: `"${pairs.join(" ")}"` });
      } else if (/^\p{N}+$/u.test(word)) {
        terms.push({ word, ask: `"${word}"` });
      } else {
        terms.push({ word, ask: word, prefix: true });
      }
    }
    return terms;
  }

  /* The word that a page has in the index whose whole name this is (see whole in builder/site/records.py). */
  const TAIL = /年?度?(?:政府信息公开)?(?:工作)?(?:年度)?(?:报告|年报)?$/u;
  function whole(query) {
    const bare = query.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "").replace(TAIL, "");
    let sum = -1;
    for (const byte of new TextEncoder().encode(bare)) {
      sum ^= byte;
      for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
    }
    return bare && String(~sum >>> 0).padStart(10, "0");
  }

  /* Ids of the pages that have the term, in the order of the index. */
  async function hits(pagefind, term, filters) {
    // A chunk of the index that only begins with the letters must be asked for by name.
    if (term.prefix) await pagefind.preload([..."abcdefghijklmnopqrstuvwxyz"].map((c) => term.word + c).join(" "));
    const { results } = await pagefind.search(term.ask, { filters });
    const found = results.filter(({ id }) => !id.startsWith("sruntime_"));
    return term.prefix ? really(found, term.word) : found;
  }

  /* Where no word begins with the letters, Pagefind offers shorter ones: such shards are left out. */
  async function really(found, word) {
    const shards = new Map();
    for (const hit of found) if (!shards.has(shard(hit))) shards.set(shard(hit), hit.data());
    const good = new Set();
    for (const [name, data] of shards) {
      if (` ${(await data).content}`.toLowerCase().includes(` ${word}`)) good.add(name);
    }
    return found.filter((hit) => good.has(shard(hit)));
  }

  const shard = (hit) => hit.id.split("_", 1)[0];

  async function matches(pagefind, terms, filters) {
    const [first, ...others] = await Promise.all(terms.map((term) => hits(pagefind, term, filters)));
    const sets = others.map((found) => new Set(found.map(({ id }) => id)));
    return first.filter(({ id }) => sets.every((ids) => ids.has(id)));
  }

  /* How many pages have the query, and what shows them, group after group, newest reports first. What is called as the whole
     query comes before everything else, and its group before the other groups. */
  async function find(query, filters = {}) {
    const { pagefind, manifest } = await (index ||= load());
    const terms = parse(query);
    if (!terms.length) return { terms, total: 0, groups: [] };
    const word = whole(query);
    const calls = async (more) => (word ? hits(pagefind, { ask: `"${word}"` }, { ...filters, ...more }) : []);
    const named = new Set((await calls({})).map(({ id }) => id));
    const sought = async (more) => {
      const [called, having] = await Promise.all([calls(more), matches(pagefind, terms, { ...filters, ...more })]);
      return [...called, ...having.filter(({ id }) => !named.has(id))];
    };
    const all = await sought({});
    const years = Object.keys(manifest.groups).filter((g) => g.startsWith("report-")).sort().reverse();
    const wanted = { agency: [], report: years, region: [], page: [] };
    // Reports are asked for year by year, when they are wanted; how many there are is what the other groups leave.
    const own = Object.keys(wanted).filter((name) => name in manifest.groups);
    const ids = new Map(await Promise.all(own.map(async (name) => [name, await sought({ group: name })])));
    const others = new Set([...ids.values()].flat().map(({ id }) => id));
    ids.set("report", all.filter(({ id }) => named.has(id) && !others.has(id)));
    const groups = [];
    for (const [name, left] of Object.entries(wanted)) {
      let ready = ids.get(name) || [];
      const size = name === "report" ? all.length - others.size : ready.length;
      const exact = ready.some(({ id }) => named.has(id));
      const next = async (count) => {
        while (ready.length < count && left.length) {
          const found = await matches(pagefind, terms, { ...filters, group: left.shift() });
          ready.push(...found.filter(({ id }) => !named.has(id)));
        }
        const part = ready.slice(0, count);
        ready = ready.slice(count);
        return Promise.all(part.map((hit) => hit.data().then(shown)));
      };
      groups.push({ name, size, next, exact });
    }
    return { terms, total: all.length, groups: groups.sort((a, b) => b.exact - a.exact) };
  }

  /* A result's own facts, which the index carries as Braille signs, and its text, put together from pairs. */
  function shown({ content, meta }) {
    const bytes = Uint8Array.from(meta.m, (sign) => sign.charCodeAt(0) - 0x2800);
    const words = content.split("⁂⁂", 1)[0].trim().split(" ");
    let text = "";
    let before = "";
    for (const word of words) {
      if (word === "␣") text += " ";
      else text += IS_HAN.test(word) && IS_HAN.test(before) ? Array.from(word).slice(1).join("") : word;
      before = word;
    }
    return { ...JSON.parse(new TextDecoder().decode(bytes)), text };
  }

  /* Drawing --------------------------------------------------------------------------------------------------------- */

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function marked(text, terms) {
    const words = terms.map((t) => t.word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).sort((a, b) => b.length - a.length);
    return text.split(new RegExp(`(${words.join("|")})`, "iu")).map((part, i) => (i % 2 ? element("mark", {}, part) : part));
  }

  /* Words around the first place in the text; none where the title, or the line under it, says it all. */
  function excerpt(page, terms) {
    const told = `${page.t}\n${page.p || ""}`.toLowerCase();
    if (terms.every(({ word }) => told.includes(word))) return null;
    const body = page.text.slice(page.t.replace(/\s+/gu, " ").length).trim();
    const places = terms.map(({ word }) => body.toLowerCase().indexOf(word)).filter((at) => at >= 0);
    if (!places.length) return null;
    const start = Math.max(0, Math.min(...places) - 24);
    const cut = body.slice(start, start + 96);
    return element("p", {}, start ? "…" : "", ...marked(cut, terms), start + 96 < body.length ? "…" : "");
  }

  function drawHit(page, terms) {
    const link = element("a", { class: "sr-hit", href: new URL(page.u, base) }, element("b", {}, ...marked(page.t, terms)));
    if (page.p) link.append(element("small", {}, ...marked(page.p, terms)));
    if (page.f) {
      const facts = page.f.map(([label, value]) => element("span", {}, element("i", {}, `${label} `), value));
      link.append(element("small", { class: "sr-facts" }, ...facts));
    }
    if (page.w) link.append(element("small", { class: "sr-warn" }, `⚠ ${page.w}`));
    const words = excerpt(page, terms);
    if (words) link.append(words);
    return element("li", {}, link);
  }

  function drawNothing(query, filtered) {
    status.textContent = T.none(query);
    const hints = element("ul", {}, ...[T.shorter, T.figures, T.pinyin].map((hint) => element("li", {}, hint)));
    if (filtered) {
      const button = element("button", { type: "button" }, T.unfilter);
      button.addEventListener("click", () => {
        for (const select of filterBar.querySelectorAll("select")) select.value = "";
        search();
      });
      hints.prepend(element("li", {}, button));
    }
    list.replaceChildren(element("div", { class: "sr-hints" }, `${T.hints}：`, hints));
  }

  async function drawGroup(found, group, mine) {
    const section = element("section", {}, element("h2", { class: "sr-search-group" }, T.groups[group.name]));
    const items = element("ol");
    section.append(items);
    const more = async (count) => {
      const pages = await group.next(count);
      if (mine === turn) items.append(...pages.map((page) => drawHit(page, found.terms)));
    };
    const left = () => group.size - items.childElementCount;
    await more(group.name === "report" ? PAGE : 3);
    if (mine !== turn) return;
    list.append(section);
    if (left() <= 0) return;
    const button = element("button", { type: "button", class: "sr-more" }, T.more(left()));
    button.addEventListener("click", async () => {
      const at = items.childElementCount;
      await more(2 * PAGE);
      button.textContent = T.more(left());
      if (left() <= 0) button.remove();
      items.children[at]?.firstElementChild.focus();
    });
    section.append(button);
  }

  async function search() {
    const query = input.value.trim();
    const mine = ++turn;
    if (!parse(query).length) {
      status.textContent = query ? T.one : T.start;
      list.replaceChildren();
      return;
    }
    const filters = {};
    for (const select of filterBar.querySelectorAll("select")) {
      select.classList.toggle("sr-on", Boolean(select.value));
      if (select.value) filters[select.name] = select.value;
    }
    status.textContent = T.busy;
    try {
      const found = await find(query, filters);
      if (mine !== turn) return;
      if (!found.total) return drawNothing(query, Object.keys(filters).length > 0);
      list.replaceChildren();
      for (const group of found.groups) {
        if (mine !== turn) return;
        if (group.size) await drawGroup(found, group, mine);
      }
      if (mine === turn) status.textContent = T.some(found.total);
    } catch (error) {
      if (mine !== turn) return;
      status.textContent = T.failed;
      list.replaceChildren();
      console.warn("search:", error);
    }
  }

  function drawFilters(filters) {
    for (const [name, choices] of Object.entries(filters)) {
      if (choices.length < 2) continue;
      const select = element("select", { name, "aria-label": T.filters[name] }, element("option", { value: "" }, T.filters[name]));
      const ordered = name === "year" ? [...choices].reverse() : choices;
      for (const [value, label, count] of ordered) {
        const indent = name === "region" && !value.endsWith("0000") ? (value.endsWith("00") ? "　" : "　　") : "";
        select.append(element("option", { value }, `${indent}${label}（${count}）`));
      }
      select.addEventListener("change", search);
      filterBar.append(select);
    }
    filterBar.hidden = !filterBar.childElementCount;
  }

  /* Opening, keys --------------------------------------------------------------------------------------------------- */

  function open(text) {
    if (text) input.value = text;
    toggle.checked = true;
    toggle.dispatchEvent(new Event("change"));
  }

  function close() {
    toggle.checked = false;
    toggle.dispatchEvent(new Event("change"));
    input.blur();
  }

  toggle.addEventListener("change", () => {
    if (!toggle.checked) return;
    input.focus();
    input.select();
  });

  let waiting;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 180);
  });
  input.addEventListener("focus", () => {
    if (!toggle.checked) open();
    if (!input.value.trim()) status.textContent = T.start;
    (index ||= load()).catch(() => {
      index = undefined;
      status.textContent = T.failed;
    });
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    search().then(() => list.querySelector("a")?.focus());
  });
  form.addEventListener("reset", () => setTimeout(() => (search(), input.focus())));

  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      if (event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]")) return;
      event.preventDefault();
      open();
    }
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (event.target.closest("select")) return;
      const stops = [input, ...list.querySelectorAll("a, button")];
      const at = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
      if (at < 0) return;
      event.preventDefault();
      (stops[Math.min(at, stops.length - 1)] || input).focus();
    }
  });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest(".sr-search-open");
    if (opener) {
      event.preventDefault();
      open(opener.dataset.query || opener.value || "");
      if (input.value) search();
    }
  });

  // An address with ?q= opens the search: links to a search, and the browser's own search engines.
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) {
    open(asked);
    search();
  }
  window.srSearch = find;
})();
