"use strict";
// A page that is one network.
CG.words = CG.read("words");
CG.labels = CG.read("labels");
CG.language = (navigator.language || "en").startsWith("zh") ? "zh" : "en";
document.documentElement.lang = CG.language;
CG.graph(document.getElementById("network"), CG.read("picture"));
