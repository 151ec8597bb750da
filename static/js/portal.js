/* What the portal adds to pages that work without it. */
(() => {
  "use strict";

  document.documentElement.classList.add("js");

  /* Writes in a line that screen readers watch: "etat" (done) or "alerte" (failed). Emptied first, so that the same words are read twice. */
  const say = (line, sentence) => {
    const region = document.getElementById(line);
    region.replaceChildren();
    if (!sentence) return;
    setTimeout(() => {
      const words = document.createElement("p");
      words.textContent = sentence;
      region.replaceChildren(words);
    }, 50);
  };

  /* ---- Focus: an error summary, or the title of a step that a swap has replaced. */

  const focusIn = (part) => part.querySelector("[data-focus]")?.focus();
  focusIn(document);
  document.addEventListener("htmx:load", (event) => {
    const part = event.detail.elt;
    if (part === document.body) return;
    if (part.matches("[data-focus]")) part.focus();
    else focusIn(part);
  });

  /* ---- Forms: a second press within a second is the same press; a password is hidden again before it leaves. */

  const unveil = (button, shown) => {
    const words = button.querySelector("[data-shown]");
    const input = document.getElementById(button.dataset.reveals);
    if ((input.type === "text") === shown) return;
    input.type = shown ? "text" : "password";
    [words.textContent, words.dataset.shown] = [words.dataset.shown, words.textContent];
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-reveals]");
    if (button) unveil(button, document.getElementById(button.dataset.reveals).type === "password");
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (Date.now() - Number(form.dataset.sentAt || 0) < 1000) event.preventDefault();
    else form.dataset.sentAt = Date.now();
    form.querySelectorAll("[data-reveals]").forEach((button) => unveil(button, false));
  });

  /* ---- Menu: closes on Escape and when one leaves it. */

  const menu = document.querySelector("details.menu");
  if (menu) {
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    document.addEventListener("click", (event) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
  }

  /* ---- Session: a warning two minutes before its end. Time left comes from the server, so a phone whose clock is wrong counts right. */

  const WARN_BEFORE = 120000;
  const session = document.querySelector("[data-session-ends]");
  if (session) {
    const span = (element) => Date.parse(element.dataset.sessionEnds) - Date.parse(element.dataset.now);
    let ends = Date.now() + span(session);
    let shown = "";
    let timer = 0;
    const watch = () => {
      const left = ends - Date.now();
      const wanted = left <= 0 ? "over" : left <= WARN_BEFORE ? "near" : "";
      if (wanted !== shown) {
        shown = wanted;
        session.querySelectorAll(":scope > :not(template)").forEach((part) => part.remove());
        if (wanted) session.append(session.querySelector(`[data-session=${wanted}]`).content.cloneNode(true));
      }
      clearTimeout(timer);
      if (left > 0) timer = setTimeout(watch, Math.min(left > WARN_BEFORE ? left - WARN_BEFORE : left, 2 ** 31 - 1));
    };
    const prolong = (length) => {
      ends = Date.now() + length;
      watch();
    };
    session.addEventListener("submit", async (event) => {
      event.preventDefault();
      const form = event.target;
      try {
        const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
        const renewed = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-session-ends]");
        prolong(renewed ? span(renewed) : 0);
        if (renewed) say("etat", "Votre session est prolongée.");
      } catch {
        say("alerte", "Pas de réseau : réessayez dans un instant.");
      }
    });
    document.addEventListener("htmx:afterRequest", (event) => {
      if (event.detail.successful) prolong(span(session));
    });
    document.addEventListener("visibilitychange", watch);
    watch();
  }
})();
