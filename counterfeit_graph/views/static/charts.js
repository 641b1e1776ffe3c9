"use strict";
// Charts of the report as SVG: the timeline of a gang and the capacity that a plan leaves.
CG.cutText = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

CG.timeline = (life, width) => {
  const { rows, signals, successions } = life;
  const narrow = width < 600;
  const [left, right, step, top] = [narrow ? 110 : 190, 12, 17, 6];
  const first = Math.min(...rows.map((row) => row.start));
  const last = Math.max(...rows.map((row) => row.end), ...signals.map((s) => s.day), first + 1);
  const x = (day) => left + ((day - first) / (last - first)) * (width - left - right);
  const y = (row) => top + row * step + step / 2;
  const height = top + rows.length * step + 24;
  const bars = rows.map((row, i) => [
    CG.svg("text", { x: left - 8, y: y(i) + 4, "text-anchor": "end", class: "name" }, CG.cutText(row.name, narrow ? 11 : 22)),
    CG.svg("rect", { x: x(row.start), y: y(i) - 5, width: Math.max(2, x(row.end) - x(row.start)), height: 10, fill: CG.roleColour(row.role) },
      CG.svg("title", {}, `${row.name} · ${row.from} – ${row.closed ? row.to : ""}`)),
    row.closed ? CG.svg("line", { x1: x(row.end), x2: x(row.end), y1: y(i) - 7, y2: y(i) + 7, class: "end" }) : "",
  ]);
  const marks = signals.map((s) =>
    CG.svg("path", { d: `M${x(s.day)},${y(s.row) - 4.5}l4.5,4.5l-4.5,4.5l-4.5,-4.5z`, class: s.verdict === "confirmed" ? "sure" : "open" },
      CG.svg("title", {}, `${CG.label("signals", s.kind)} · ${CG.label("verdicts", s.verdict)} · ${s.date}`)));
  const arrows = successions.map(([a, b]) => {
    const [x1, y1, x2, y2] = [x(rows[a].end), y(a), x(rows[b].start), y(b)];
    const bend = (x1 + x2) / 2 + 18;
    return CG.svg("path", { d: `M${x1},${y1}Q${bend},${(y1 + y2) / 2} ${x2},${y2 + (y2 > y1 ? -6 : 6)}`, class: "succession", "marker-end": "url(#arrow-head)" });
  });
  const years = CG.ticks(first, last, narrow ? 4 : 9).map(([day, text]) => [
    CG.svg("line", { x1: x(day), x2: x(day), y1: top, y2: height - 18, class: "grid" }),
    CG.svg("text", { x: x(day), y: height - 4, "text-anchor": "middle", class: "tick" }, text),
  ]);
  const head = CG.svg("defs", {}, CG.svg("marker", { id: "arrow-head", viewBox: "0 0 6 6", refX: 5, refY: 3, markerWidth: 6, markerHeight: 6, orient: "auto" }, CG.svg("path", { d: "M0,0L6,3L0,6z" })));
  return CG.svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", class: "chart", "aria-label": CG.word("timeline") }, head, years, bars, arrows, marks);
};

// Months or years at which a calendar axis is marked: [[day, text], ...].
CG.ticks = (first, last, most) => {
  const [from, to] = [new Date(first * 864e5), new Date(last * 864e5)];
  const months = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth() + 1;
  const step = [1, 2, 3, 6, 12, 24, 60, 120].find((each) => months / each <= most) || 120;
  const found = [];
  for (let m = Math.ceil((from.getUTCFullYear() * 12 + from.getUTCMonth()) / step) * step; ; m += step) {
    const day = Date.UTC(Math.floor(m / 12), m % 12, 1) / 864e5;
    if (day > last) return found;
    if (day >= first) found.push([day, `${Math.floor(m / 12)}${step < 12 ? `-${String((m % 12) + 1).padStart(2, "0")}` : ""}`]);
  }
};

CG.capacity = (plan, width) => {
  const [left, right, top, height] = [44, 16, 10, 170];
  const spent = [0, ...plan.map((row) => row.spent)];
  const kept = [1, ...plan.map((row) => row.share)];
  const x = (cost) => left + (cost / (spent.at(-1) || 1)) * (width - left - right);
  const y = (share) => top + (1 - share) * (height - top - 34);
  const path = kept.map((share, i) => (i ? `H${x(spent[i])}V${y(share)}` : `M${x(0)},${y(1)}`)).join("");
  return CG.svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", class: "chart", "aria-label": CG.word("capacity") },
    [0, 0.5, 1].map((share) => [
      CG.svg("line", { x1: left, x2: width - right, y1: y(share), y2: y(share), class: "grid" }),
      CG.svg("text", { x: left - 6, y: y(share) + 4, "text-anchor": "end", class: "tick" }, `${share * 100}%`)]),
    CG.svg("path", { d: `${path}V${y(0)}H${x(0)}Z`, class: "area" }),
    CG.svg("path", { d: path, class: "line" }),
    kept.slice(1).map((share, i) => [
      CG.svg("circle", { cx: x(spent[i + 1]), cy: y(share), r: 3 }),
      CG.svg("text", { x: x(spent[i + 1]) - 5, y: y(share) - 6, "text-anchor": "end", class: "name" }, String(i + 1))]),
    spent.map((cost) => CG.svg("text", { x: x(cost), y: height - 18, "text-anchor": "middle", class: "tick" }, CG.number(cost, cost % 1 ? 1 : 0))),
    CG.svg("text", { x: width - right, y: height - 3, "text-anchor": "end", class: "tick" }, CG.word("budget")));
};

CG.roleColour = (role) => CG.labels.colours[role] || "#9AA1A9";
