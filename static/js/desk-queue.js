/* Keyboard of the queue: each key leads to a link, a button or a field that is on the page. Nothing is sent by a key alone. */
(() => {
  "use strict";

  const help = document.getElementById("raccourcis");
  const switched = help.querySelector("[data-shortcuts-on]");
  const KEPT = "raccourcis";

  /* One may turn them off: a voice that dictates, or a hand that rests on the keys, presses letters too. */
  switched.checked = localStorage.getItem(KEPT) !== "non";
  switched.addEventListener("change", () => localStorage.setItem(KEPT, switched.checked ? "oui" : "non"));
  document.querySelector("[data-opens=raccourcis]").addEventListener("click", () => help.showModal());

  const isField = (element) => element.closest("input, select, textarea, [contenteditable]") !== null;
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const current = () => document.activeElement.closest?.("[data-row]");

  /* In the list the focus itself moves from link to link: what reads the screen follows. */
  const move = (by) => {
    const all = rows();
    const at = all.indexOf(current());
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
    next?.querySelector("[data-open]").focus();
    next?.scrollIntoView({ block: "nearest" });
  };

  /* To the part of the page that a key names: unfolded, its first field, or its button, has the focus. */
  const lead = (part) => {
    if (!part) return false;
    if (part.matches("details")) part.open = true;
    const first = part.matches("details, [data-answers]") ? part.querySelector("form :is(input:not([type=hidden]), textarea)") : null;
    (first ?? part.querySelector("form > button, button")).focus();
    part.scrollIntoView({ block: "nearest" });
    return true;
  };
  const named = (key) => document.querySelector(`[data-key="${key}"]`);

  /* From the list, the demande opens on the form that the key names. */
  const PARTS = { a: "accepter", r: "refuser", c: "completer" };
  const open = (part) => {
    const link = current()?.querySelector("[data-open]");
    if (link) location.assign(`${link.href}#${part}`);
  };

  const follow = (selector) => document.querySelector(selector)?.click();
  const inList = () => rows().length > 0;
  const KEYS = {
    j: () => (inList() ? move(1) : follow("[rel=next]")),
    k: () => (inList() ? move(-1) : follow("[rel=prev]")),
    x: () => current()?.querySelector("input[type=checkbox]")?.click(),
    a: () => lead(named("a")) || open(PARTS.a),
    r: () => lead(named("r")) || open(PARTS.r),
    c: () => lead(named("c")) || open(PARTS.c),
    p: () => lead(named("p")),
    f: () => follow("a.back"),
    "?": () => help.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented || help.open) return;
    if (event.key === "Escape" && isField(event.target)) {
      const folded = event.target.closest("details.decision");
      (folded?.querySelector("summary") ?? document.getElementById("contenu")).focus();
      return;
    }
    if (!switched.checked || isField(event.target) || !Object.hasOwn(KEYS, event.key)) return;
    event.preventDefault();
    KEYS[event.key]();
  });

  /* Once the browser itself has gone to the part that the address names, which takes the focus away. */
  const arrive = () => setTimeout(() => lead(document.getElementById(location.hash.slice(1))?.closest("[data-key]")));
  if (location.hash.length > 1) addEventListener("load", arrive);
})();
