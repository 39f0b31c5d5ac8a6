// Where a value is being looked at, its words are shown in the document. All of it works without this, by links.
"use strict";

const paper = document.querySelector(".paper");
let lit = [];

function show(event) {
  const field = event.target.closest(".field, .part");
  const marks = [...(field ? field.querySelectorAll(":scope > .rests [data-mark]") : [])];
  for (const mark of lit) mark.classList.remove("lit");
  lit = marks.map((each) => document.getElementById(each.dataset.mark)).filter(Boolean);
  for (const mark of lit) mark.classList.add("lit");
  if (!lit.length || !paper || getComputedStyle(paper).position !== "sticky") return;
  const place = lit[0].getBoundingClientRect().top - paper.getBoundingClientRect().top;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  paper.scrollBy({ top: place - paper.clientHeight / 3, behavior: calm ? "auto" : "smooth" });
}

document.getElementById("review")?.addEventListener("focusin", show);
