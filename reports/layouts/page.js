"use strict";
(() => {
  const words = JSON.parse(document.getElementById("words").textContent);

  // Charts: the label and value of what is pointed at or focused.
  const tip = document.getElementById("tip");
  const show = (hot, x, y) => {
    const label = document.createElement("b");
    label.textContent = hot.dataset.label;
    tip.replaceChildren(label, document.createTextNode(hot.dataset.value));
    tip.hidden = false;
    const box = tip.getBoundingClientRect();
    tip.style.left = Math.max(4, Math.min(x + 14, innerWidth - box.width - 8)) + "px";
    tip.style.top = (y + 18 + box.height > innerHeight ? y - box.height - 10 : y + 18) + "px";
  };
  const hide = () => { tip.hidden = true; };
  // One stop of the tab key for each chart; arrows go from value to value.
  for (const chart of document.querySelectorAll("svg")) {
    const all = [...chart.querySelectorAll(".hot")];
    chart.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const next = step && all[all.indexOf(document.activeElement) + step];
      if (next) { event.preventDefault(); next.focus(); }
    });
  }
  for (const hot of document.querySelectorAll(".hot")) {
    hot.addEventListener("mousemove", (event) => show(hot, event.clientX, event.clientY));
    hot.addEventListener("mouseleave", hide);
    hot.addEventListener("focus", () => {
      const box = hot.getBoundingClientRect();
      show(hot, box.left + box.width / 2, box.top + box.height / 2);
    });
    hot.addEventListener("blur", hide);
  }

  // Tables: sorted by a click on a heading, filtered by a word. Totals stay where they are.
  const number = (text) => {
    const plain = text.replace(/[,\s%]/g, "").replace(/^[−–]/, "-");
    return /^[-+]?\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
  };
  const compare = (a, b) => {
    const [x, y] = [number(a), number(b)];
    if (x !== null && y !== null) return x - y;
    if ((x === null) !== (y === null)) return x === null ? 1 : -1;
    return a.localeCompare(b, document.documentElement.lang);
  };
  for (const table of document.querySelectorAll("table")) {
    const body = table.tBodies[0];
    if (table.dataset.sortable === "true") {
      [...table.tHead.rows[0].cells].forEach((head, column) => {
        const button = document.createElement("button");
        button.type = "button";
        button.title = words.sort;
        button.append(...head.childNodes);
        head.append(button);
        button.addEventListener("click", () => {
          const down = head.getAttribute("aria-sort") === "ascending";
          for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
          head.setAttribute("aria-sort", down ? "descending" : "ascending");
          const rows = [...body.rows].filter((row) => !row.classList.contains("total"));
          const totals = [...body.rows].filter((row) => row.classList.contains("total"));
          const text = (row) => row.cells[column].textContent.trim();
          rows.sort((a, b) => (down ? -1 : 1) * compare(text(a), text(b)));
          body.append(...rows, ...totals);
        });
      });
    }
    if (table.dataset.long === "true") {
      table.closest("figure").classList.add("tall");
      const tools = document.createElement("div");
      tools.className = "tools";
      const label = document.createElement("label");
      const input = document.createElement("input");
      input.type = "search";
      input.placeholder = words.filter_hint;
      label.append(words.filter + " ", input);
      const count = document.createElement("span");
      count.setAttribute("role", "status");
      tools.append(label, count);
      table.closest(".scroll").before(tools);
      const rows = [...body.rows].filter((row) => !row.classList.contains("total"));
      const all = rows.map((row) => [row, row.textContent.toLowerCase()]);
      const apply = () => {
        const wanted = input.value.trim().toLowerCase();
        let shown = 0;
        for (const [row, text] of all) {
          const keep = text.includes(wanted);
          row.hidden = !keep;
          shown += keep;
        }
        count.textContent = words.shown.replace("{shown}", shown).replace("{all}", all.length);
      };
      input.addEventListener("input", apply);
      apply();
    }
  }

  // Contents: the part that is being read.
  const links = new Map([...document.querySelectorAll("nav a")].map((a) => [a.hash.slice(1), a]));
  if (links.size && "IntersectionObserver" in window) {
    const watcher = new IntersectionObserver((entries) => {
      for (const entry of entries.filter((entry) => entry.isIntersecting)) {
        for (const link of links.values()) link.classList.remove("here");
        links.get(entry.target.id)?.classList.add("here");
      }
    }, { rootMargin: "0px 0px -75% 0px" });
    for (const id of links.keys()) watcher.observe(document.getElementById(id));
  }
})();
