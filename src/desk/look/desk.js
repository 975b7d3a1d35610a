"use strict";
(() => {
  const word = document.querySelector("meta[name=desk]").content;
  const all = (what, within = document) => [...within.querySelectorAll(what)];
  const one = (what, within = document) => within.querySelector(what);
  const make = (name, text, kind) => {
    const node = document.createElement(name);
    if (text !== undefined) node.textContent = text;
    if (kind) node.className = kind;
    return node;
  };

  // Where the language button leads back to.
  for (const here of all("[data-here]")) here.value = location.pathname.split("/").pop() + location.search;
  for (const choice of all("[data-submit]")) choice.addEventListener("change", () => choice.form.submit());
  for (const back of all("[data-back]")) back.addEventListener("click", (event) => {
    if (history.length > 1) { event.preventDefault(); history.back(); }
  });
  for (const button of all("[data-copy]")) button.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(button.dataset.copy); } catch {
      // Without leave to write there, the text is marked so that it can be copied by hand.
      getSelection().selectAllChildren(button.previousElementSibling);
      return;
    }
    const before = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = before; }, 1500);
  });

  // Answers that fill in what stands below them.
  for (const button of all("[data-fill]")) button.addEventListener("click", () => {
    for (const name of ["same", "possible"]) {
      const words = button.dataset[name].split("、").filter(Boolean);
      for (const input of all(`input[name=${name}_measures]`, button.form)) {
        if (input.type === "hidden") input.value = words.filter((word) => !all("input[type=checkbox]", button.form).some((box) => box.value === word)).join("、");
        else input.checked = words.includes(input.value);
      }
    }
    button.form.requestSubmit();
  });
  // Buttons that show a key answer to it, once a page, and not while somebody writes.
  let leaving = false;
  addEventListener("submit", () => { leaving = true; });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("keydown", (event) => {
    const written = event.target instanceof Element && event.target.closest("input:not([type=checkbox]), select, textarea");
    if (leaving || written || event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const wanted = all("[data-key]").find((one) => one.dataset.key === event.key && !one.disabled);
    if (!wanted) return;
    event.preventDefault();
    wanted.click();
  });

  // A button that shows the page anew.
  const again = (words) => {
    const button = make("button", words);
    button.type = "button";
    button.addEventListener("click", () => location.reload());
    return button;
  };

  // Files that are chosen or dropped, one after the other.
  for (const drop of all("[data-drop]")) {
    const log = one(".log", drop), files = one("input[type=file]", drop);
    const bring = async (list) => {
      let put = 0, told = false;
      for (const file of list) {
        const row = log.appendChild(make("li", file.name + " …"));
        const query = new URLSearchParams(drop.dataset.to), sort = one("select", drop);
        if (sort) query.set("sort", sort.value);
        query.set("name", file.name);
        try {
          const answer = await fetch("upload?" + query, { method: "POST", headers: { "X-Desk": word }, body: file });
          const said = answer.headers.get("content-type").includes("json") ? await answer.json() : {};
          row.textContent = said.said || `${file.name}: ${said.error || `${drop.dataset.failed} (${answer.status})`}`;
          if (answer.ok) put += 1; else row.className = "bad";
          told ||= Boolean(said.told);
        } catch {
          row.textContent = `${file.name}: ${drop.dataset.failed}`;
          row.className = "bad";
        }
      }
      files.value = "";
      // The list of files is shown anew where all of them went in; what was said of one is read first.
      if (put && put === list.length && !told) setTimeout(() => location.reload(), 900);
      else if (put) log.appendChild(make("li", "")).append(again(drop.dataset.again));
    };
    files.addEventListener("change", () => bring([...files.files]));
    drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
    drop.addEventListener("dragleave", () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      bring([...event.dataTransfer.files]);
    });
  }

  // Work under way.
  for (const box of all("[data-work]")) {
    const look = async () => {
      try {
        const now = await (await fetch("work.json")).json();
        if (now.ended) { location.reload(); return; }
        one("progress", box).value = now.percent;
        one("[role=status]", box).textContent = now.said;
      } catch { /* asked again below */ }
      setTimeout(look, 400);
    };
    setTimeout(look, 250);
  }

  for (const box of all("[data-whatif]")) whatif(box);

  function whatif(box) {
    const knobs = all(".knob", box), options = all(".option", box);
    const undo = one("[data-undo]", box), reset = one("[data-reset]", box);
    const past = [];

    // Values are texts as rule files have them; whole units of a slider become such a text.
    const textOf = (slider, units) => {
      const { kind, unit } = slider.dataset;
      if (kind === "count") return String(units);
      if (kind === "amount") return units && units % 10000 === 0 ? `${units / 10000}万${unit}` : `${units}${unit}`;
      const [over, digits] = kind === "percent" ? [100, 2] : [10000, 4];
      const rest = String(units % over).padStart(digits, "0").replace(/0+$/, "");
      return Math.floor(units / over) + (rest ? "." + rest : "") + unit;
    };
    const unitsOf = (slider, text) => {
      const { kind, unit } = slider.dataset;
      let number = text.replace(/[,，\s]/g, "");
      if (unit && number.endsWith(unit)) number = number.slice(0, -unit.length);
      else if (kind === "amount") return null;
      let shift = { count: 0, amount: 0, percent: 2, decimal: 4 }[kind];
      if (kind === "percent" && !text.includes("%")) shift = 4;
      if (number.endsWith("万")) { number = number.slice(0, -1); shift += 4; }
      if (number.endsWith("亿")) { number = number.slice(0, -1); shift += 8; }
      return /^\d+(\.\d+)?$/.test(number) ? Math.round(Number(number) * 10 ** shift) : null;
    };

    const state = () => {
      const values = {}, chosen = {};
      for (const knob of knobs) {
        const text = one("input[type=text]", knob).value.trim();
        const moved = text !== knob.dataset.now;
        knob.classList.toggle("moved", moved);
        knob.classList.remove("bad");
        if (moved) values[knob.dataset.knob] = text;
      }
      for (const option of options) {
        const now = one("[data-now]", option), at = one("input:checked", option);
        const moved = Boolean(at && at !== now);
        option.classList.toggle("moved", moved);
        if (moved) chosen[option.dataset.option] = at.value;
      }
      return { pipeline: box.dataset.pipeline, values, options: chosen };
    };
    const show = (wanted) => {
      for (const knob of knobs) {
        const text = wanted.values[knob.dataset.knob] ?? knob.dataset.now;
        one("input[type=text]", knob).value = text;
        follow(knob, text);
      }
      for (const option of options) {
        const value = wanted.options[option.dataset.option];
        const at = value === undefined ? one("[data-now]", option) : all("input", option).find((input) => input.value === value);
        if (at) at.checked = true;
      }
    };
    const follow = (knob, text) => {
      const slider = one("input[type=range]", knob);
      const units = slider && unitsOf(slider, text);
      if (units !== null && units !== undefined) slider.value = units;
    };

    let last = JSON.stringify(state()), shown = null, busy = false, again = false;
    // One question at a time: what moves meanwhile is asked when the answer is there.
    const ask = async () => {
      if (busy) { again = true; return; }
      busy = true;
      do {
        again = false;
        const started = performance.now();
        try {
          const answer = await fetch("try", { method: "POST", headers: { "X-Desk": word, "Content-Type": "application/json" }, body: JSON.stringify(state()) });
          if (answer.ok) tell(await answer.json(), started);
          else if (answer.status === 409) location.reload();
        } catch { /* the next move asks again */ }
      } while (again);
      busy = false;
    };
    const tell = (answer, started) => {
      const list = one("[data-faults]", box);
      list.replaceChildren();
      for (const fault of answer.faults || answer.said) {
        const row = list.appendChild(make("li", undefined, fault.severity));
        row.append(make("p", `${fault.code} ${fault.message}`));
        if (fault.help) row.append(make("p", fault.help, "help"));
      }
      const took = one("[data-took]", box);
      took.textContent = `${Math.round(performance.now() - started)} ${took.dataset.words}`;
      if (answer.faults) return;
      shown = answer;
      for (const key of ["approved", "payable", "available"]) {
        one(`[data-show=${key}]`, box).textContent = answer.now[key] ?? "—";
        one(`[data-base=${key}]`, box).textContent = answer.base[key] === answer.now[key] ? "" : `${sheets.dataset.baseWord} ${answer.base[key]}`;
      }
      one("[data-toml]", box).textContent = answer.toml;
      sheets.replaceChildren(...answer.sheets.map(tableOf));
    };
    const sheets = one("[data-sheets]", box);
    const tableOf = (sheet, number) => {
      const part = make("details");
      part.dataset.sheet = number;
      part.open = opened.has(number);
      part.addEventListener("toggle", () => part.open ? opened.add(number) : opened.delete(number));
      part.append(make("summary", sheet.title));
      for (const note of sheet.notes) part.append(make("p", note, "small"));
      const scroll = part.appendChild(make("div", undefined, "scroll"));
      scroll.tabIndex = 0;
      const table = scroll.appendChild(make("table"));
      if (!sheet.rows.length) { scroll.replaceWith(make("p", sheets.dataset.none, "small")); return part; }
      if (number === 0) { upright(table, sheet); return part; }
      const head = table.appendChild(make("thead")).appendChild(make("tr"));
      for (const heading of sheet.headings) head.append(Object.assign(make("th", heading.text, heading.right ? "right" : ""), { scope: "col" }));
      const body = table.appendChild(make("tbody"));
      for (const cells of sheet.rows) {
        const row = body.appendChild(make("tr"));
        cells.forEach((cell, at) => row.append(make("td", cell, sheet.headings[at].right ? "right" : "")));
      }
      return part;
    };
    // The totals of two outcomes are read from top to bottom.
    const upright = (table, sheet) => {
      const body = table.appendChild(make("tbody"));
      sheet.headings.forEach((heading, at) => {
        const row = body.appendChild(make("tr", undefined, at ? "" : "total"));
        row.append(Object.assign(make("th", heading.text), { scope: "row" }));
        const cells = sheet.rows.map((cells) => cells[at]);
        cells.forEach((cell, own) => row.append(make("td", cell, own && cell !== cells[0] ? "right changed" : "right")));
      });
    };
    const opened = new Set([0, 2]);

    const moved = () => {
      const now = JSON.stringify(state());
      if (now === last) return;
      past.push(last);
      last = now;
      buttons();
      ask();
    };
    const buttons = () => {
      undo.disabled = past.length === 0;
      const now = JSON.parse(last);
      reset.disabled = !Object.keys(now.values).length && !Object.keys(now.options).length;
    };
    for (const knob of knobs) {
      const text = one("input[type=text]", knob), slider = one("input[type=range]", knob);
      text.addEventListener("change", () => { follow(knob, text.value); moved(); });
      if (!slider) continue;
      const step = Number(slider.dataset.step), least = Number(slider.min), most = Number(slider.max);
      const take = (value) => {
        const units = value >= most ? most : Math.max(least, Math.round(value / step) * step);
        text.value = textOf(slider, units);
        return units;
      };
      // While it is dragged the amounts follow; one drag is one step of undo.
      slider.addEventListener("input", () => { take(Number(slider.value)); state(); ask(); });
      slider.addEventListener("change", () => { slider.value = take(Number(slider.value)); moved(); });
      slider.addEventListener("keydown", (event) => {
        const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
        if (!way) return;
        event.preventDefault();
        slider.value = take(Number(slider.value) + way * step);
        moved();
      });
    }
    for (const option of options) option.addEventListener("change", moved);
    undo.addEventListener("click", () => { last = past.pop(); show(JSON.parse(last)); buttons(); state(); ask(); });
    reset.addEventListener("click", () => { show({ values: {}, options: {} }); moved(); });

    const keep = one("[data-keep]", box), kept = one("[data-kept]", box);
    keep.addEventListener("submit", async (event) => {
      event.preventDefault();
      const wanted = Object.assign(state(), { title: one("input", keep).value });
      const answer = await fetch("keep", { method: "POST", headers: { "X-Desk": word, "Content-Type": "application/json" }, body: JSON.stringify(wanted) });
      const said = answer.headers.get("content-type").includes("json") ? await answer.json() : {};
      kept.textContent = said.said || said.error || String(answer.status);
      if (said.toml) one("[data-toml]", box).textContent = said.toml;
    });
    show(JSON.parse(last));
    ask();
  }
})();
