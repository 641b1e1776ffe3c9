"use strict";
// What the network says about a node or an edge: the hover card, and the card that a click keeps at the side.
CG.graphCards = (api) => {
  const { nodes, edges, links } = api.picture;

  const fact = (name, value) => (value === "" || value === null || value === undefined ? [] : [CG.el("dt", {}, name), CG.el("dd", {}, value)]);

  const nodeFacts = (i) =>
    CG.el("dl", {},
      fact(CG.word("kind"), CG.label("kinds", nodes.kind[i])),
      fact(CG.word("id"), nodes.id[i] === nodes.label[i] ? "" : nodes.id[i]),
      fact(CG.word("role"), nodes.role[i] ? CG.label("roles", nodes.role[i]) : ""),
      fact(CG.word("reason"), nodes.reason[i]),
      fact(CG.word("den"), nodes.den[i] || ""),
      nodes.facts[i].flatMap(([name, value]) => fact(CG.word(name), value)));

  const proofRows = (i, most) =>
    [...api.proof[i]].sort((p, q) => links.decibans[q] - links.decibans[p]).slice(0, most).map((l) =>
      CG.el("li", {},
        CG.el("b", {}, nodes.label[api.otherEnd(l, i)]), " ",
        CG.el("span", { class: "cg-num" }, CG.signed(links.decibans[l])), " ",
        CG.el("span", { class: "cg-soft" }, `${CG.strength(links.decibans[l])} · ${CG.kinds(links.kinds[l])}`)));

  const nodeCard = (i, most) => {
    const rows = proofRows(i, most);
    return [
      CG.el("h4", {}, CG.mark(nodes.shape[i], nodes.colour[i]), CG.el("bdi", {}, nodes.label[i])),
      nodeFacts(i),
      rows.length ? CG.el("h4", { class: "cg-head" }, CG.word("evidence_with")) : "",
      rows.length ? CG.el("ul", {}, rows) : "",
    ];
  };

  const edgeCard = (e) => [
    CG.el("h4", {}, CG.el("bdi", {}, nodes.label[edges.a[e]]), " → ", CG.el("bdi", {}, nodes.label[edges.b[e]])),
    CG.el("dl", {}, fact(CG.word("kind"), CG.relation(edges.relation[e])),
      edges.facts[e].flatMap(([name, value]) => fact(CG.word(name), value))),
  ];

  api.showCard = (x, y) => {
    const { hover, edge } = api.state;
    const parts = hover >= 0 ? nodeCard(hover, 3) : edge >= 0 ? edgeCard(edge) : null;
    api.card.hidden = !parts;
    if (!parts) return;
    api.card.replaceChildren(...parts.filter((part) => part !== ""));
    const box = api.stage.getBoundingClientRect();
    const [w, h] = [api.card.offsetWidth, api.card.offsetHeight];
    api.card.style.left = `${Math.max(4, x + 16 + w > box.width ? x - w - 16 : x + 16)}px`;
    api.card.style.top = `${Math.max(4, Math.min(y + 12, box.height - h - 4))}px`;
  };

  // The neighbours of the kept node, as buttons, so that the network can be walked from the keyboard.
  const neighbours = (i) => {
    const rows = [...api.near[i]].slice(0, 40).map((e) => {
      const j = api.other(e, i);
      return CG.el("li", {},
        CG.el("button", { type: "button", class: "cg-link", onclick: () => api.pick(j) }, nodes.label[j]), " ",
        CG.el("span", { class: "cg-soft" }, CG.relation(edges.relation[e])));
    });
    return rows.length ? [CG.el("h4", { class: "cg-head" }, `${CG.word("neighbours")} (${api.near[i].length})`), CG.el("ul", {}, rows)] : [];
  };

  api.keptCard = () => {
    const i = api.state.picked;
    return i < 0 ? [] : [CG.el("section", { class: "cg-kept", "aria-live": "polite" }, ...nodeCard(i, 8).filter((p) => p !== ""), ...neighbours(i))];
  };
};

CG.relation = (name) => (name.startsWith("tie:") ? `${CG.word("relation.tie")}: ${name.slice(4)}` : CG.words[`relation.${name}`] ? CG.word(`relation.${name}`) : CG.label("relations", name));
// Links name the groups that speak, a hand-made graph may name kinds.
CG.kinds = (joined) => joined.split("+").map((name) => CG.label(name in CG.labels.groups ? "groups" : "kinds", name)).join(" + ");
