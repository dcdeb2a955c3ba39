// The tour as a list of steps, for those who want to see where it stands.
import { h } from "./dom.js";
import { pick, t } from "./i18n.js";
import { on, store } from "./store.js";

export class TourTab {
  name = "tour";
  changed = () => {};
  news = 0;

  constructor(tour) {
    this.tour = tour;
    this.title = h("h2", {});
    this.begin = h("button", { type: "button", class: "primary-button", text: t("tour.begin"), on: { click: () => tour.begin() } });
    this.steps = h("ol", { class: "tour-steps", "aria-label": t("tour.steps") });
    this.none = h("p", { class: "hint", text: t("tour.none") });
    this.element = h("div", { class: "tab" }, this.title, this.begin, this.none, this.steps);
    this.end = on("event:tour", () => this.draw());
  }

  close() {
    this.end();
  }

  shown() {
    this.draw();
  }

  draw() {
    const script = this.tour.tour;
    this.none.hidden = this.tour.isAvailable;
    this.begin.hidden = !this.tour.isAvailable || script?.state === "playing";
    this.title.textContent = this.tour.title;
    const steps = script?.steps ?? [];
    const now = script?.step ?? 0;
    this.steps.replaceChildren(...steps.map((step, place) => {
      const who = store.people.get(Number(step.who))?.name ?? "";
      const state = place + 1 < now ? "is-done" : place + 1 === now ? "is-now" : "";
      return h("li", { class: state, "aria-current": place + 1 === now ? "step" : undefined },
        h("strong", { text: who }), h("span", { text: pick(step.captions ?? step.caption) }));
    }));
    this.steps.querySelector(".is-now")?.scrollIntoView({ block: "nearest" });
  }
}
