"use strict";
// One interactive network: CG.graph(root, picture) fills `root` and answers { redraw, select, step }.
CG.graph = (root, picture) => {
  const { nodes, edges, links, dens, steps } = picture;
  const count = nodes.id.length;
  const near = Array.from({ length: count }, () => []);
  edges.a.forEach((a, e) => { near[a].push(e); near[edges.b[e]].push(e); });
  const proof = Array.from({ length: count }, () => []);
  links.a.forEach((a, l) => { proof[a].push(l); proof[links.b[l]].push(l); });
  // Labels are given out in this order: the larger mark first.
  const ranked = nodes.r.map((r, i) => [r + (nodes.role[i] ? 3 : 0), i]).sort((p, q) => q[0] - p[0] || p[1] - q[1]).map((p) => p[1]);

  const state = {
    zoom: 1, x: 0, y: 0, hover: -1, edge: -1, picked: -1, found: null, den: null, role: null, kind: null,
    step: 0, proof: false, least: 0, touched: false,
  };
  const canvas = CG.el("canvas", { tabindex: 0, role: "img" });
  const card = CG.el("div", { class: "cg-card", hidden: true });
  const stage = CG.el("div", { class: "cg-stage" }, canvas, card);
  const side = CG.el("div", { class: "cg-side" });
  const bar = CG.el("div", { class: "cg-bar" });
  root.classList.add("cg-graph");
  root.replaceChildren(bar, stage, side);
  const context = canvas.getContext("2d");

  const at = (i) => [state.x + nodes.x[i] * state.zoom, state.y + nodes.y[i] * state.zoom];
  const size = (i) => Math.max(2, nodes.r[i] * Math.min(1.6, Math.max(0.45, Math.sqrt(state.zoom))));
  const gone = () => new Set(steps.slice(0, state.step).flatMap((s) => s.targets));
  const cut = () => new Set(steps.slice(0, state.step).flatMap((s) => s.cut));

  const fit = () => {
    const box = stage.getBoundingClientRect();
    if (!count || !box.width) return;
    const [left, right] = [Math.min(...nodes.x), Math.max(...nodes.x)];
    const [top, bottom] = [Math.min(...nodes.y), Math.max(...nodes.y)];
    state.zoom = Math.min(1.8, (box.width - 90) / (right - left + 60), (box.height - 50) / (bottom - top + 60));
    state.x = box.width / 2 - ((left + right) / 2) * state.zoom;
    state.y = box.height / 2 - ((top + bottom) / 2) * state.zoom;
  };

  // Which nodes stand out: null means all do.
  const lit = () => {
    if (state.found) return state.found;
    if (state.den !== null) return new Set(nodes.den.flatMap((d, i) => (d === state.den ? [i] : [])));
    if (state.role !== null) return new Set(nodes.role.flatMap((r, i) => (r === state.role ? [i] : [])));
    if (state.kind !== null) return new Set(nodes.kind.flatMap((k, i) => (k === state.kind ? [i] : [])));
    const centre = state.hover >= 0 ? state.hover : state.picked;
    if (centre >= 0) return new Set([centre, ...near[centre].map((e) => other(e, centre)), ...(state.proof ? proof[centre].map((l) => otherEnd(l, centre)) : [])]);
    return state.edge >= 0 ? new Set([edges.a[state.edge], edges.b[state.edge]]) : null;
  };
  const other = (e, i) => (edges.a[e] === i ? edges.b[e] : edges.a[e]);
  const otherEnd = (l, i) => (links.a[l] === i ? links.b[l] : links.a[l]);

  const drawDens = () => {
    context.lineJoin = "round";
    for (const den of dens) {
      const points = CG.hull(nodes.den.flatMap((d, i) => (d === den.id ? [at(i)] : [])));
      if (!points.length) continue;
      const pad = 22 * Math.min(1.2, Math.max(0.5, state.zoom));
      const strong = state.den === den.id;
      for (const [width, colour] of [[2 * pad + 2, strong ? "#5B6672" : "#C3CAD1"], [2 * pad, strong ? "#E6EBF0" : "#F3F5F7"]]) {
        context.beginPath();
        points.forEach(([x, y], i) => context[i ? "lineTo" : "moveTo"](x, y));
        if (points.length === 1) context.lineTo(points[0][0] + 0.01, points[0][1]);
        context.closePath();
        context.lineWidth = width;
        context.strokeStyle = context.fillStyle = colour;
        context.lineCap = "round";
        context.stroke();
        context.fill();
      }
      den.top = points.reduce((best, p) => (p[1] < best[1] ? p : best));
      den.pad = pad;
    }
  };

  const line = (a, b, curve) => {
    const [x1, y1] = at(a);
    const [x2, y2] = at(b);
    context.beginPath();
    context.moveTo(x1, y1);
    if (curve) context.quadraticCurveTo((x1 + x2) / 2 + (y2 - y1) * 0.12, (y1 + y2) / 2 - (x2 - x1) * 0.12, x2, y2);
    else context.lineTo(x2, y2);
    context.stroke();
    return [x1, y1, x2, y2];
  };

  const arrow = ([x1, y1, x2, y2], b) => {
    const length = Math.hypot(x2 - x1, y2 - y1);
    const reach = size(b) + 2;
    if (length < reach + 12) return;
    const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
    const [x, y] = [x2 - ux * reach, y2 - uy * reach];
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x - ux * 7 - uy * 3, y - uy * 7 + ux * 3);
    context.lineTo(x - ux * 7 + uy * 3, y - uy * 7 - ux * 3);
    context.fill();
  };

  const drawEdges = (shown, lost) => {
    edges.a.forEach((a, e) => {
      const b = edges.b[e];
      const bright = e === state.edge || (shown && shown.has(a) && shown.has(b) && (state.hover < 0 || a === state.hover || b === state.hover));
      const dead = lost.has(a) || lost.has(b);
      context.globalAlpha = shown ? (bright ? 1 : 0.12) : dead ? 0.15 : 0.75;
      context.strokeStyle = context.fillStyle = bright ? "#1C2733" : "#9AA6B2";
      context.lineWidth = edges.width[e] * (bright ? 1.4 : 1);
      context.setLineDash(edges.relation[e] === "reopened_as" ? [5, 3] : []);
      const ends = line(a, b, false);
      if (edges.directed[e] && (state.zoom > 0.5 || bright)) arrow(ends, b);
    });
    context.setLineDash([]);
    if (state.proof) drawProof(shown);
    context.globalAlpha = 1;
  };

  const drawProof = (shown) => {
    context.strokeStyle = "#7A5195";
    links.a.forEach((a, l) => {
      if (links.decibans[l] < state.least) return;
      context.globalAlpha = shown && !(shown.has(a) && shown.has(links.b[l])) ? 0.06 : 0.55;
      context.lineWidth = Math.min(4, 0.6 + links.decibans[l] / 25);
      line(a, links.b[l], true);
    });
  };

  const drawNode = (i, faded, lost) => {
    const [x, y] = at(i);
    const r = size(i);
    context.globalAlpha = faded ? 0.18 : 1;
    CG.tracePath(context, nodes.shape[i], x, y, r);
    context.fillStyle = lost === "cut" ? "#FFFFFF" : nodes.colour[i];
    context.fill();
    context.lineWidth = nodes.role[i] === "head" ? 2.5 : i === state.picked ? 2.5 : 1;
    context.strokeStyle = i === state.picked ? "#000000" : lost === "cut" ? "#9AA1A9" : "#1C2733";
    context.setLineDash(nodes.sure[i] ? [] : [3, 2]);
    context.stroke();
    context.setLineDash([]);
    if (nodes.role[i] && r >= 7.5 && lost !== "cut") letter(i, x, y, r);
    if (lost === "target") cross(x, y, r);
  };

  const letter = (i, x, y, r) => {
    context.font = `600 ${Math.round(r * 1.15)}px ${CG.font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillStyle = nodes.dark[i] ? "#FFFFFF" : "#1C2733";
    context.fillText(CG.language === "zh" ? CG.label("roles", nodes.role[i])[0] : CG.label("roles", nodes.role[i])[0].toUpperCase(), x, y + 0.5);
  };

  const cross = (x, y, r) => {
    context.strokeStyle = "#A8330A";
    context.lineWidth = 3;
    context.beginPath();
    for (const [dx, dy] of [[1, 1], [1, -1]]) {
      context.moveTo(x - dx * (r + 4), y - dy * (r + 4));
      context.lineTo(x + dx * (r + 4), y + dy * (r + 4));
    }
    context.stroke();
  };

  // A label goes to the first of four places where it covers neither a mark nor another label.
  const drawLabels = (shown, lost, width, height) => {
    const taken = [];
    const free = (box) => !taken.some((t) => box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1]);
    for (const i of ranked) {
      const [x, y] = at(i);
      if (x > -20 && y > -20 && x < width + 20 && y < height + 20) taken.push([x - size(i), y - size(i), x + size(i), y + size(i)]);
    }
    const write = (text, places, style) => {
      context.font = style.font;
      const w = context.measureText(text).width + 4;
      for (const [x, y] of places(w)) {
        const box = [x, y - 7, x + w, y + 7];
        if (box[0] < 0 || box[2] > width || box[1] < 0 || box[3] > height || !(style.always || free(box))) continue;
        taken.push(box);
        context.textAlign = "left";
        context.textBaseline = "middle";
        context.lineWidth = 3;
        context.strokeStyle = "rgba(255,255,255,0.9)";
        context.strokeText(text, x + 2, y);
        context.fillStyle = style.ink;
        context.fillText(text, x + 2, y);
        return true;
      }
      return false;
    };
    for (const den of dens) {
      if (den.top && state.zoom > 0.35) write(den.text, (w) => [[den.top[0] - w / 2, den.top[1] - den.pad - 9]], { font: `600 11px ${CG.font}`, ink: "#5B6672" });
    }
    let left = 90;
    for (const i of ranked) {
      if (!left) break;
      if ((shown && !shown.has(i)) || lost.has(i)) continue;
      const [x, y] = at(i);
      const r = size(i) + 2;
      const chosen = i === state.hover || i === state.picked;
      const places = (w) => [[x + r, y], [x - r - w, y], [x - w / 2, y + r + 7], [x - w / 2, y - r - 7]];
      if (write(nodes.short[i], places, { font: `${chosen ? 600 : 400} 11px ${CG.font}`, ink: "#1C2733", always: chosen })) left -= 1;
    }
  };

  const redraw = () => {
    const box = stage.getBoundingClientRect();
    if (!box.width) return;
    if (!state.touched) fit();
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(box.width * ratio);
    canvas.height = Math.round(box.height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = "#FFFFFF";
    context.fillRect(0, 0, box.width, box.height);
    const shown = lit();
    const [targets, dead] = [gone(), cut()];
    const lost = new Set([...targets, ...dead]);
    drawDens();
    drawEdges(shown, lost);
    for (let i = 0; i < count; i++) drawNode(i, shown && !shown.has(i), targets.has(i) ? "target" : dead.has(i) ? "cut" : "");
    context.globalAlpha = 1;
    drawLabels(shown, dead, box.width, box.height);
  };
  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; redraw(); });
  };

  const api = { state, near, proof, picture, canvas, stage, card, side, bar, at, size, other, otherEnd, redraw, soon, fit, root };
  CG.graphCards(api);
  CG.graphControls(api);
  new ResizeObserver(soon).observe(stage);
  redraw();
  return api;
};
CG.font = '"Noto Sans SC","PingFang SC","Microsoft YaHei","WenQuanYi Micro Hei",system-ui,sans-serif';
