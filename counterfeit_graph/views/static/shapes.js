"use strict";
// The marks of the network: one shape a kind, drawn as a path round (x, y) that reaches r outwards.
CG.corners = (count, turn) =>
  Array.from({ length: count }, (_, i) => {
    const angle = turn + (2 * Math.PI * i) / count;
    return [Math.cos(angle), Math.sin(angle)];
  });

CG.outlines = {
  square: CG.corners(4, Math.PI / 4).map(([x, y]) => [x * 1.2, y * 1.2]),
  diamond: CG.corners(4, 0).map(([x, y]) => [x * 1.15, y * 1.15]),
  triangle: CG.corners(3, -Math.PI / 2).map(([x, y]) => [x * 1.25, y * 1.25]),
  hexagon: CG.corners(6, 0),
  pentagon: CG.corners(5, -Math.PI / 2).map(([x, y]) => [x * 1.1, y * 1.1]),
};

CG.tracePath = (context, shape, x, y, r) => {
  const outline = CG.outlines[shape];
  context.beginPath();
  if (outline) {
    outline.forEach(([dx, dy], i) => context[i ? "lineTo" : "moveTo"](x + dx * r, y + dy * r));
    context.closePath();
  } else {
    context.arc(x, y, shape === "small" ? r * 0.8 : r, 0, 2 * Math.PI);
  }
};

// The same mark as a small SVG for legends and tables.
CG.mark = (shape, colour) => {
  const outline = CG.outlines[shape];
  const inside = outline
    ? CG.svg("polygon", { points: outline.map(([x, y]) => `${8 + x * 5.5},${8 + y * 5.5}`).join(" ") })
    : CG.svg("circle", { cx: 8, cy: 8, r: shape === "small" ? 4 : 5.5 });
  CG.set(inside, { fill: colour, stroke: "#1C2733", "stroke-width": 1 });
  return CG.svg("svg", { width: 16, height: 16, viewBox: "0 0 16 16", "aria-hidden": "true", class: "cg-mark" }, inside);
};

// Andrew's monotone chain (1979): the convex hull of points, anticlockwise.
CG.hull = (points) => {
  const sorted = [...points].sort((p, q) => p[0] - q[0] || p[1] - q[1]);
  if (sorted.length < 3) return sorted;
  const turn = (o, p, q) => (p[0] - o[0]) * (q[1] - o[1]) - (p[1] - o[1]) * (q[0] - o[0]);
  const chain = (list) => {
    const kept = [];
    for (const point of list) {
      while (kept.length > 1 && turn(kept.at(-2), kept.at(-1), point) <= 0) kept.pop();
      kept.push(point);
    }
    return kept.slice(0, -1);
  };
  return [...chain(sorted), ...chain(sorted.reverse())];
};
