"use strict";
// Mouse, touch, keyboard, search, legend and steps of the network.
CG.graphControls = (api) => {
  const { state, canvas, picture, side, bar } = api;
  const { nodes, edges, dens, steps } = picture;

  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  const nodeAt = (x, y) => {
    let [best, least] = [-1, Infinity];
    nodes.id.forEach((_, i) => {
      const [nx, ny] = api.at(i);
      const away = Math.hypot(nx - x, ny - y) - api.size(i);
      if (away < 5 && away < least) [best, least] = [i, away];
    });
    return best;
  };

  const edgeAt = (x, y) => {
    let [best, least] = [-1, 5];
    edges.a.forEach((a, e) => {
      const [[x1, y1], [x2, y2]] = [api.at(a), api.at(edges.b[e])];
      const length = (x2 - x1) ** 2 + (y2 - y1) ** 2 || 1;
      const share = Math.min(1, Math.max(0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length));
      const away = Math.hypot(x - x1 - share * (x2 - x1), y - y1 - share * (y2 - y1));
      if (away < least) [best, least] = [e, away];
    });
    return best;
  };

  const zoomAt = (x, y, factor) => {
    const zoom = Math.min(8, Math.max(0.05, state.zoom * factor));
    state.x = x - ((x - state.x) * zoom) / state.zoom;
    state.y = y - ((y - state.y) * zoom) / state.zoom;
    state.zoom = zoom;
    state.touched = true;
    api.soon();
  };
  const zoomMiddle = (factor) => zoomAt(canvas.clientWidth / 2, canvas.clientHeight / 2, factor);
  const whole = () => { state.touched = false; api.soon(); };
  const shift = (dx, dy) => { state.x += dx; state.y += dy; state.touched = true; api.soon(); };

  const hover = (x, y) => {
    const [node, edge] = [state.hover, state.edge];
    state.hover = nodeAt(x, y);
    state.edge = state.hover < 0 ? edgeAt(x, y) : -1;
    canvas.style.cursor = state.hover >= 0 ? "pointer" : "grab";
    api.showCard(x, y);
    if (node !== state.hover || edge !== state.edge) api.soon();
  };

  api.pick = (i) => {
    Object.assign(state, { picked: i, found: null, den: null, role: null, kind: null });
    fillSide();
    api.soon();
  };
  const only = (what, value) => {
    const again = state[what] === value;
    Object.assign(state, { found: null, den: null, role: null, kind: null, [what]: again ? null : value });
    fillSide();
    api.soon();
  };

  // Two fingers pinch, one drags; a press that did not move is a click.
  const down = new Map();
  let moved = 0;
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    down.set(event.pointerId, place(event));
    moved = 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const [x, y] = place(event);
    const before = down.get(event.pointerId);
    if (!before) { hover(x, y); return; }
    moved += Math.hypot(x - before[0], y - before[1]);
    const others = [...down].filter(([id]) => id !== event.pointerId).map(([, spot]) => spot);
    if (others.length) zoomAt(others[0][0], others[0][1], Math.hypot(x - others[0][0], y - others[0][1]) / (Math.hypot(before[0] - others[0][0], before[1] - others[0][1]) || 1));
    else shift(x - before[0], y - before[1]);
    down.set(event.pointerId, [x, y]);
  });
  const up = (event) => {
    if (down.delete(event.pointerId) && moved < 4 && event.type === "pointerup") api.pick(nodeAt(...place(event)));
  };
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", up);
  canvas.addEventListener("pointerleave", () => { state.hover = state.edge = -1; api.showCard(0, 0); api.soon(); });
  // The wheel scrolls the page until the picture has been clicked or Ctrl is held.
  canvas.addEventListener("wheel", (event) => {
    if (document.activeElement !== canvas && !event.ctrlKey) return;
    event.preventDefault();
    zoomAt(...place(event), Math.exp(-event.deltaY * 0.0015));
  }, { passive: false });

  const keys = {
    "+": () => zoomMiddle(1.25), "=": () => zoomMiddle(1.25), "-": () => zoomMiddle(0.8), 0: whole,
    ArrowLeft: () => shift(40, 0), ArrowRight: () => shift(-40, 0), ArrowUp: () => shift(0, 40), ArrowDown: () => shift(0, -40),
    Escape: () => api.pick(-1), "/": () => search.focus(),
  };
  canvas.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    keys[event.key]();
  });

  const search = CG.el("input", { type: "search", autocomplete: "off", spellcheck: "false" });
  const answers = CG.el("ul", { class: "cg-answers" });
  const look = () => {
    const text = search.value.trim().toLowerCase();
    const found = text ? nodes.id.flatMap((id, i) => (`${id}\n${nodes.label[i]}`.toLowerCase().includes(text) ? [i] : [])) : [];
    state.found = text ? new Set(found) : null;
    answers.replaceChildren(
      ...found.slice(0, 12).map((i) => CG.el("li", {}, CG.el("button", { type: "button", class: "cg-link", onclick: () => { search.value = ""; answers.replaceChildren(); api.pick(i); } },
        `${nodes.label[i]} · ${CG.label("kinds", nodes.kind[i])}`))),
      ...(text && !found.length ? [CG.el("li", { class: "cg-soft" }, CG.word("nothing_found"))] : []),
      ...(found.length > 12 ? [CG.el("li", { class: "cg-soft" }, `+${found.length - 12} ${CG.word("more")}`)] : []));
    api.soon();
  };
  search.addEventListener("input", look);

  const button = (text, title, action) => CG.el("button", { type: "button", title, "aria-label": title, onclick: action }, text);
  const save = () => {
    const link = CG.el("a", { href: canvas.toDataURL("image/png"), download: `${picture.file}.png` });
    link.click();
  };

  const toggle = (what, value, mark, text) =>
    CG.el("li", {}, CG.el("button", { type: "button", class: "cg-key", "aria-pressed": String(state[what] === value), onclick: () => only(what, value) }, mark, text));
  const seen = (list) => [...new Set(list)].filter((name) => name !== "" && name !== null);
  const tally = (list, name) => list.reduce((sum, each) => sum + (each === name), 0);

  const legend = () => {
    const roles = seen(nodes.role);
    const sample = (role) => nodes.colour[nodes.role.indexOf(role)];
    return CG.el("section", { class: "cg-legend" },
      CG.el("h4", { class: "cg-head" }, CG.word("roles")),
      CG.el("ul", {}, roles.map((role) => toggle("role", role, CG.mark("circle", sample(role)), `${CG.label("roles", role)} (${tally(nodes.role, role)})`)),
        toggle("role", "", CG.mark("circle", "#9AA1A9"), `${CG.word("no_role")} (${tally(nodes.role, "")})`)),
      CG.el("h4", { class: "cg-head" }, CG.word("kinds")),
      CG.el("ul", {}, seen(nodes.kind).map((kind) => toggle("kind", kind, CG.mark(nodes.shape[nodes.kind.indexOf(kind)], "#FFFFFF"), `${CG.label("kinds", kind)} (${tally(nodes.kind, kind)})`))),
      dens.length ? CG.el("h4", { class: "cg-head" }, CG.word("dens")) : "",
      dens.length ? CG.el("ul", {}, dens.map((den) => toggle("den", den.id, "", den.text))) : "",
      nodes.sure.includes(false) ? CG.el("p", { class: "cg-soft" }, CG.word("uncertain")) : "",
      picture.left_out ? CG.el("p", { class: "cg-soft" }, `${CG.number(picture.left_out)} ${CG.word("left_out")}`) : "");
  };

  const stepper = () => {
    if (!steps.length) return "";
    const now = steps[state.step - 1];
    const go = (to) => { state.step = Math.min(steps.length, Math.max(0, to)); fillSide(); api.soon(); };
    return CG.el("section", { class: "cg-steps" },
      CG.el("div", { class: "cg-row" },
        CG.el("button", { type: "button", disabled: !state.step, onclick: () => go(state.step - 1) }, CG.word("previous")),
        CG.el("b", {}, `${CG.word("step")} ${state.step} / ${steps.length}`),
        CG.el("button", { type: "button", disabled: state.step === steps.length, onclick: () => go(state.step + 1) }, CG.word("next"))),
      CG.el("p", {}, now ? `${CG.label("actions", now.action)}: ${now.target}` : CG.word("start")),
      now ? CG.el("dl", {}, now.facts.flatMap(([name, value]) => [CG.el("dt", {}, CG.word(name)), CG.el("dd", {}, value)])) : "");
  };

  const table = () => {
    const head = ["label", "kind", "role", "den"].map((name) => CG.el("th", { scope: "col" }, CG.word(name)));
    const rows = () => nodes.id.map((_, i) => CG.el("tr", {}, CG.el("td", {}, CG.el("bdi", {}, nodes.label[i])),
      CG.el("td", {}, CG.label("kinds", nodes.kind[i])), CG.el("td", {}, nodes.role[i] ? CG.label("roles", nodes.role[i]) : ""), CG.el("td", {}, nodes.den[i] || "")));
    const body = CG.el("tbody");
    const details = CG.el("details", { class: "cg-table" }, CG.el("summary", {}, CG.word("node_table")),
      CG.el("div", { class: "cg-scroll", tabindex: 0 }, CG.el("table", {}, CG.el("thead", {}, CG.el("tr", {}, head)), body)));
    details.addEventListener("toggle", () => { if (details.open && !body.firstChild) body.append(...rows()); });
    return details;
  };

  const fillSide = () => side.replaceChildren(...[stepper(), ...api.keptCard(), legend(), table()].filter((part) => part !== ""));

  api.speak = () => {
    search.placeholder = CG.word("search");
    search.setAttribute("aria-label", CG.word("search"));
    canvas.setAttribute("aria-label", `${picture.title}: ${CG.number(nodes.id.length)} ${CG.word("nodes")}, ${CG.number(edges.a.length)} ${CG.word("links")}. ${CG.word("help")}`);
    const proof = CG.el("label", { class: "cg-check" }, CG.el("input", { type: "checkbox", checked: state.proof, onchange: (event) => { state.proof = event.target.checked; api.soon(); } }), CG.word("evidence_links"));
    const least = CG.el("input", { type: "range", min: 0, max: Math.max(1, ...picture.links.decibans), step: 1, value: state.least, "aria-label": CG.word("least_evidence") });
    const bound = CG.el("output", { class: "cg-num" }, CG.signed(state.least));
    least.addEventListener("input", () => { state.least = Number(least.value); bound.textContent = CG.signed(state.least); api.soon(); });
    bar.replaceChildren(
      CG.el("div", { class: "cg-search" }, search, answers),
      ...(picture.links.a.length ? [proof, CG.el("label", { class: "cg-check" }, CG.word("least_evidence"), least, bound)] : []),
      CG.el("div", { class: "cg-buttons" },
        button("+", CG.word("zoom_in"), () => zoomMiddle(1.25)), button("−", CG.word("zoom_out"), () => zoomMiddle(0.8)),
        button("⤢", CG.word("fit"), whole), button("⤓", CG.word("save_picture"), save)));
    fillSide();
    api.soon();
  };
  api.speak();
};
