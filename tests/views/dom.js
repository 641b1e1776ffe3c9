"use strict";
// As much of a browser as the pages use: elements that keep what is done to them, and a canvas that draws nowhere.
class Element {
  constructor(tag) {
    Object.assign(this, { tag, attributes: {}, children: [], parentNode: null, heard: {}, style: {}, dataset: {}, value: "", checked: false, hidden: false, width: 300, height: 150 });
    const names = new Set();
    this.classList = { add: (n) => names.add(n), toggle: (n, on) => (on ? names.add(n) : names.delete(n)), contains: (n) => names.has(n) };
  }
  setAttribute(name, value) { this.attributes[name] = String(value); if (name === "value") this.value = String(value); if (name.startsWith("data-")) this.dataset[name.slice(5)] = String(value); }
  getAttribute(name) { return name in this.attributes ? this.attributes[name] : null; }
  removeAttribute(name) { delete this.attributes[name]; }
  append(...parts) { for (const part of parts) { const child = part instanceof Element ? part : Object.assign(new Element("#text"), { text: String(part) }); if (child.parentNode) child.parentNode.children.splice(child.parentNode.children.indexOf(child), 1); child.parentNode = this; this.children.push(child); } }
  replaceChildren(...parts) { for (const child of this.children) child.parentNode = null; this.children = []; this.append(...parts); }
  get firstChild() { return this.children[0] || null; }
  get textContent() { return this.tag === "#text" ? this.text : this.children.map((child) => child.textContent).join(""); }
  set textContent(text) { this.replaceChildren(text); }
  addEventListener(name, action) { (this.heard[name] = this.heard[name] || []).push(action); }
  fire(name, event = {}) { for (const action of this.heard[name] || []) action({ target: this, preventDefault() {}, ...event }); }
  click() { this.fire("click"); }
  focus() { document.activeElement = this; }
  scrollIntoView() {}
  setPointerCapture() {}
  toDataURL() { return "data:image/png;base64,"; }
  getBoundingClientRect() { return { left: 0, top: 0, width: 900, height: 600 }; }
  get clientWidth() { return 900; }
  get clientHeight() { return 600; }
  get offsetWidth() { return 200; }
  get offsetHeight() { return 80; }
  getContext() { return pen; }
  all(match, found = []) { for (const child of this.children) { if (match(child)) found.push(child); child.all(match, found); } return found; }
  get tHead() { return this.children.find((child) => child.tag === "thead"); }
  get tBodies() { return this.children.filter((child) => child.tag === "tbody"); }
  get rows() { return this.children; }
  get cells() { return this.children; }
  querySelector(selector) { return this.all((child) => (child.attributes.class || "").split(" ").includes(selector.slice(1)))[0] || null; }
}
let drawn = [];
const pen = new Proxy({}, {
  get: (_, name) => (name === "measureText" ? (text) => ({ width: 6 * text.length }) : (...rest) => { drawn.push([name, ...rest]); }),
  set: () => true,
});
const named = {};
const document = {
  documentElement: { lang: "en" }, title: "", activeElement: null,
  createElement: (tag) => new Element(tag), createElementNS: (_, tag) => new Element(tag),
  getElementById: (id) => named[id] || (named[id] = new Element("div")),
};
const navigator = { language: "en" };
const location = { hash: "" };
const heard = {};
let printed = 0;
const window = { innerWidth: 1440, devicePixelRatio: 1, print: () => { printed += 1; }, addEventListener: (name, action) => { heard[name] = action; } };
const requestAnimationFrame = (action) => action();
class ResizeObserver { observe() {} }
const put = (id, text) => { named[id] = new Element("script"); named[id].append(text); };
// Markup of the page's one static table, as rows of [tag, class, text].
const lay = (id, head, rows) => {
  const table = (named[id] = new Element("table"));
  const line = (cells, tag) => { const row = new Element("tr"); row.append(...cells.map(([text, kind, column]) => { const cell = new Element(tag); cell.setAttribute("class", kind); cell.setAttribute("data-column", column); if (kind === "num") cell.classList.add("num"); cell.append(text); return cell; })); return row; };
  const [top, body] = [new Element("thead"), new Element("tbody")];
  top.append(line(head, "th"));
  body.append(...rows.map((row) => line(row, "td")));
  table.append(top, body);
};
