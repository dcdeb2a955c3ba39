// Bad days on a switch, and the clock.
import { api } from "./api.js";
import { button, h, icon } from "./dom.js";
import { t } from "./i18n.js";
import { on, store } from "./store.js";

// [kind, takes seconds, takes times, seconds at first, times at first]
const FAULTS = [
  ["too_many_requests", true, true, 5, 1],
  ["rate_limits", false, false],
  ["slow", true, true, 2, ""],
  ["server_error", false, true, "", 1],
  ["drop_after", false, true, "", 1],
  ["drop_before", false, true, "", 1],
  ["duplicate_update", false, true, "", 1],
  ["album_out_of_order", false, true, "", 1],
  ["blocked", false, true, "", ""],
  ["refuse_connections", true, true, "", ""],
  ["wipe_queue", false, false],
];

export class FaultsTab {
  name = "faults";
  changed = () => {};
  news = 0;

  /** `say(text, kind)` tells the person at the desk something. */
  constructor(say) {
    this.say = say;
    this.active = h("div", { class: "active-faults", "aria-live": "polite" });
    this.person = h("select", { "aria-label": t("faults.person") });
    this.method = h("input", { type: "text", placeholder: t("faults.method.all"), "aria-label": t("faults.method"), autocomplete: "off", spellcheck: "false" });
    this.clock = h("span", { class: "clock-now" });
    this.element = h("div", { class: "tab" },
      this.clockBox(),
      h("p", { class: "hint", text: t("faults.intro") }), this.active,
      h("details", { class: "fault-scope" }, h("summary", { text: t("faults.details") }),
        h("label", {}, h("span", { text: t("faults.person") }), this.person), h("label", {}, h("span", { text: t("faults.method") }), this.method)),
      h("div", { class: "faults" }, ...FAULTS.map((fault) => this.row(fault))));
    this.endings = [on("people", () => this.drawPeople()), on("event:call", ({ call }) => call.fault && this.load())];
    this.drawPeople();
  }

  close() {
    for (const end of this.endings) end();
  }

  shown() {
    this.load();
    this.loadClock();
  }

  drawPeople() {
    const chosen = this.person.value;
    this.person.replaceChildren(h("option", { value: "", text: t("faults.everybody") }),
      ...[...store.people.values()].map((person) => h("option", { value: person.id, text: person.name })));
    this.person.value = chosen;
  }

  row([kind, takesSeconds, takesTimes, seconds, times]) {
    const name = t(`fault.${kind}`);
    const field = (wanted, label, value, placeholder) => wanted && h("label", { class: "number" }, h("span", { text: t(label) }),
      h("input", { type: "number", min: "0", value, placeholder, "aria-label": `${name}: ${t(label)}` }));
    const secondsField = field(takesSeconds, "faults.seconds", seconds, "");
    const timesField = field(takesTimes, "faults.times", times, "∞");
    const switchOn = h("button", { type: "button", class: "plain", text: t(kind === "wipe_queue" ? "faults.now" : "faults.on"), "aria-label": `${t(kind === "wipe_queue" ? "faults.now" : "faults.on")}: ${name}` });
    switchOn.addEventListener("click", () => this.add(kind, secondsField?.lastChild.value, timesField?.lastChild.value));
    return h("div", { class: "fault", role: "group", "aria-label": name, data: { kind } },
      h("div", { class: "fault-words" }, h("strong", { text: name }), h("span", { class: "fault-why", text: t(`fault.${kind}.why`) })),
      h("div", { class: "fault-controls" }, secondsField, timesField, switchOn));
  }

  async add(kind, seconds, times) {
    const rule = { kind };
    if (seconds) rule.seconds = Number(seconds);
    if (times) rule.times = Number(times);
    if (this.person.value) rule.person = Number(this.person.value);
    if (this.method.value.trim()) rule.method = this.method.value.trim();
    await this.work(() => api.addFault(rule));
    if (kind === "wipe_queue") this.say(t("fault.wipe_queue"));
  }

  async work(ask) {
    try {
      await ask();
    } catch (refusal) {
      this.say(refusal.message, "error");
    }
    await this.load();
  }

  async load() {
    const { rules = [] } = await api.faults().catch(() => ({}));
    const live = rules.filter((rule) => rule.times === null || rule.times > 0);
    this.news = live.length;
    this.active.replaceChildren();
    if (live.length) {
      this.active.append(h("div", { class: "active-head" }, h("strong", { text: t("faults.active") }),
        h("button", { type: "button", class: "plain", text: t("faults.off"), on: { click: () => this.work(() => api.removeFaults()) } })));
      this.active.append(...live.map((rule) => this.activeRow(rule)));
    }
    this.changed();
  }

  activeRow(rule) {
    const name = t(`fault.${rule.kind}`);
    const details = [
      rule.seconds ? t("faults.seconds") + ` ${rule.seconds}` : "", rule.times === null ? t("faults.times.always") : t("faults.left", { count: rule.times }),
      rule.method === "*" ? "" : rule.method, store.people.get(rule.chat_id)?.name ?? "", rule.fired ? t("faults.fired", { count: rule.fired }) : "",
    ].filter(Boolean).join(" · ");
    return h("div", { class: "active-fault", data: { kind: rule.kind } },
      h("span", {}, h("strong", { text: name }), h("span", { class: "fault-why", text: details })),
      button(t("faults.remove", { name }), { class: "round small", on: { click: () => this.work(() => api.removeFaults(rule.id)) } }, icon("close")));
  }

  // -- the clock

  clockBox() {
    const go = (seconds) => this.moveClock(seconds);
    const minutes = h("input", { type: "number", min: "1", value: "30", "aria-label": t("clock.custom") });
    const step = (key, seconds) => h("button", { type: "button", class: "plain", text: t(key), on: { click: () => go(seconds) } });
    return h("section", { class: "clock", "aria-label": t("clock") },
      h("div", { class: "clock-head" }, h("strong", { text: t("clock") }), this.clock),
      h("div", { class: "clock-steps" }, step("clock.3min", 180), step("clock.1h", 3600), step("clock.1d", 86400),
        h("form", { class: "clock-custom", on: { submit: (event) => (event.preventDefault(), go(Number(minutes.value) * 60)) } },
          minutes, h("button", { class: "plain", text: t("clock.go"), title: t("clock.custom") }))),
      h("span", { class: "fault-why", text: t("clock.why") }));
  }

  async moveClock(seconds) {
    try {
      await api.moveClock(seconds);
      this.say(t("clock.moved", { time: span(seconds) }));
    } catch (refusal) {
      this.say(refusal.message, "error");
    }
    await this.loadClock();
  }

  async loadClock() {
    const clock = await api.clock().catch(() => null);
    const ahead = Math.round(clock?.offset_seconds ?? 0);
    this.clock.textContent = ahead ? t("clock.ahead", { time: span(ahead) }) : t("clock.real");
  }
}

/** Return a span of time as people say it. */
export function span(seconds) {
  const parts = [["span.days", 86400], ["span.hours", 3600], ["span.minutes", 60]];
  let rest = Math.round(seconds);
  const words = [];
  for (const [key, size] of parts) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count) words.push(t(key, { count }));
  }
  return words.join(" ") || t("span.minutes", { count: 0 });
}
