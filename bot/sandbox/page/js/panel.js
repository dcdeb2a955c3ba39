// Behind the scenes: a side panel with tabs. On a narrow screen it is a drawer over the phones.
import { button, h, icon } from "./dom.js";
import { t } from "./i18n.js";
import { recall, remember } from "./memory.js";
import { CallsTab } from "./panel_calls.js";
import { FaultsTab } from "./panel_faults.js";
import { MailsTab } from "./panel_mails.js";
import { TourTab } from "./panel_tour.js";

export class Panel {
  constructor(tour, say) {
    this.tabs = [new CallsTab(), new FaultsTab(say), new MailsTab(), new TourTab(tour)];
    this.heads = h("div", { class: "tabs", role: "tablist", "aria-label": t("panel") });
    this.content = h("div", { class: "panel-content" });
    this.element = h("aside", { class: "panel", "aria-label": t("panel") },
      h("div", { class: "panel-head" }, this.heads, button(t("close"), { class: "round small", on: { click: () => this.toggle(false) } }, icon("close"))),
      this.content);
    this.toggler = button(t("panel.toggle"), { class: "bar-button panel-toggle", "aria-expanded": "false", on: { click: () => this.toggle() } },
      icon("tools"), h("span", { class: "wide-only", text: t("panel.toggle") }), (this.dot = h("span", { class: "badge" })));
    this.heads.append(...this.tabs.map((tab) => this.head(tab)));
    this.content.append(...this.tabs.map((tab) => tab.element));
    this.heads.addEventListener("keydown", (event) => this.arrows(event));
    this.choose(recall("tab") ?? "calls");
    for (const tab of this.tabs) tab.changed = () => this.drawBadges();
    this.toggle(recall("panel") ?? innerWidth > 2000, false);
    this.drawBadges();
  }

  close() {
    for (const tab of this.tabs) tab.close();
  }

  head(tab) {
    tab.badge = h("span", { class: "badge" });
    tab.element.id = `tab-${tab.name}`;
    tab.element.setAttribute("role", "tabpanel");
    tab.element.setAttribute("aria-label", t(`tab.${tab.name}`));
    tab.head = h("button", { type: "button", role: "tab", "aria-controls": tab.element.id, on: { click: () => this.choose(tab.name) } },
      h("span", { text: t(`tab.${tab.name}`) }), tab.badge);
    return tab.head;
  }

  choose(name) {
    this.chosen = this.tabs.find((tab) => tab.name === name) ?? this.tabs[0];
    remember("tab", this.chosen.name);
    for (const tab of this.tabs) {
      const here = tab === this.chosen;
      tab.element.hidden = !here;
      tab.head.setAttribute("aria-selected", String(here));
      tab.head.tabIndex = here ? 0 : -1;
    }
    if (this.isOpen) this.chosen.shown();
    this.drawBadges();
  }

  arrows(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = this.tabs.indexOf(this.chosen);
    this.choose(this.tabs[(at + step + this.tabs.length) % this.tabs.length].name);
    this.chosen.head.focus();
  }

  toggle(open = !this.isOpen, keep = true) {
    this.isOpen = open;
    if (keep) remember("panel", open);
    this.element.hidden = !open;
    document.documentElement.classList.toggle("has-panel", open);
    this.toggler.setAttribute("aria-expanded", String(open));
    if (open) this.chosen.shown();
    this.drawBadges();
  }

  drawBadges() {
    let hidden = 0;
    for (const tab of this.tabs) {
      const seen = this.isOpen && tab === this.chosen;
      const count = seen ? 0 : tab.news;
      tab.badge.textContent = count || "";
      tab.badge.hidden = !count;
      if (tab.badge.textContent) hidden += count;
    }
    this.dot.textContent = hidden || "";
    this.dot.hidden = this.isOpen || !hidden;
  }
}
