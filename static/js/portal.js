/* What the portal adds to pages that work without it. */
(() => {
  "use strict";

  document.documentElement.classList.add("js");

  /* Writes in a line that screen readers watch: "etat" (done) or "alerte" (failed). Emptied first, so that the same words are read twice. */
  const telling = {};
  const say = (line, sentence) => {
    const region = document.getElementById(line);
    clearTimeout(telling[line]);
    region.replaceChildren();
    if (!sentence) return;
    telling[line] = setTimeout(() => {
      const words = document.createElement("p");
      words.textContent = sentence;
      region.replaceChildren(words);
    }, 50);
  };

  /* The news of a page that has just opened: a screen reader hears only what changes. */
  const news = document.getElementById("etat");
  if (news?.children.length) setTimeout(() => news.replaceChildren(...news.children), 300);

  /* ---- Focus: an error summary, or the title of a step that a swap has replaced. */

  const focusIn = (part) => part.querySelector("[data-focus]")?.focus();
  focusIn(document);
  document.addEventListener("htmx:load", (event) => {
    const part = event.detail.elt;
    if (part === document.body) return;
    if (part.matches("[data-focus]")) part.focus();
    else focusIn(part);
  });

  /* ---- Forms: without network, nothing leaves the page and nothing is lost; a second press of a button within a second is the same press; a password is hidden again before it leaves. */

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
    say("alerte", navigator.onLine ? "" : "Pas de réseau : rien n’est parti, et ce que vous avez écrit est toujours là. Réessayez dès qu’il revient.");
    if (!navigator.onLine) event.preventDefault();
    else if (Date.now() - Number(form.dataset.sentAt || 0) < 1000 && form.sentBy === event.submitter) event.preventDefault();
    else [form.dataset.sentAt, form.sentBy] = [Date.now(), event.submitter];
    form.querySelectorAll("[data-reveals]").forEach((button) => unveil(button, false));
  });

  /* ---- A list that is narrowed: its address says only what was chosen, its count is heard, and what fails is told. */

  document.addEventListener("formdata", ({ target, formData }) => {
    if (target.method !== "get") return;
    for (const [name, value] of [...formData]) if (!value) formData.delete(name);
  });
  document.addEventListener("htmx:load", ({ detail }) => detail.elt.dataset?.heard && say("trouve", detail.elt.dataset.heard));
  document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
    if (!target.closest?.(".filters")) return;
    sessionStorage.removeItem("htmx-current-path-for-history");
    say("alerte", detail.successful || detail.xhr.status === 401 ? "" : "La liste n’a pas pu être mise à jour, réessayez dans un instant.");
  });

  /* ---- A question that decides of others, asked without network: going on will send the answer. */

  document.addEventListener("htmx:beforeRequest", ({ target }) => target.matches?.("[data-decides]") && say("alerte", ""));
  for (const failed of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(failed, ({ target, detail }) => {
      if (target.matches?.("[data-decides]") && detail.xhr.status !== 401) say("alerte", "Pas de réseau : la suite de cette page n’a pas pu être mise à jour.");
    });
  }

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
  for (const session of document.querySelectorAll("[data-session-ends]")) {
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

  /* ---- Reservation grid: each tap is sent alone, in the order of the taps, with the state it asked for.
     The queue is ours because htmx's (hx-sync) forgets the taps made on a row that an answer has replaced meanwhile. */

  const grid = document.getElementById("cases");
  if (!window.htmx) document.querySelectorAll("form .no-js-only").forEach((part) => part.classList.remove("no-js-only"));
  if (grid && window.htmx) {
    const source = grid.parentElement; // outside the form: htmx would send all the boxes of a form with each tap
    const kept = `taps:${grid.getAttribute("action")}`;
    const queue = [];
    let answer = null;
    let leaveBy = null;
    let away = false;

    /* The box of a tap, and with a "journée", whose key is the day alone, those of its units. */
    const wholeDay = (grid.dataset.wholeDay || "").split(" ");
    const boxesOf = (key) =>
      [key, ...(key.includes(".") ? [] : wholeDay.map((unit) => `${key}.${unit}`))].map((id) => document.getElementById(id)).filter(Boolean);

    /* An answer draws its row as the server knows it: taps that still wait are shown on it again. */
    const show = () => {
      grid.querySelectorAll(".partial input:not([data-pending])").forEach((box) => (box.indeterminate = true));
      for (const { key, wanted } of queue)
        for (const box of boxesOf(key)) {
          box.checked = wanted;
          box.indeterminate = false;
          box.dataset.pending = "";
        }
    };

    /* Which way the page shows its days, for the answer to be drawn the same way. */
    const view = grid.elements.vue?.value;
    const post = ({ key, wanted }) => {
      const row = document.getElementById(`jour-${key.slice(0, 10)}`) || document.getElementById(key)?.closest("tr");
      const values = { _csrf: grid.elements._csrf.value, tap: 1, vu: `${key}:${wanted ? 0 : 1}` };
      if (wanted) values.case = key;
      if (view) values.vue = view;
      const how = row ? { target: row, swap: "outerHTML" } : { target: source, swap: "none" };
      return htmx.ajax("POST", grid.getAttribute("action"), { source, values, ...how });
    };

    /* What the server said last is in the `checked` attribute of each box. */
    const giveUp = () => {
      for (const { key } of queue.splice(0))
        for (const box of boxesOf(key)) {
          box.checked = box.defaultChecked;
          delete box.dataset.pending;
        }
      show();
      wait(null);
      say("etat", "");
      say("alerte", "Non enregistré, réessayez.");
    };

    const run = async () => {
      say("alerte", "");
      while (queue.length) {
        answer = null;
        await post(queue[0]).catch(() => {}); // told by `answer`
        if (answer?.xhr.status === 401) return void (away = true); // htmx is leaving for the sign-in page: `pagehide` keeps the taps
        if (!answer?.successful) return giveUp();
        queue.shift();
        show();
      }
      const control = leaveBy && (document.getElementById(leaveBy.id) || leaveBy); // the bar may have been replaced since
      wait(null);
      control?.click();
    };
    source.addEventListener("htmx:afterRequest", (event) => {
      if (event.target === source) answer = event.detail;
    });

    grid.addEventListener("change", ({ target }) => {
      if (target.name !== "case") return;
      queue.push({ key: target.value, wanted: target.checked });
      show();
      if (queue.length === 1) run();
    });

    /* Leaving while taps are under way: a link or a button waits for them; closing the tab asks; what is left is sent on return. */
    const wait = (control) => {
      leaveBy = control;
      document.documentElement.toggleAttribute("data-leaving", Boolean(control));
    };
    document.addEventListener(
      "click",
      (event) => {
        const control = event.target.closest("a[href]:not([href^='#']), form:not(#cases) button, button[form]");
        if (!control || !queue.length || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        event.stopPropagation();
        wait(control);
        say("etat", "Un instant, vos derniers changements s’enregistrent.");
      },
      true,
    );
    addEventListener("beforeunload", (event) => {
      if (!queue.length || away) return;
      event.preventDefault();
      event.returnValue = ""; // browsers before 2023 look at this alone
    });
    addEventListener("pagehide", () => {
      away = true;
      if (queue.length) sessionStorage.setItem(kept, JSON.stringify(queue));
    });
    addEventListener("pageshow", (event) => {
      if (event.persisted) location.reload(); // a page kept in memory shows an old draft
    });

    queue.push(...JSON.parse(sessionStorage.getItem(kept) || "[]"));
    sessionStorage.removeItem(kept);
    show();
    if (queue.length) run();

    /* The sentence that says why a tile is locked lies over the rows below: it folds when one goes elsewhere. */
    const fold = (target) =>
      grid.querySelectorAll("details[open]").forEach((why) => {
        if (!why.contains(target)) why.open = false;
      });
    document.addEventListener("click", (event) => fold(event.target));
    grid.addEventListener("focusin", (event) => fold(event.target));
    grid.addEventListener("keydown", (event) => event.key === "Escape" && fold(null));
    grid.addEventListener("toggle", ({ target }) => target.open && target.lastElementChild.scrollIntoView({ block: "nearest" }), true);
  }

  /* ---- A pièce that is sent: a photo that is too heavy is told before it leaves, then how much of it has left. */

  const sending = (form, part) => {
    const bar = form.querySelector("progress");
    const words = form.querySelector("[data-sending]");
    form.querySelector(".sending").hidden = part === null;
    if (part === null) return;
    bar.value = part * 100;
    const told = part < 1 ? words.dataset.sending : words.dataset.checking;
    if (words.textContent !== told) words.textContent = told;
  };
  const uploading = (event) => event.target.closest?.("form[data-upload]");

  document.addEventListener("change", ({ target }) => {
    if (!target.dataset.largest) return;
    const heavy = [...target.files].find((file) => file.size > Number(target.dataset.largest));
    say("alerte", heavy ? `« ${heavy.name} » dépasse 8 Mo. Prenez la photo en qualité normale, ou choisissez un autre fichier.` : "");
    if (heavy) target.value = "";
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = uploading(event);
    if (!form) return;
    say("etat", "");
    say("alerte", "");
    if (form.dataset.under) event.preventDefault();
    form.dataset.under = "1";
    sending(form, 0);
  });
  document.addEventListener("htmx:xhr:progress", (event) => {
    const form = uploading(event);
    if (form && form.dataset.under && event.detail.total) sending(form, event.detail.loaded / event.detail.total);
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target } = event.detail;
    if (xhr.status === 413 && xhr.responseText.includes(`id="${target.id}"`)) [event.detail.shouldSwap, event.detail.isError] = [true, false];
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = uploading(event);
    if (!form) return;
    delete form.dataset.under;
    sending(form, null);
    const answered = event.detail.xhr?.status;
    if (!event.detail.successful && ![401, 403, 413, 422].includes(answered)) say("alerte", "L’envoi n’est pas passé. Vérifiez le réseau, puis recommencez.");
    else if (answered === 413 && form.isConnected) say("alerte", "Cet envoi est trop lourd : 20 Mo au plus en une fois.");
  });

  /* htmx notes in this store the address of each page, though it keeps no history here: the link of a mail would outlive its page. */
  sessionStorage.removeItem("htmx-current-path-for-history");
})();
