"use strict";
// What every page shares: elements made without markup, words in two languages, numbers.
const CG = { language: "en", words: {}, labels: {} };

// All text goes through textContent; no markup is ever parsed from data.
CG.el = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  CG.set(node, attributes);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
};

CG.svg = (tag, attributes = {}, ...children) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  CG.set(node, attributes);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
};

CG.set = (node, attributes) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
};

CG.word = (key) => {
  const pair = CG.words[key];
  return pair ? pair[CG.language === "zh" ? 1 : 0] : key;
};

// A text that comes in both languages.
CG.pair = (pair) => pair[CG.language === "zh" ? 1 : 0];

// A word of the case's vocabulary (a kind, a role, an action ...): [group][name] -> [English, Chinese].
CG.label = (group, name) => {
  const pair = (CG.labels[group] || {})[name];
  return pair ? pair[CG.language === "zh" ? 1 : 0] : name;
};

// Rounded as the tables of the page are, which Python writes: by the exact number, not by how it prints; no zero below zero.
CG.number = (value, places = 0) =>
  value === null || value === undefined || value === ""
    ? "–"
    : (Number(Number(value).toFixed(places)) + 0).toLocaleString("en-US", { minimumFractionDigits: places, maximumFractionDigits: places });

// What rounds to nothing is not nothing.
CG.few = (value) => (value <= 0 ? "0" : value < 0.05 ? "< 0.1" : CG.number(value, 1));

CG.signed = (value) => (value >= 0 ? "+" : "−") + CG.number(Math.abs(value), 1);

// The verbal scale, largest bound first: [[60, "extremely strong", "..."], ...].
// No word is stronger than what data can support.
CG.strength = (decibans) => {
  const size = Math.min(Math.abs(decibans), CG.labels.supported);
  const row = CG.labels.scale.find(([bound]) => size >= bound) || CG.labels.scale.at(-1);
  const least = Math.abs(decibans) > CG.labels.supported ? CG.word("at_least") : "";
  return least + row[CG.language === "zh" ? 2 : 1];
};

CG.read = (id) => JSON.parse(document.getElementById(id).textContent);
