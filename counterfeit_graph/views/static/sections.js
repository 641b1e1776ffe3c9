"use strict";
// The sections of one gang, made from its data when somebody looks at it.
CG.table = (columns, rows) => {
  const cells = (row) => columns.map((c) => CG.el(c.head ? "th" : "td", { class: c.num ? "num" : c.short ? "short" : null, scope: c.head ? "row" : null }, c.cell(row)));
  const head = columns.map((c) => CG.el("th", { scope: "col", class: c.num ? "num" : c.short ? "short" : null }, c.title || CG.word(c.key)));
  const none = CG.el("tr", {}, CG.el("td", { colspan: columns.length }, CG.word("no_rows")));
  return CG.el("div", { class: "scroll", tabindex: 0 }, CG.el("table", {},
    CG.el("thead", {}, CG.el("tr", {}, head)), CG.el("tbody", {}, rows.length ? rows.map((row) => CG.el("tr", {}, cells(row))) : none)));
};

CG.text = (key, options = {}) => ({ key, cell: (row) => CG.el("bdi", {}, row[key] === null || row[key] === undefined ? "" : String(row[key])), ...options });
CG.figure = (key, places = 0, options = {}) => ({ key, num: true, cell: (row) => CG.number(row[key], places), ...options });
CG.evidence = (key) => ({ key, num: true, cell: (row) => (row[key] === null || row[key] === undefined ? "–" : CG.signed(row[key])) });
CG.vocabulary = (key, group, options = {}) => ({ key, cell: (row) => CG.label(group, row[key] || ""), ...options });

CG.block = (key, note, ...content) =>
  CG.el("section", { class: "block" }, CG.el("h3", {}, CG.word(key)), note ? CG.el("p", { class: "note" }, CG.word(note)) : "", ...content);

CG.chip = (tier) => CG.el("span", { class: `tier tier-${tier}` }, CG.word(`tier.${tier}`));

CG.gangHead = (gang) => {
  const { row } = gang;
  const facts = [
    ["accounts", CG.number(row.accounts)], ["dens", CG.number(row.dens)], ["platforms", CG.number(row.platforms)],
    ["decibans", `${CG.signed(row.decibans)} · ${CG.strength(row.decibans)}`], ["stability", CG.number(row.stability, 2)],
    ["expected_false", CG.few(row.expected_false)], ["sales_total", row.sales || "–"],
    ["first_seen", row.first_seen || "–"], ["last_seen", row.last_seen || "–"],
  ];
  return CG.el("div", { class: "gang-head" },
    CG.el("h2", {}, `${CG.word("gang")} ${gang.id} `, CG.chip(row.tier)),
    CG.el("dl", { class: "figures" }, facts.map(([key, value]) => CG.el("div", { class: key === "sales_total" ? "wide" : null }, CG.el("dt", {}, CG.word(key)), CG.el("dd", {}, value)))));
};

// A bar in a cell: the number stays, the length helps the eye.
CG.bar = (value, most) => {
  const meter = CG.svg("svg", { width: 46, height: 8, class: "bar", "aria-hidden": "true" }, CG.svg("rect", { width: most > 0 ? Math.max(0, (46 * value) / most) : 0, height: 8 }));
  return [CG.number(value, 2), " ", meter];
};

CG.headsBlock = (heads) => {
  const most = Math.max(...heads.rows.map((row) => row.score), 0);
  const columns = [
    CG.figure("rank"), CG.text("label", { key: "node", head: true, cell: (row) => CG.el("bdi", {}, row.label) }),
    CG.vocabulary("node_kind", "kinds", { title: CG.word("kind") }),
    { key: "score", num: true, cell: (row) => CG.bar(row.score, most) },
    ...heads.terms.map((term) => ({ key: term, num: true, title: CG.words[term] ? CG.word(term) : term.replaceAll("_", " "), cell: (row) => CG.number(row[term], 2) })),
  ];
  return CG.block("whom_first", "heads_note", CG.table(columns, heads.rows));
};

CG.planBlock = (plan, width) => {
  const columns = [
    CG.figure("step"), CG.vocabulary("action", "actions"), CG.text("label", { key: "target", head: true, cell: (row) => CG.el("bdi", {}, row.label) }),
    CG.vocabulary("target_kind", "kinds", { title: CG.word("kind") }), CG.figure("cost", 1),
    ...["capacity_left", "exposure", "impact", "innocents", "lead_days"].map((key) => ({ key, num: true, cell: (row) => row.told[key] || "–" })),
  ];
  return CG.block("plan", "plan_note", CG.table(columns, plan), plan.length ? CG.capacity(plan, Math.min(width, 640)) : "");
};

CG.lawBlock = (law) => {
  const rows = CG.read("law").map((row, at) => ({ ...row, ...law.rows[at] }));
  const names = ["article", "act", "measure", "band", "figure", "amount", "method", "reached", "margin", "condition", "basis", "sure"];
  const figures = ["figure", "amount", "margin"];
  const short = ["article", "band", "reached", "sure"];
  const columns = names.map((name) => ({ key: `law_${name}`, num: figures.includes(name), short: short.includes(name), cell: (row) => CG.pair(row[`law_${name}`]) }));
  return CG.block("law", "law_note", CG.table(columns, rows),
    CG.el("h4", {}, CG.word("law_missing")), CG.el("ul", {}, law.missing.map((pair) => CG.el("li", {}, CG.pair(pair)))));
};

CG.evidenceBlock = (evidence) => {
  const columns = [
    CG.vocabulary("kind", "kinds", { title: CG.word("clue") }), CG.text("value_a"), CG.text("source_a"), CG.text("value_b"), CG.text("source_b"),
    CG.vocabulary("group", "groups"), CG.evidence("decibans"),
  ];
  const links = evidence.links.map((link) => CG.el("details", { class: "link", open: true },
    CG.el("summary", {}, CG.el("bdi", {}, link.a), " – ", CG.el("bdi", {}, link.b), CG.el("span", { class: "num" }, `${CG.signed(link.decibans)} · ${CG.strength(link.decibans)}`)),
    CG.table(columns, link.rows)));
  const more = evidence.more ? CG.el("p", { class: "note" }, `${CG.number(evidence.more)} ${CG.word("more_links")}`) : "";
  return CG.block("strongest", "strongest_note", ...(links.length ? links : [CG.el("p", {}, CG.word("no_rows"))]), more);
};

CG.saidBlock = (said) => {
  const sections = said[CG.language] || [];
  if (!sections.length) return "";
  const list = (sentences) => CG.el("ul", {}, sentences.map(([text, places]) =>
    CG.el("li", {}, CG.el("bdi", {}, text), places ? CG.el("span", { class: "places" }, ` ${places}`) : "")));
  return CG.block("in_words", "in_words_note", CG.el("div", { class: "said" },
    sections.map(([title, sentences]) => CG.el("section", {}, CG.el("h4", {}, title), list(sentences)))));
};

CG.gangBlocks = (gang, width) => {
  const stage = CG.el("div", { class: "network" });
  const dens = [CG.text("den_id", { head: true, title: CG.word("den") }), CG.figure("accounts"), CG.text("place"), CG.evidence("decibans"), CG.figure("stability", 2), ...(gang.dens.some((row) => "q" in row) ? [CG.figure("q", 3)] : [])];
  const members = [
    CG.text("account_id", { head: true }), CG.text("name"), CG.text("platform", { title: CG.word("platform") }), CG.text("den_id"), CG.vocabulary("role", "roles"),
    { key: "state", cell: (row) => (CG.words[`state.${row.state}`] ? CG.word(`state.${row.state}`) : row.state) },
    { key: "tier", title: CG.word("tier"), cell: (row) => CG.word(`tier.${row.tier}`) }, CG.figure("confidence", 2), CG.figure("chance_false", 3), CG.evidence("decibans"),
  ];
  const back = [CG.text("closed_account"), CG.text("reopened_account"), CG.evidence("decibans"), CG.figure("gap_days"), CG.figure("chance_false", 3)];
  const blocks = [
    CG.gangHead(gang), CG.block("network", "network_note", stage), CG.saidBlock(gang.said), CG.headsBlock(gang.heads), CG.planBlock(gang.plan, width), CG.lawBlock(gang.law),
    CG.block("timeline", "timeline_note", gang.life.rows.length ? CG.timeline(gang.life, width) : CG.el("p", {}, CG.word("no_rows"))),
    CG.block("dens", "", CG.table(dens, gang.dens)),
    CG.block("members", "members_note", CG.table(members, gang.members)), CG.block("reopened", "", CG.table(back, gang.reopened)), CG.evidenceBlock(gang.evidence),
  ];
  return { blocks, stage };
};
