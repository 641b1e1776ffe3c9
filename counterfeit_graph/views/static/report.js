"use strict";
// The page of a run: one gang at a time below the table of all, in either language, whole when printed.
(() => {
  CG.words = CG.read("words");
  CG.labels = CG.read("labels");
  const order = CG.read("order");
  const pane = document.getElementById("detail");
  const table = document.getElementById("gang-table");
  let current = null;
  let graph = null;

  const gangOf = (id) => CG.read(`gang-${id}`);

  const draw = (id, into) => {
    const gang = gangOf(id);
    const article = CG.el("article", { "aria-label": `${CG.word("gang")} ${id}` });
    into.append(article);
    const { blocks, stage } = CG.gangBlocks(gang, Math.max(320, article.clientWidth));
    article.append(...blocks.filter((block) => block !== ""));
    return CG.graph(stage, gang.picture);
  };

  const steps = (id) => {
    const at = order.indexOf(id);
    const go = (to, key) => CG.el("button", { type: "button", disabled: !order[to], onclick: () => { location.hash = order[to]; } }, CG.word(key));
    return CG.el("div", { class: "steps" }, go(at - 1, "previous_gang"), CG.el("span", {}, `${at + 1} / ${order.length}`), go(at + 1, "next_gang"));
  };

  const open = (id) => {
    current = id;
    pane.replaceChildren(steps(id));
    graph = draw(id, pane);
    for (const row of table.tBodies[0].rows) row.classList.toggle("chosen", row.cells[0].textContent === id);
  };

  const follow = () => {
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch { return; }
    if (!order.includes(id)) return;
    open(id);
    pane.scrollIntoView();
    pane.focus({ preventScroll: true });
  };

  // Columns sort by number where they hold numbers, by text otherwise; a second press turns the order.
  const sortBy = (head) => {
    const at = [...head.parentNode.cells].indexOf(head);
    const down = head.getAttribute("aria-sort") !== "descending";
    for (const each of head.parentNode.cells) each.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const tiers = ["watch", "review", "platform", "police"];
    const key = (row) => {
      if (head.dataset.column === "tier") return tiers.findIndex((tier) => row.querySelector(`.tier-${tier}`));
      const text = row.cells[at].textContent;
      return head.classList.contains("num") ? parseFloat(text.replaceAll(",", "").replace("−", "-")) || 0 : text;
    };
    const rows = [...table.tBodies[0].rows].map((row) => [key(row), row]);
    rows.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0) * (down ? -1 : 1));
    table.tBodies[0].append(...rows.map(([, row]) => row));
  };

  const sortable = () => {
    for (const head of table.tHead.rows[0].cells) {
      head.tabIndex = 0;
      head.title = CG.word("sort");
      head.addEventListener("click", () => sortBy(head));
      head.addEventListener("keydown", (event) => { if (event.key === "Enter") sortBy(head); });
    }
  };

  // Account ids and names of each gang, read once, so that the box finds a gang by its members.
  const index = new Map();
  const membersOf = (id) => {
    if (!index.has(id)) {
      const { nodes } = gangOf(id).picture;
      index.set(id, [id, ...nodes.id, ...nodes.label].join("\n").toLowerCase());
    }
    return index.get(id);
  };

  const find = CG.el("input", { type: "search", autocomplete: "off" });
  const tier = CG.el("select");
  const count = CG.el("span", { class: "note", "aria-live": "polite" });
  const filter = () => {
    const text = find.value.trim().toLowerCase();
    let shown = 0;
    for (const row of table.tBodies[0].rows) {
      const id = row.cells[0].textContent;
      row.hidden = (tier.value && !row.querySelector(`.tier-${tier.value}`)) || (text && !membersOf(id).includes(text));
      shown += !row.hidden;
    }
    count.textContent = `${CG.number(shown)} ${CG.word("shown_of")} ${CG.number(order.length)}`;
  };
  const tools = () => {
    find.placeholder = CG.word("filter");
    find.setAttribute("aria-label", CG.word("filter"));
    tier.setAttribute("aria-label", CG.word("tier"));
    const chosen = tier.value;
    tier.replaceChildren(CG.el("option", { value: "" }, CG.word("all_tiers")), ...["police", "platform", "review", "watch"].map((name) => CG.el("option", { value: name }, CG.word(`tier.${name}`))));
    tier.value = chosen;
    document.getElementById("gang-tools").replaceChildren(find, tier, count, CG.el("button", { type: "button", onclick: printAll }, CG.word("print_all")));
    filter();
  };
  find.addEventListener("input", filter);
  tier.addEventListener("change", filter);

  const printAll = () => {
    pane.replaceChildren();
    for (const id of order) draw(id, pane);
    requestAnimationFrame(() => requestAnimationFrame(() => { window.print(); if (current) open(current); }));
  };

  const speak = (language) => {
    CG.language = language;
    document.documentElement.lang = language;
    document.title = CG.word("title");
    tools();
    if (current) open(current);
  };
  document.getElementById("language").addEventListener("click", () => speak(CG.language === "en" ? "zh" : "en"));

  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (Math.abs(window.innerWidth - width) < 40) return;
    width = window.innerWidth;
    if (current) open(current);
  });
  window.addEventListener("hashchange", follow);
  sortable();
  speak((navigator.language || "en").startsWith("zh") ? "zh" : "en");
  if (order.length) open(order[0]);
  follow();
})();
