/* The line charts of the comparison, plain SVG: one scale for all, or a strip with its own scale for each office. A chart is
   { title, unit, span: years, change, own, share, lines: [{ name, values }] }: a value is a number (a share from 0 to 1) or
   null, change the year from which another form is used, if it is within the span. */

// Told apart by colour and by dash, so that eight of them stay apart for everyone.
const TONES = ["granted", "refused", "unavailable", "declined"];
const WIDTH = 340;
const FONT = '"Helvetica Neue", Arial, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';
const counted = new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 6 });
const percent = new Intl.NumberFormat("zh-CN", { style: "percent", maximumFractionDigits: 1 });

/* On the page the colours follow the scheme; a file takes them along as they are on white paper. */
const onPage = (name) => `var(--sr-${name})`;
function onPaper() {
  const probe = document.createElement("i");
  probe.dataset.mdColorScheme = "default";
  probe.hidden = true;
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const names = ["ink", "muted", "rule", ...TONES.map((tone) => `c-${tone}`)];
  const inks = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--sr-${name}`).trim()]));
  probe.remove();
  return (name) => inks[name];
}

function drawing(name, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const label = (ink, x, y, text, anchor = "start", more = "") =>
  drawing("text", { x, y, "text-anchor": anchor, style: `fill:${ink("muted")};font:12px ${FONT};${more}` }, text);

function stroke(ink, which) {
  const dash = which < TONES.length ? "" : ";stroke-dasharray:5 4";
  return `fill:none;stroke:${ink(`c-${TONES[which % TONES.length]}`)};stroke-width:2.4;stroke-linejoin:round${dash}`;
}

export const formatted = (chart, value) => (chart.share ? percent : counted).format(value);

export function nice(top) {
  if (!top) return 1;
  const unit = 10 ** Math.floor(Math.log10(top));
  return [1, 2, 2.5, 5, 10].map((factor) => factor * unit).find((end) => end >= top * (1 - 1e-9));
}

const peak = (values) => Math.max(0, ...values.map((v) => v ?? 0));

/* Where the scale of these values ends at its top and at its bottom, which is below 0 only for a decrease. */
function ends(chart, values) {
  const fall = peak(values.map((v) => -v));
  const bottom = fall ? -Math.max(1, nice(fall)) : 0;
  if (fall && !peak(values)) return [0, bottom];
  return [chart.share ? Math.min(1, nice(peak(values))) : Math.max(1, nice(peak(values))), bottom];
}

/* Whether there is nothing to draw. */
export const empty = ({ lines }) => lines.every(({ values }) => values.every((v) => v === null));

/* Whether the largest office presses the others flat: on one scale, one of them stays within the lowest tenth. */
export function flat({ lines }) {
  const peaks = lines.map(({ values }) => peak(values)).filter(Boolean);
  return Math.max(...peaks) >= 10 * Math.min(...peaks);
}

/* What is drawn, from y = 0 downwards: { parts, height }. */
function plot(chart, ink) {
  const parts = [];
  const all = chart.lines.map((line, which) => ({ ...line, which }));
  const panels = chart.own ? all.map((line) => [line]) : [all];
  const tall = chart.own ? 40 : 138;
  const scales = panels.map((lines) => ends(chart, lines.flatMap(({ values }) => values)));
  const left = 12 + 8 * Math.max(...scales.flat().map((end) => formatted(chart, end).length));
  const x = (i) => left + 18 + (WIDTH - left - 42) * (chart.span.length === 1 ? 0.5 : i / (chart.span.length - 1));
  const changed = chart.span.indexOf(chart.change);
  let above = 10;
  panels.forEach((lines, at) => {
    const [top, bottom] = scales[at];
    if (chart.own) parts.push(label(ink, left, (above += 8), lines[0].name));
    if (chart.own) above += 8;
    const start = above;
    const y = (v) => start + (tall * (top - v)) / (top - bottom);
    for (const rule of new Set([0, top, bottom, ...(chart.own ? [] : [(top + bottom) / 2])])) {
      const told = rule === 0 || ((rule === top || rule === bottom) && Math.abs(y(rule) - y(0)) > 14);
      parts.push(drawing("path", { d: `M${left} ${y(rule)}H${WIDTH - 8}`, style: `fill:none;stroke:${ink(rule ? "rule" : "muted")}` }));
      if (told) parts.push(label(ink, left - 6, y(rule) + 4, formatted(chart, rule), "end"));
    }
    if (changed > 0) {
      const edge = (x(changed - 1) + x(changed)) / 2;
      parts.push(drawing("path", { d: `M${edge} ${y(top)}V${y(bottom)}`, style: `fill:none;stroke:${ink("muted")};stroke-dasharray:3 3` }));
    }
    for (const { name, values, which } of lines) {
      let pen = "M";
      let path = "";
      values.forEach((v, i) => {
        if (v !== null) path += `${pen}${x(i).toFixed(1)} ${y(v).toFixed(1)}`;
        pen = v === null ? "M" : "L";
      });
      if (path) parts.push(drawing("path", { d: path, style: stroke(ink, which) }));
      values.forEach((v, i) => {
        if (v === null) return;
        const point = drawing("circle", { cx: x(i), cy: y(v), r: 3.2, style: `fill:${ink(`c-${TONES[which % TONES.length]}`)}` });
        point.append(drawing("title", {}, `${name} ${chart.span[i]}：${formatted(chart, v)}`));
        parts.push(point);
      });
    }
    above += tall + (chart.own ? 16 : 0);
  });
  const every = Math.ceil(chart.span.length / 7);
  const height = above + (chart.own ? 16 : 32);
  chart.span.forEach((year, i) => {
    if ((chart.span.length - 1 - i) % every === 0) parts.push(label(ink, x(i), height - 8, String(year), "middle"));
  });
  return { parts, height };
}

/* The short line in an office's colour and dash that stands before its name. */
export function key(which) {
  return drawing("svg", { viewBox: "0 0 28 16", width: 28, height: 16, "aria-hidden": "true" }, drawing("path", { d: "M1 8H27", style: stroke(onPage, which) }));
}

export function svg(chart) {
  const { parts, height } = plot(chart, onPage);
  const told = `${chart.title}，${chart.unit}，${chart.span[0]}–${chart.span.at(-1)} 年，${chart.lines.map(({ name }) => name).join("、")}；数字见下表`;
  return drawing("svg", { class: "sr-svg", viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": told }, ...parts);
}

/* The chart as a file: title, unit, what each line is, and where it comes from, on white paper. */
function standing(chart, source) {
  const ink = onPaper();
  const { parts, height } = plot(chart, ink);
  const head = [label(ink, 16, 28, chart.title, "start", `font-size:16px;font-weight:600;fill:${ink("ink")}`)];
  let y = 46;
  const line = (text) => head.push(label(ink, 16, y, text)) && (y += 17);
  line([chart.unit, chart.span.indexOf(chart.change) > 0 ? "虚线处换了表样" : ""].filter(Boolean).join("；"));
  if (!chart.own) {
    chart.lines.forEach(({ name }, which) => {
      head.push(drawing("path", { d: `M16 ${y - 4}H42`, style: stroke(ink, which) }));
      head.push(label(ink, 50, y, name));
      y += 17;
    });
  }
  const body = drawing("g", { transform: `translate(8 ${y - 6})` }, ...parts);
  y += height + 10;
  // An address has no spaces to be broken at.
  for (const words of [source.words, ...source.address.match(/.{1,52}/gu)]) line(words);
  const width = WIDTH + 24;
  const ground = drawing("rect", { width, height: y, style: "fill:#fff" });
  return drawing("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${y}`, width, height: y }, ground, ...head, body);
}

/* A blob: URL of the chart as "svg" or, three times as large, as "png". */
export async function picture(chart, kind, source) {
  const made = standing(chart, source);
  const address = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(made)], { type: "image/svg+xml" }));
  if (kind === "svg") return address;
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [3 * image.width, 3 * image.height];
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(address);
  return URL.createObjectURL(await new Promise((done) => canvas.toBlob(done, "image/png")));
}
