/*
 * The page: filters the counts in its data and shows them as figures, charts and tables.
 *
 * Data flows one way: the filters change the state, the state selects cells, and every
 * report draws what was selected.  Text from the database goes into the document as
 * text only.
 */
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const about = data.about;
  // What has neither a code nor a reply has no category; here it gets a number as well.
  const categories = [...about.categories, "no code"];
  for (const part of [data.codes, data.fingerprints, data.doubts, data.authentication]) {
    for (const key of part.keys) key.category ??= about.categories.length;
  }
  const days = Math.round((Date.parse(about.last) - Date.parse(about.first)) / 864e5) + 1;
  data.codes.keys.forEach((key, number) => { key.number = number; });
  const number = new Intl.NumberFormat("en");
  const percent = new Intl.NumberFormat("en", { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const success = categories.indexOf("success");

  // ----------------------------------------------------------------- elements

  const get = (id) => document.getElementById(id);

  // An element with attributes and children; a string is text, never HTML.
  function element(name, attributes = {}, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
      else if (value !== null && value !== undefined) node.setAttribute(key, value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  }

  // Columns are { title, of: row => string, number or node, kind }.
  function table(caption, columns, rows) {
    const head = columns.map((c) => element("th", { scope: "col", class: c.kind }, c.title));
    const body = rows.map((row) => element("tr", {}, ...columns.map((c) => {
      const value = c.of(row);
      return element("td", { class: c.kind }, typeof value === "number" ? number.format(value) : value ?? "");
    })));
    return element("div", { class: "scroll", role: "region", tabindex: 0, "aria-label": `Table: ${caption}` },
      element("table", {}, element("caption", { class: "unseen" }, caption),
        element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...body)));
  }

  // ------------------------------------------------------- days and selection

  const dayName = (day) => new Date(Date.parse(about.first) + day * 864e5).toISOString().slice(0, 10);
  const dayNumber = (name) => Math.round((Date.parse(name) - Date.parse(about.first)) / 864e5);
  const categoryName = (index) => categories[index];

  const initial = () => ({ from: Math.max(0, days - 30), to: days - 1, provider: null, category: null });
  let state = initial();

  // Calls visit(day, provider, key, count) for every cell that the filters let through.
  function select(part, visit, { from, to, provider, category } = state) {
    for (const cell of data[part].cells) {
      const [day, of] = cell;
      if (day < from || day > to || (provider !== null && of !== provider)) continue;
      for (let i = 2; i < cell.length; i += 2) {
        const key = data[part].keys[cell[i]];
        if (category === null || key.category === category) visit(day, of, key, cell[i + 1]);
      }
    }
  }

  // Sums the selected cells by what name(day, provider, key) says; undefined leaves out.
  function sum(part, name, filters = state) {
    const sums = new Map();
    select(part, (day, provider, key, count) => {
      const group = name(day, provider, key);
      if (group !== undefined) sums.set(group, (sums.get(group) ?? 0) + count);
    }, filters);
    return sums;
  }

  const fails = (key) => key.class !== 2;
  const descending = (sums) => [...sums].sort((a, b) => b[1] - a[1]);

  // Mail is of all categories, whichever is chosen.
  const mail = (filters = state) => ({ ...filters, category: null });

  function totals(filters = state) {
    const counts = { mail: 0, failures: 0, permanent: 0, suppress: 0, authentication: 0 };
    select("codes", (day, provider, key, count) => { counts.mail += count; }, mail(filters));
    select("codes", (day, provider, key, count) => {
      if (!fails(key)) return;
      counts.failures += count;
      if (key.class === 5) counts.permanent += count;
      if (key.action === "suppress") counts.suppress += count;
      if (categories[key.category] === "authentication") counts.authentication += count;
    }, filters);
    return counts;
  }

  // Does the table also hold mail that was delivered?  If not, nobody knows a rate.
  const holdsDeliveries = data.codes.keys.some((key) => key.class === 2);

  // -------------------------------------------------------------------- themes

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const palette = () => [0, 1, 2, 3, 4, 5, 6].map((i) => colour(`c${i}`));

  // A category keeps its colour whatever is selected: the six with the most failures.
  const coloured = descending(sum("codes", (day, provider, key) => (fails(key) ? key.category : undefined),
    { from: 0, to: days - 1, provider: null, category: null })).slice(0, 6).map(([category]) => category);
  const bandOf = (category) => {
    const index = coloured.indexOf(category);
    return index < 0 ? "other" : categoryName(category);
  };
  const bands = [...coloured.map(categoryName), "other"];
  const mechanisms = data.authentication.keys.map((key) => key.mechanism);

  function config() {
    const quiet = colour("quiet");
    return {
      background: null, font: "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif", view: { stroke: null },
      axis: { labelColor: quiet, titleColor: quiet, gridColor: colour("line"), domainColor: colour("line"), tickColor: colour("line"),
        labelFontSize: 11, titleFontSize: 11, titleFontWeight: "normal" },
      legend: { labelColor: colour("text"), titleColor: quiet, orient: "top", title: null, labelFontSize: 12, symbolType: "square", columns: 3 },
      text: { color: colour("text") },
    };
  }

  // -------------------------------------------------------------------- charts

  const shareTitle = "Permanent failures, share of all failures";
  const charts = [];

  /*
   * A report with a chart: spec() is Vega-Lite for the rows that rows() selects, summary
   * says them in a sentence for those who do not see the chart, and the table has them all.
   * frame() adds rows that show nothing but make an axis cover the whole selection.
   */
  class Chart {
    constructor(id, { title, note, wide, spec, rows, frame, summary, columns, onclick, legend }) {
      Object.assign(this, { title, spec, rows, frame, summary, columns, onclick, legend });
      this.place = element("div", { class: "chart", role: "img" });
      this.list = element("ul", { class: "legend" });
      this.nothing = element("p", { class: "note" }, "Nothing in this selection.");
      this.alternative = element("details", {}, element("summary", {}, "The numbers as a table"));
      get("reports").append(element("section", { id, class: wide ? "wide" : null, "aria-labelledby": `${id}-title` },
        element("h2", { id: `${id}-title` }, title), note ? element("p", { class: "note" }, note) : null,
        this.place, legend ? this.list : null, this.nothing, this.alternative));
    }

    draw() {
      this.view?.finalize();
      const vl = { $schema: "https://vega.github.io/schema/vega-lite/v6.json", data: { name: "rows" }, width: "container",
        autosize: { contains: "padding", resize: true }, ...this.spec(), config: config() };
      // It warns that only the width is fitted where the height has steps, as is meant.
      const { spec } = vegaLite.compile(vl, { logger: vega.logger(vega.Error) });
      this.view = new vega.View(vega.parse(spec), { renderer: "svg", container: this.place, hover: false });
      // The sentence beside the picture tells more than its thousand marks.
      this.view.description("");
      if (this.onclick) this.view.addEventListener("click", (event, item) => item?.datum && this.onclick(item.datum));
      this.update();
    }

    async update() {
      const rows = this.rows();
      const sentence = rows.length ? this.summary(rows) : "Nothing in this selection.";
      this.place.classList.toggle("empty", rows.length === 0);
      this.nothing.hidden = rows.length > 0;
      this.place.setAttribute("aria-label", `${this.title}. ${sentence}`);
      if (this.legend) this.list.replaceChildren(...this.legend(rows));
      this.alternative.replaceChildren(this.alternative.firstChild, table(this.title, this.columns, rows));
      // One after the other: Vega takes no change while it is at work on another.
      this.last = (this.last ?? Promise.resolve()).then(() => {
        this.view.data("rows", [...rows, ...(this.frame?.() ?? [])]);
        return this.view.resize().runAsync();
      });
      await this.last;
      this.place.querySelector("svg")?.setAttribute("aria-hidden", "true");
    }
  }

  const dayAxis = { field: "day", type: "temporal", timeUnit: "utcyearmonthdate", title: null,
    axis: { format: "%b %-d", labelOverlap: true, grid: false, tickCount: { expr: "max(2, floor(width / 90))" } } };
  const spanOf = () => [dayName(state.from), dayName(state.to)];
  const bothEnds = (nothing) => () => spanOf().map((day) => ({ day, count: 0, order: 0, ...nothing }));

  function addDays() {
    charts.push(new Chart("by-day", {
      title: "Failures by day and category", wide: true,
      note: "Choose a category below the chart, or in it, for its codes and fingerprints.",
      spec: () => ({
        height: 240, mark: { type: "bar", stroke: colour("card"), strokeWidth: 0.5, cursor: "pointer" },
        encoding: {
          x: dayAxis,
          y: { field: "count", type: "quantitative", aggregate: "sum", title: "failures", axis: { tickMinStep: 1, format: "~s" } },
          color: { field: "band", type: "nominal", scale: { domain: bands, range: [...palette().slice(0, coloured.length), colour("c6")] }, legend: null },
          order: { field: "order", type: "quantitative" },
          tooltip: [{ field: "day", type: "nominal", title: "day" }, { field: "band", type: "nominal", title: "category" }, { field: "count", type: "quantitative", aggregate: "sum", title: "failures" }],
        },
      }),
      rows: () => [...sum("codes", (day, provider, key) => (fails(key) ? `${day} ${bandOf(key.category)}` : undefined))]
        .map(([group, count]) => {
          const [day, ...band] = group.split(" ");
          return { day: dayName(Number(day)), band: band.join(" "), count, order: bands.indexOf(band.join(" ")) };
        }).sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.order - b.order)),
      frame: bothEnds({ band: bands[0] }),
      summary: (rows) => {
        const byDay = new Map();
        const byBand = new Map();
        for (const { day, band, count } of rows) {
          byDay.set(day, (byDay.get(day) ?? 0) + count);
          byBand.set(band, (byBand.get(band) ?? 0) + count);
        }
        const [worst] = descending(byDay);
        const most = descending(byBand).slice(0, 3).map(([band, count]) => `${band} ${number.format(count)}`);
        return `From ${spanOf().join(" to ")}. Most failures on ${worst[0]}: ${number.format(worst[1])}. Most frequent: ${most.join(", ")}.`;
      },
      columns: [{ title: "day", of: (r) => r.day, kind: "code" }, { title: "category", of: (r) => r.band }, { title: "failures", of: (r) => r.count, kind: "number" }],
      legend: () => {
        const counts = sum("codes", (day, provider, key) => (fails(key) ? key.category : undefined), { ...state, category: null });
        return descending(counts).map(([category, count]) => element("li", {}, categoryButton(category,
          element("span", { class: "swatch", style: `background: var(--c${coloured.includes(category) ? coloured.indexOf(category) : 6})` }),
          `${categoryName(category)} ${number.format(count)}`)));
      },
      onclick: ({ band }) => band !== "other" && choose(categories.indexOf(band)),
    }));
  }

  function addProviders() {
    charts.push(new Chart("by-provider", {
      title: holdsDeliveries ? "Permanent failures by provider, share of all mail" : `${shareTitle}, by provider`,
      note: holdsDeliveries ? null : "The table holds failures only, so this is no rate of the mail that was sent.",
      spec: () => ({
        height: { step: 24 },
        encoding: { y: { field: "provider", type: "nominal", sort: null, title: null, axis: { ticks: false, domain: false, labelLimit: 110 } } },
        layer: [
          { mark: { type: "bar", color: colour("bar") }, encoding: {
            x: { field: "share", type: "quantitative", title: null, scale: { domain: [0, 1] }, axis: { format: ".0%", tickCount: 4 } },
            tooltip: [{ field: "provider", type: "nominal" }, { field: "permanent", type: "quantitative" }, { field: "of", type: "quantitative" }] } },
          { mark: { type: "text", align: { expr: "datum.share > 0.75 ? 'right' : 'left'" }, dx: { expr: "datum.share > 0.75 ? -4 : 4" },
            color: { expr: `datum.share > 0.75 ? '${colour("back")}' : '${colour("text")}'` } }, encoding: {
            x: { field: "share", type: "quantitative" }, text: { field: "share", type: "quantitative", format: ".1%" } } },
        ],
      }),
      rows: () => {
        const permanent = sum("codes", (day, provider, key) => (key.class === 5 ? provider : undefined));
        const of = holdsDeliveries ? sum("codes", (day, provider) => provider, mail())
          : sum("codes", (day, provider, key) => (fails(key) ? provider : undefined));
        return descending(of).map(([provider, count]) => ({ provider: about.providers[provider], permanent: permanent.get(provider) ?? 0,
          of: count, share: (permanent.get(provider) ?? 0) / count }));
      },
      summary: (rows) => rows.map((r) => `${r.provider} ${percent.format(r.share)}`).join(", ") + ".",
      columns: [{ title: "provider", of: (r) => r.provider }, { title: "permanent", of: (r) => r.permanent, kind: "number" },
        { title: holdsDeliveries ? "all mail" : "all failures", of: (r) => r.of, kind: "number" }, { title: "share", of: (r) => percent.format(r.share), kind: "number" }],
    }));
  }

  // Numbers beyond those of RFC 3463 for what has no subject to show.
  const subjectOf = (key) => key.subject ?? (key.class === null ? 1001 : 1000);

  function addHeatMap() {
    const names = new Map(data.codes.keys.map((key) => [subjectOf(key), `X.${key.subject} ${key.subjectName ?? "not registered"}`]));
    names.set(1000, "codes not shown").set(1001, "no code");
    charts.push(new Chart("heat-map", {
      title: "Failures by subject and provider",
      spec: () => ({
        height: { step: 28 },
        encoding: {
          x: { field: "provider", type: "nominal", sort: { field: "at", op: "min" }, title: null, axis: { labelAngle: -45, ticks: false, domain: false, labelLimit: 80 } },
          y: { field: "subject", type: "nominal", sort: null, title: null, axis: { ticks: false, domain: false, labelLimit: { expr: "width < 300 ? 90 : 180" } } },
        },
        layer: [
          { mark: { type: "rect", stroke: colour("card"), strokeWidth: 2 }, encoding: {
            color: { field: "count", type: "quantitative", scale: { type: "sqrt", domainMin: 0, range: [colour("low"), colour("high")] }, legend: null },
            tooltip: [{ field: "subject", type: "nominal" }, { field: "provider", type: "nominal" }, { field: "count", type: "quantitative", title: "failures" }] } },
          { mark: { type: "text", fontSize: 10, color: { expr: `sqrt(datum.count / datum.most) > 0.45 ? '${colour("back")}' : '${colour("text")}'` } },
            encoding: { text: { field: "label", type: "nominal" }, opacity: { condition: { test: "width > 330", value: 1 }, value: 0 } } },
        ],
      }),
      rows: () => {
        const sums = sum("codes", (day, provider, key) => (fails(key) ? `${subjectOf(key)} ${provider}` : undefined));
        const most = Math.max(0, ...sums.values());
        return [...sums].map(([group, count]) => {
          const [subject, provider] = group.split(" ");
          return { order: Number(subject), at: Number(provider), subject: names.get(Number(subject)),
            provider: about.providers[provider], count, most, label: count < 1e4 ? String(count) : `${Math.round(count / 1e3)}k` };
        }).sort((a, b) => a.order - b.order || a.at - b.at);
      },
      summary: (rows) => "Most: " + [...rows].sort((a, b) => b.count - a.count).slice(0, 5)
        .map((r) => `${r.subject} at ${r.provider} ${number.format(r.count)}`).join(", ") + ".",
      columns: [{ title: "subject", of: (r) => r.subject }, { title: "provider", of: (r) => r.provider }, { title: "failures", of: (r) => r.count, kind: "number" }],
    }));
  }

  function addAuthentication() {
    charts.push(new Chart("authentication", {
      title: "Refused for want of authentication, by day", wide: true,
      note: "What did not pass is what the receiver names, in its words or by its code.",
      spec: () => ({
        height: 180, mark: { type: "bar", stroke: colour("card"), strokeWidth: 0.5 },
        encoding: {
          x: dayAxis,
          y: { field: "count", type: "quantitative", title: "failures", axis: { tickMinStep: 1, format: "~s" } },
          color: { field: "mechanism", type: "nominal", scale: { domain: mechanisms, range: palette() } },
          order: { field: "order", type: "quantitative" },
          tooltip: [{ field: "day", type: "nominal" }, { field: "mechanism", type: "nominal" }, { field: "count", type: "quantitative" }],
        },
      }),
      rows: () => [...sum("authentication", (day, provider, key) => `${day} ${key.mechanism}`)].map(([group, count]) => {
        const [day, ...mechanism] = group.split(" ");
        return { day: dayName(Number(day)), mechanism: mechanism.join(" "), count, order: mechanisms.indexOf(mechanism.join(" ")) };
      }).sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.order - b.order)),
      frame: bothEnds({ mechanism: mechanisms[0] }),
      summary: () => descending(sum("authentication", (day, provider, key) => key.mechanism))
        .map(([mechanism, count]) => `${mechanism} ${number.format(count)}`).join(", ") + ".",
      columns: [{ title: "day", of: (r) => r.day, kind: "code" }, { title: "did not pass", of: (r) => r.mechanism }, { title: "failures", of: (r) => r.count, kind: "number" }],
    }));
  }

  // -------------------------------------------------------------------- tables

  const reports = [];

  function addTable(id, title, note, wide, content) {
    const place = element("div");
    get("reports").append(element("section", { id, class: wide ? "wide" : null, "aria-labelledby": `${id}-title` },
      element("h2", { id: `${id}-title` }, title), note ? element("p", { class: "note" }, note) : null, place));
    reports.push(() => {
      const node = content();
      place.replaceChildren(node ?? element("p", { class: "note" }, "Nothing in this selection."));
    });
  }

  function categoryButton(category, ...content) {
    const name = categoryName(category);
    return element("button", { type: "button", "data-category": name, "aria-pressed": String(state.category === category),
      onclick: () => choose(state.category === category ? null : category) }, ...(content.length ? content : [name]));
  }

  // Not every registered code is from an RFC.
  function reference({ code, rfc }) {
    if (code === null) return null;
    const [name, href] = rfc === null ? ["IANA", "https://www.iana.org/assignments/smtp-enhanced-status-codes"] : [`RFC ${rfc}`, `https://www.rfc-editor.org/rfc/rfc${rfc}`];
    return element("a", { href, rel: "noreferrer", "aria-label": `${name} on ${code}` }, name);
  }

  const shareOf = (count, total) => element("div", {}, percent.format(count / total),
    element("div", { class: "share", style: `width: ${(100 * count / total).toFixed(1)}%` }));

  // The codes of the selection, or null if there are none.
  function codeTable(caption, most, withCategory) {
    const rows = descending(sum("codes", (day, provider, key) => (fails(key) ? key : undefined)));
    if (rows.length === 0) return null;
    const total = rows.reduce((n, [, count]) => n + count, 0);
    return table(caption, [
      { title: "code", of: ([key]) => key.code ?? (key.class === null ? "no code" : `other ${key.class}.X.X`), kind: "code" },
      { title: "failures", of: ([, count]) => count, kind: "number" },
      { title: "share of failures", of: ([, count]) => shareOf(count, total), kind: "number" },
      { title: "name", of: ([key]) => (key.code === null ? null : element("span", { title: key.meaning }, key.registered ? key.name : `${key.name} (not registered)`)) },
      { title: "meaning", of: ([key]) => key.meaning, kind: "meaning" },
      ...(withCategory ? [{ title: "category", of: ([key]) => categoryButton(key.category) }] : []),
      { title: "what to do", of: ([key]) => (key.action ?? "").replaceAll("_", " ") },
      { title: "defined in", of: ([key]) => reference(key), kind: "code" },
    ], rows.slice(0, most));
  }

  function fingerprintTable(caption, most, withCategory) {
    const rows = descending(sum("fingerprints", (day, provider, key) => key)).slice(0, most);
    return rows.length === 0 ? null : table(caption, [
      { title: "failures", of: ([, count]) => count, kind: "number" },
      { title: "fingerprint", of: ([key]) => key.text, kind: "text" },
      ...(withCategory ? [{ title: "category", of: ([key]) => categoryButton(key.category) }] : []),
    ], rows);
  }

  function addTables() {
    addTable("top-codes", "Top codes", "A failure without an enhanced status code counts under the class of its reply.", true,
      () => codeTable("Top codes", 20, true));
    addTable("top-fingerprints", "Top fingerprints", `What servers say, without what differs from message to message; of those said at least ${about.fingerprintRows} times.`, true,
      () => fingerprintTable("Top fingerprints", 20, true));
    addTable("doubts", "Contradictions and unregistered codes", null, false, () => {
      const rows = descending(sum("doubts", (day, provider, key) => key)).slice(0, 30);
      return rows.length === 0 ? null : table("Contradictions and unregistered codes", [
        { title: "doubt", of: ([key]) => element("span", { title: `${key.meaning} ${key.remedy ?? ""}` }, key.doubt) },
        { title: "reply", of: ([key]) => key.reply === null ? null : String(key.reply), kind: "code" },
        { title: "code", of: ([key]) => key.code, kind: "code" },
        { title: "category", of: ([key]) => categoryButton(key.category) },
        { title: "rows", of: ([, count]) => count, kind: "number" },
      ], rows);
    });
    addTable("suppress", "To suppress", "Failures that say that the address is dead.", false, () => {
      const rows = descending(sum("codes", (day, provider, key) => (key.action === "suppress" ? `${provider} ${key.number}` : undefined)));
      const groups = rows.length === 0 ? null : table("Failures that ask to suppress the address", [
        { title: "provider", of: ([group]) => about.providers[group.split(" ")[0]] },
        { title: "code", of: ([group]) => data.codes.keys[group.split(" ")[1]].code ?? "other", kind: "code" },
        { title: "category", of: ([group]) => categoryButton(data.codes.keys[group.split(" ")[1]].category) },
        { title: "failures", of: ([, count]) => count, kind: "number" },
      ], rows);
      if (!data.addresses) return groups;
      const addresses = data.addresses.filter((a) => a.day >= state.from && a.day <= state.to
        && (state.provider === null || a.provider === state.provider) && (state.category === null || a.category === state.category));
      return element("div", {}, groups ?? "", element("h3", {}, "Addresses"), table("Addresses to suppress", [
        { title: "address", of: (a) => a.recipient, kind: "text" },
        { title: "provider", of: (a) => about.providers[a.provider] },
        { title: "code", of: (a) => a.code ?? (a.reply === null ? "" : String(a.reply)), kind: "code" },
        { title: "day", of: (a) => dayName(a.day), kind: "code" },
      ], addresses));
    });
  }

  // ------------------------------------------------------------------ headline

  function drawHeadline() {
    const now = totals();
    const length = state.to - state.from + 1;
    const earlier = state.from - length >= 0 ? totals({ ...state, from: state.from - length, to: state.from - 1 }) : null;
    const base = holdsDeliveries ? "mail" : "failures";
    const figures = [
      ["failures", "Failures", (t) => t.failures, false],
      ["permanent", holdsDeliveries ? "Permanent, share of all mail" : "Permanent, share of failures", (t) => (t[base] ? t.permanent / t[base] : null), true],
      ["suppress", "Failures of dead addresses", (t) => t.suppress, false],
      ["authentication", "Authentication failures", (t) => t.authentication, false],
    ];
    if (holdsDeliveries) figures.splice(1, 0, ["rate", "Failed, share of all mail", (t) => (t.mail ? t.failures / t.mail : null), true]);
    get("headline").replaceChildren(...figures.map(([id, title, of, share]) => {
      const value = of(now);
      const before = earlier === null ? null : of(earlier);
      return element("div", { class: "figure", id: `figure-${id}` }, element("h2", {}, title),
        element("strong", { "data-value": value }, value === null ? "–" : share ? percent.format(value) : number.format(value)), earlier === null ? element("span", { class: "change" }, "no earlier days to compare") : change(value, before, share, length));
    }));
  }

  // All the figures are of failures: more is worse.
  function change(value, before, share, length) {
    const period = length === 1 ? "the day before" : `the ${length} days before`;
    if (before === null || value === null) return element("span", { class: "change" }, `nothing to compare in ${before === null ? period : "this selection"}`);
    if (value === before) return element("span", { class: "change" }, `as in ${period}`);
    const sign = value > before ? "▲ +" : "▼ −";
    const by = share ? `${(100 * Math.abs(value - before)).toFixed(1)} points`
      : before === 0 ? number.format(value) : percent.format(Math.abs(value - before) / before);
    return element("span", { class: `change ${value > before ? "worse" : "better"}`, "data-before": before }, `${sign}${by} on ${period}`);
  }

  function drawDetail() {
    get("detail").hidden = state.category === null;
    if (state.category === null) return;
    const name = categoryName(state.category);
    get("detail-title").textContent = `Category ${name}`;
    const nothing = () => element("p", { class: "note" }, "Nothing in this selection.");
    get("detail-codes").replaceChildren(element("h3", {}, "Its codes"), codeTable(`Codes of ${name}`, 50, false) ?? nothing());
    get("detail-fingerprints").replaceChildren(element("h3", {}, "Its fingerprints"), fingerprintTable(`Fingerprints of ${name}`, 50, false) ?? nothing());
  }

  // ------------------------------------------------------------------- filters

  const periods = [7, 30, 90, 180].filter((n) => n < days);

  function fillFilters() {
    const option = (value, text) => element("option", { value }, text);
    get("period").replaceChildren(...periods.map((n) => option(n, `last ${n} days`)), option("all", days === 1 ? "the one day" : `all ${days} days`), option("custom", "other days"));
    get("provider").replaceChildren(option("", "all providers"), ...about.providers.map((name, i) => option(i, name)));
    const present = new Set(data.codes.keys.map((key) => key.category).filter((category) => category !== success));
    get("category").replaceChildren(option("", "all categories"), ...[...present].sort((a, b) => a - b).map((i) => option(i, categoryName(i))));
    for (const id of ["from", "to"]) {
      get(id).min = about.first;
      get(id).max = about.last;
    }
  }

  function showFilters() {
    const length = state.to - state.from + 1;
    get("period").value = length === days ? "all" : state.to === days - 1 && periods.includes(length) ? length : "custom";
    [get("from").value, get("to").value] = spanOf();
    get("provider").value = state.provider ?? "";
    get("category").value = state.category ?? "";
  }

  const picked = (id) => (get(id).value === "" ? null : Number(get(id).value));

  function readFilters(event) {
    if (event.target.id === "period") {
      const period = get("period").value;
      if (period === "custom") return;
      setFilters({ from: period === "all" ? 0 : days - Number(period), to: days - 1 });
    } else if (event.target.id === "from" || event.target.id === "to") {
      if (!get("from").validity.valid || !get("to").validity.valid) return;
      const ends = [dayNumber(get("from").value), dayNumber(get("to").value)].sort((a, b) => a - b);
      setFilters({ from: ends[0], to: ends[1] });
    } else {
      setFilters({ provider: picked("provider"), category: picked("category") });
    }
  }

  function setFilters(changes) {
    state = { ...state, ...changes };
    update();
  }

  // Someone has clicked a category: show what it is made of.
  function choose(category) {
    setFilters({ category });
    if (category !== null) {
      get("detail").scrollIntoView({ block: "center" });
      get("detail-title").focus({ preventScroll: true });
    }
  }

  function update() {
    showFilters();
    drawHeadline();
    drawDetail();
    for (const report of reports) report();
    get("announcement").textContent = `${number.format(totals().failures)} failures from ${spanOf().join(" to ")}`
      + `${state.provider === null ? "" : `, ${about.providers[state.provider]}`}${state.category === null ? "" : `, ${categoryName(state.category)}`}`;
    return Promise.all(charts.map((chart) => chart.update()));
  }

  // ---------------------------------------------------------------------- main

  document.title = about.title;
  get("title").textContent = about.title;
  get("span").textContent = `${about.first} to ${about.last}`;
  get("registry").textContent = about.registry;
  get("taxonomy").textContent = about.taxonomy;
  fillFilters();
  get("filters").addEventListener("change", readFilters);
  get("filters").addEventListener("submit", (event) => event.preventDefault());
  get("filters").addEventListener("reset", (event) => {
    event.preventDefault();
    setFilters(initial());
  });
  get("detail-close").addEventListener("click", () => {
    setFilters({ category: null });
    get("category").focus();
  });
  addDays();
  addProviders();
  addHeatMap();
  addAuthentication();
  addTables();
  for (const chart of charts) chart.draw();
  update().then(() => document.documentElement.setAttribute("data-ready", ""));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.forEach((chart) => chart.draw()));
})();
