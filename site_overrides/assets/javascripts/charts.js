/* Interactive charts. The page shows a static drawing; when one comes into view Vega and the chart's spec are loaded from
   this site and the drawing is hidden (paper gets it). Data stands in the page, so the numbers are those of the table beside it.
   Expressions are interpreted (ast: true), never compiled: no unsafe-eval. Nothing is loaded when the reader saves data. */
(() => {
  const home = new URL("../charts/", document.currentScript.src);
  const english = document.documentElement.lang.startsWith("en");
  const words = english
    ? { svg: "SVG", png: "PNG", csv: "CSV", save: (title, kind) => `Download this chart: ${title} ${kind}` }
    : { svg: "SVG", png: "PNG", csv: "CSV", save: (title, kind) => `下载这张图：${title} ${kind}` };
  const loaded = new Map();
  const drawn = new Map();

  const dark = () => document.body.getAttribute("data-md-color-scheme") === "slate";
  const once = (key, make) => {
    if (!loaded.has(key)) loaded.set(key, make());
    return loaded.get(key);
  };
  const json = (name) =>
    once(name, async () => {
      const answer = await fetch(new URL(name, home));
      if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
      return answer.json();
    });
  const vega = () =>
    once("vega.js", () => {
      const script = document.createElement("script");
      script.src = new URL("vega.js", home);
      return new Promise((done, failed) => {
        script.onload = () => done(window.vegaEmbed);
        script.onerror = () => failed(new Error("vega.js"));
        document.head.append(script);
      });
    });

  const rowsOf = (figure) => JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
  const text = (figure, selector) => figure.querySelector(selector)?.textContent.trim() ?? "";

  /* Numbers stand in pieces of a bar that have room for them: 13 px a character of a label, 8 px a digit. */
  function roomy(figure, rows) {
    const longest = (wanted) => Math.max(0, ...rows.filter((row) => row.row === wanted).map((row) => (row.text ?? "").length));
    const labels = 13 * Math.max(0, ...rows.map((row) => row.label.length));
    const plot = figure.querySelector(".sr-plot").clientWidth - labels - 8 * longest("top") - 24;
    const whole = Math.max(1, ...rows.map((row) => row.to ?? 0));
    const fits = (row) => ((row.to - row.from) / whole) * plot >= 8 * row.text.length + 4;
    return rows.map((row) => (row.row === "part" && row.text && !fits(row) ? { ...row, text: "" } : row));
  }

  async function prepared(figure) {
    const [embed, spec, theme] = await Promise.all([
      vega(),
      json(`${figure.dataset.chart}.json`),
      json(`theme-${dark() ? "dark" : "light"}.json`),
    ]);
    const rows = rowsOf(figure);
    const config = structuredClone(theme);
    // Numbers stand behind the bars, and Vega leaves no room for them.
    const bars = figure.dataset.chart.endsWith("bars");
    if (bars) config.padding.right = 8 + 8 * Math.max(0, ...rows.map((row) => (row.row === "part" ? 0 : (row.text ?? String(row.value)).length - 2)));
    const stacked = figure.dataset.chart === "stacked-bars";
    const drawn = { ...structuredClone(spec), datasets: { rows: stacked ? roomy(figure, rows) : rows } };
    if (stacked) {
      const names = Object.fromEntries(rows.filter((row) => row.row === "part" && row.value).map((row) => [row.tone, row.name]));
      const { color } = drawn.layer[0].encoding;
      // In the order of the form, whichever pieces the first bar has.
      const values = color.scale.domain.filter((tone) => tone in names);
      const columns = Math.max(2, Math.floor(figure.clientWidth / 100));
      const labelExpr = `(${JSON.stringify(names)})[datum.value]`;
      color.legend = { orient: "top", direction: "horizontal", columns, values, labelExpr };
    }
    const height = bars ? 30 * new Set(rows.map((row) => row.label)).size : spec.height;
    return { embed, config, spec: { ...drawn, height } };
  }

  async function draw(figure) {
    const { embed, config, spec } = await prepared(figure);
    const plot = figure.querySelector(".sr-plot");
    const stage = document.createElement("div");
    stage.className = "sr-stage";
    plot.append(stage);
    const result = await embed(
      stage,
      spec,
      {
        ast: true,
        actions: false,
        logLevel: 1,
        renderer: "svg",
        config,
        defaultStyle: false,
        tooltip: { disableDefaultStyle: true },
      },
    );
    // Only now, as Vega calls everything a "Vega visualization".
    stage.setAttribute("role", "img");
    stage.setAttribute("aria-label", [text(figure, "figcaption strong"), text(figure, "figcaption span")].filter(Boolean).join(english ? ", " : "，"));
    stage.removeAttribute("aria-roledescription");
    drawn.get(figure)?.result.finalize();
    for (const old of plot.querySelectorAll(":scope > .sr-stage")) if (old !== stage) old.remove();
    drawn.set(figure, { result });
    figure.dataset.drawn = "";
    if (!figure.querySelector(".sr-tools")) figure.append(tools(figure));
  }

  /* Lines as wide as a picture: Vega breaks none. A Latin letter takes half the room of a Chinese character. */
  function broken(words) {
    const lines = [""];
    let room = 0;
    for (const part of words.match(/[\x21-\x7e]{1,72}|./gsu) ?? []) {
      const wide = part.length * (/^[\x20-\x7e]/.test(part) ? 0.55 : 1);
      // What closes a phrase stands at no beginning of a line.
      if (room + wide > 42 && !/^[，。；：、）」”]/.test(part)) {
        lines.push("");
        room = 0;
      }
      lines[lines.length - 1] += part;
      room += wide;
    }
    return lines;
  }

  /* A picture to take along: page, title, unit and source belong to it, on white paper whatever the page's colours. */
  async function picture(figure, kind) {
    const embed = await vega();
    const { spec } = await prepared(figure);
    const config = structuredClone(await json("theme-light.json"));
    config.background = "#ffffff";
    config.padding = { left: 20, right: 20, top: 20, bottom: 16 };
    const stage = document.createElement("div");
    const taken = await embed(
      stage,
      {
        ...spec,
        width: 560,
        title: {
          text: text(figure, "figcaption strong"),
          subtitle: [text(document, "h1"), text(figure, "figcaption span"), text(figure, ".sr-source"), location.href.split("#")[0]]
            .filter(Boolean)
            .flatMap(broken),
        },
      },
      { ast: true, actions: false, logLevel: 1, renderer: "svg", config, defaultStyle: false, tooltip: false },
    );
    const url =
      kind === "png" ? await taken.view.toImageURL("png", 2) : URL.createObjectURL(new Blob([await taken.view.toSVG()], { type: "image/svg+xml" }));
    taken.finalize();
    return url;
  }

  const cell = (value) => {
    const guarded = /^[=+\-@\t\r']/.test(value) && !/^-?[\d.,]+$/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
  };
  function csv(figure) {
    const lines = [...figure.querySelectorAll(".sr-data tr")].map((row) =>
      [...row.cells].map((c) => cell(c.textContent.trim().replace(/(?<=\d),(?=\d{3})/g, ""))).join(","),
    );
    return URL.createObjectURL(new Blob(["\ufeff" + lines.join("\r\n") + "\r\n"], { type: "text/csv" }));
  }

  function tools(figure) {
    const box = document.createElement("div");
    box.className = "sr-tools";
    for (const kind of ["svg", "png", "csv"]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = words[kind];
      button.setAttribute("aria-label", words.save(text(figure, "figcaption strong"), words[kind]));
      button.addEventListener("click", async () => {
        const link = document.createElement("a");
        link.href = kind === "csv" ? csv(figure) : await picture(figure, kind);
        link.download = `${text(document, "h1")} ${text(figure, "figcaption strong")}.${kind}`.replace(/[\\/:*?"<>|\s]+/g, "_");
        link.click();
        if (link.href.startsWith("blob:")) setTimeout(() => URL.revokeObjectURL(link.href), 1000);
      });
      box.append(button);
    }
    return box;
  }

  function start() {
    const figures = [...document.querySelectorAll("figure[data-chart]")];
    if (!figures.length || navigator.connection?.saveData) return;
    const failed = (error) => console.warn("charts:", error.message);
    const seen = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        seen.unobserve(entry.target);
        draw(entry.target).catch(failed);
      }
    });
    figures.forEach((figure) => seen.observe(figure));
    new MutationObserver(() => {
      for (const figure of drawn.keys()) draw(figure).catch(failed);
    }).observe(document.body, { attributes: true, attributeFilter: ["data-md-color-scheme"] });
  }
  start();
})();
