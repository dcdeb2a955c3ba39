// The tour: a card with the caption of each step over the desk, and the phone that acts in the light.
import { api } from "./api.js";
import { button, h, icon } from "./dom.js";
import { currentLanguage, pick, t } from "./i18n.js";
import { isShown, show } from "./people.js";
import { on, store, tell } from "./store.js";

const SPEEDS = [0.25, 0.5, 1, 1.5, 2, 3, 5];
const RUNNING = new Set(["playing", "paused"]);

export class Tour {
  /** `desk` offers phoneOf(id) and bring(id). */
  constructor(desk) {
    this.desk = desk;
    this.tour = null;
    this.speed = 1;
    this.isOpen = false;
    this.watch = h("button", { type: "button", class: "tour-button", on: { click: () => this.begin() } });
    this.card = h("section", { class: "tour-card", "aria-label": t("tab.tour") });
    this.card.hidden = true;
    this.endings = [on("event:tour", (progress) => this.progress(progress)), on("connected", () => this.load())];
    this.build();
    this.load();
  }

  close() {
    for (const end of this.endings) end();
  }

  build() {
    this.count = h("span", { class: "tour-count" });
    this.bar = h("div", { class: "tour-bar", role: "progressbar", "aria-valuemin": "0" }, h("span", {}));
    this.caption = h("p", { class: "tour-caption", "aria-live": "polite" });
    this.playButton = button(t("tour.pause"), { class: "round", on: { click: () => this.command(this.tour?.state === "playing" ? "pause" : "start") } }, icon("pause"));
    this.stepButton = button(t("tour.step"), { class: "round", on: { click: () => this.command("step") } }, icon("step"));
    this.stopButton = h("button", { type: "button", class: "tour-stop", text: t("tour.stop"), on: { click: () => this.command("stop") } });
    this.againButton = h("button", { type: "button", class: "primary-button", text: t("tour.again"), on: { click: () => this.begin() } });
    this.closeButton = button(t("tour.close"), { class: "round small", on: { click: () => this.put(false) } }, icon("close"));
    this.slider = h("input", { type: "range", min: "0", max: String(SPEEDS.length - 1), step: "1", value: String(SPEEDS.indexOf(this.speed)), "aria-label": t("tour.speed") });
    this.speedText = h("output", { text: "1×" });
    this.slider.addEventListener("input", () => {
      this.speed = SPEEDS[this.slider.value];
      this.speedText.textContent = `${this.speed}×`;
      this.slider.setAttribute("aria-valuetext", `${this.speed}×`);
    });
    this.slider.addEventListener("change", () => api.commandTour({ speed: this.speed }).catch(() => {}));
    this.card.replaceChildren(
      h("div", { class: "tour-head" }, this.count, this.closeButton), this.bar, this.caption,
      h("div", { class: "tour-controls" }, this.playButton, this.stepButton,
        h("label", { class: "tour-speed" }, h("span", { text: t("tour.speed") }), this.slider, this.speedText), this.stopButton, this.againButton));
  }

  async load() {
    let tour = await api.tour().catch(() => null);
    if (!tour) return this.draw();
    // The captions come in one language at a time; somebody else's running tour is left as it is.
    const other = tour.language !== currentLanguage() && !RUNNING.has(tour.state);
    if (other) tour = await this.speak();
    this.tour = tour;
    if (RUNNING.has(tour.state)) {
      this.speed = tour.speed ?? 1;
      this.isOpen = true;
    }
    this.draw();
    return tell("people"); // an empty desk offers the tour, once it is known that there is one
  }

  /** Have the captions in the language of this page; returns the tour. */
  speak() {
    return api.commandTour({ language: currentLanguage() }).catch(() => this.tour);
  }

  get title() {
    return this.tour ? pick(this.tour.titles ?? this.tour.title) : "";
  }

  get isAvailable() {
    return Boolean(this.tour && (this.tour.available ?? this.tour.steps?.length));
  }

  async begin() {
    this.put(true);
    await this.command("start");
    await this.load();
  }

  async command(action) {
    try {
      await api.commandTour({ action, speed: this.speed, language: currentLanguage() });
    } catch (refusal) {
      this.caption.textContent = refusal.message;
      this.card.hidden = false;
    }
  }

  put(open) {
    this.isOpen = open;
    this.draw();
  }

  /** Take what the sandbox tells about the tour: the step that begins, or that it is over. */
  progress(progress) {
    const before = this.tour?.step;
    this.tour = { ...this.tour, ...progress };
    if (progress.state === "playing") this.isOpen = true;
    this.draw();
    if (progress.state === "playing" && progress.step && progress.step !== before) this.point();
    if (!RUNNING.has(progress.state)) this.desk.spotlight(null);
  }

  /** Put the acting phone into the light, and flash the button it is about to press. */
  point() {
    const step = this.tour.steps?.[this.tour.step - 1];
    const who = Number(this.tour.who ?? step?.who);
    if (!store.people.has(who)) return;
    if (!isShown(who)) show(who, true);
    this.desk.spotlight(who);
    const phone = this.desk.phoneOf(who);
    if (!phone || !step) return;
    const chat = step.in_chat ? this.desk.chatOf(who, Number(step.in_chat)) : this.desk.chatOf(who, who);
    if (chat && chat.key !== phone.key) phone.enter(chat.key);
    if (step.do === "press") this.flash(phone, step);
  }

  flash(phone, step) {
    const pattern = patternOf(step.match, this.tour.captured, this.tour.language);
    const rows = [...(phone.conversation?.rows.values() ?? [])].reverse();
    for (const row of rows) {
      if (phone.presses.flashKey(row, (key) => pattern.test(key.dataset.text ?? "") || pattern.test(key.dataset.data ?? ""))) return;
    }
  }

  draw() {
    const { state = "idle", step = 0, steps_total: total = this.tour?.steps?.length ?? 0, error } = this.tour ?? {};
    const running = RUNNING.has(state);
    this.watch.hidden = !this.isAvailable;
    this.watch.replaceChildren(icon("play"), h("span", { text: this.title || t("tour.watch") }));
    this.watch.classList.toggle("is-running", running);
    this.card.hidden = !this.isOpen || !this.isAvailable;
    this.card.dataset.state = state;
    this.count.textContent = step ? t("tour.progress", { step, total }) : this.title;
    this.bar.setAttribute("aria-valuemax", String(total));
    this.bar.setAttribute("aria-valuenow", String(step));
    this.bar.setAttribute("aria-label", t("tour.progress", { step, total }));
    this.bar.firstChild.style.width = `${total ? (100 * step) / total : 0}%`;
    const words = running ? pick(this.tour.steps?.[step - 1]?.captions ?? this.tour.caption) : endWords(state, error);
    if (this.caption.textContent !== words) this.caption.textContent = words;
    this.playButton.replaceChildren(icon(state === "playing" ? "pause" : "play"));
    this.playButton.setAttribute("aria-label", t(state === "playing" ? "tour.pause" : "tour.go"));
    this.playButton.title = t(state === "playing" ? "tour.pause" : "tour.go");
    for (const one of [this.playButton, this.stepButton, this.stopButton]) one.hidden = !running;
    this.slider.parentElement.hidden = !running;
    this.againButton.hidden = this.closeButton.hidden = running;
  }
}

function endWords(state, error) {
  if (state === "failed") return `${t("tour.failed")} ${error ?? ""}`.trim();
  if (state === "finished") return t("tour.finished");
  return state === "stopped" ? t("tour.stopped") : "";
}

// The tour's patterns are Python's; those that JavaScript does not understand flash nothing and harm nothing.
function patternOf(match, captured = {}, language = "en") {
  let text = typeof match === "object" ? (match[language] ?? match.en ?? "") : (match ?? "");
  for (const [name, found] of Object.entries(captured)) text = text.replaceAll(`{${name}}`, found);
  try {
    return new RegExp(text);
  } catch {
    return /$^/;
  }
}
