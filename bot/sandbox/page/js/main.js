// The desk: the bar on top, the phones side by side, the panel behind the scenes.
import { button, h, icon, perFrame, setChildren } from "./dom.js";
import { addGroup, addPerson } from "./forms.js";
import { currentLanguage, t, useLanguage } from "./i18n.js";
import { recall, remember } from "./memory.js";
import { toast } from "./notices.js";
import { Panel } from "./panel.js";
import { colourOf, initials, isShown, orderedPeople, show, shownPeople, unreadOf } from "./people.js";
import { Phone } from "./phone.js";
import { chatsOf, follow, on, store } from "./store.js";
import { Tour } from "./tour.js";

const dark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (recall("theme") ?? (dark.matches ? "dark" : "light")) === "dark";
const isNarrow = matchMedia("(max-width: 600px)");

class Desk {
  constructor() {
    this.phones = new Map();
    this.drawChipsSoon = perFrame(() => this.drawChips());
    this.build();
    on("people", () => this.drawPeople());
    on("chats", (person) => this.chatsChanged(person));
    on("message", (event) => this.owner(event.key)?.arrived(event));
    on("conversation", (key) => this.owner(key)?.redraw());
    on("event:answer", (event) => this.phones.get(event.person)?.presses.pressedElsewhere(event));
    on("connected", () => (this.lost.hidden = store.connected));
    this.applyTheme();
    dark.addEventListener("change", () => this.applyTheme());
  }

  build() {
    document.title = t("title");
    this.row = h("div", { class: "phones", tabindex: "-1" });
    this.chips = h("div", { class: "people", role: "group", "aria-label": t("people") });
    this.lost = h("p", { class: "lost", role: "status", text: t("connecting") });
    this.lost.hidden = true;
    this.tour = new Tour(this);
    this.panel = new Panel(this.tour, (text, kind) => toast(document.body, text, kind));
    this.themeButton = button(t("theme.dark"), { class: "bar-button", on: { click: () => this.switchTheme() } }, icon("moon"));
    this.bar = h("header", { class: "bar" },
      h("h1", { class: "brand" }, h("span", { class: "brand-mark", "aria-hidden": "true" }, icon("send")), h("span", { class: "wide-only", text: t("title") })),
      this.tour.watch, this.chips,
      h("div", { class: "bar-end" },
        button(t("people.add"), { class: "bar-button", on: { click: addPerson } }, icon("plus")),
        button(t("group.new"), { class: "bar-button", on: { click: addGroup } }, icon("group")),
        h("button", { type: "button", class: "bar-button words", lang: currentLanguage() === "zh" ? "en" : "zh-CN", text: t("language.switch"), on: { click: () => this.switchLanguage() } }),
        this.themeButton, this.panel.toggler));
    this.main = h("main", { class: "desk" }, this.row, this.tour.card);
    document.body.replaceChildren(this.bar, this.lost, h("div", { class: "room" }, this.main, this.panel.element));
    this.row.addEventListener("scroll", () => this.markCurrent(), { passive: true });
    this.drawPeople();
  }

  // -- what others ask of the desk

  phoneOf(id) {
    return this.phones.get(id);
  }

  chatOf(person, id) {
    return chatsOf(person).find((chat) => chat.id === id);
  }

  owner(key) {
    return this.phones.get(Number(key.split("/")[0]));
  }

  /** Put one phone into the light and bring it into view; null puts the light out. */
  spotlight(id) {
    for (const [person, phone] of this.phones) phone.element.classList.toggle("is-acting", person === id);
    this.row.classList.toggle("has-spotlight", id !== null);
    if (id !== null) this.bring(id);
  }

  bring(id) {
    const element = this.phones.get(id)?.element;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    element?.scrollIntoView({ inline: isNarrow.matches ? "start" : "nearest", block: "nearest", behavior: calm ? "instant" : "smooth" });
  }

  // -- drawing

  drawPeople() {
    const shown = shownPeople();
    for (const [id, phone] of this.phones) {
      if (shown.some((person) => person.id === id)) continue;
      phone.close();
      this.phones.delete(id);
    }
    for (const person of shown) {
      const phone = this.phones.get(person.id);
      if (!phone) this.phones.set(person.id, new Phone(person));
      else {
        phone.person = person;
        phone.draw();
      }
    }
    setChildren(this.row, shown.length ? shown.map((person) => this.phones.get(person.id).element) : [this.welcome()]);
    this.drawChips();
  }

  drawChips() {
    const focused = document.activeElement?.dataset?.chip;
    this.chips.replaceChildren(...orderedPeople().map((person) => this.chip(person)));
    if (focused) this.chips.querySelector(`[data-chip="${focused}"]`)?.focus();
    this.markCurrent();
  }

  chip(person) {
    const unread = unreadOf(person.id);
    return h("button", {
      type: "button", class: "chip", "aria-pressed": String(isShown(person.id)), "aria-label": t("people.shown", { name: person.name }),
      data: { chip: person.id }, on: { click: () => this.tapChip(person.id) },
    },
    h("span", { class: `avatar small ${colourOf(person.id)}`, "aria-hidden": "true" }, initials(person.name)),
    h("span", { class: "chip-name", text: person.name }),
    unread ? h("span", { class: "badge", text: String(unread) }) : null);
  }

  // On a narrow screen the chips are tabs: a tap goes to that phone. On a desk they put phones down and away.
  tapChip(id) {
    if (!isNarrow.matches) return show(id, !isShown(id));
    if (!isShown(id)) show(id, true);
    return this.bring(id);
  }

  markCurrent() {
    if (!isNarrow.matches) return;
    const place = Math.round(this.row.scrollLeft / Math.max(1, this.row.clientWidth));
    const current = shownPeople()[place]?.id;
    for (const chip of this.chips.children) {
      const here = Number(chip.dataset.chip) === current;
      if (here && !chip.hasAttribute("aria-current")) chip.scrollIntoView({ inline: "nearest", block: "nearest" });
      chip.toggleAttribute("aria-current", here);
      if (here) chip.setAttribute("aria-current", "true");
    }
  }

  chatsChanged(person) {
    const phone = this.phones.get(person);
    if (phone) {
      const lostChat = phone.key && !phone.chat;
      if (!store.open.has(person)) phone.enter(undefined);
      else if (lostChat) phone.enter("");
      else if (phone.chat && !phone.conversation) phone.enter(phone.key);
      else phone.draw();
    }
    this.drawChipsSoon();
    const noBot = store.people.size > 0 && [...store.chats.values()].every((chats) => !chats.length);
    this.lost.hidden = store.connected && !noBot;
    this.lost.textContent = noBot ? t("welcome.nobot", { url: `${location.origin}/bot` }) : t("connecting");
  }

  welcome() {
    return h("div", { class: "welcome" }, h("h2", { text: t("welcome.title") }), h("p", { text: t("welcome.nobody") }),
      // The tour brings its own people: the shortest way from an empty desk to seeing what this is.
      this.tour.isAvailable && h("button", { type: "button", class: "tour-button", on: { click: () => this.tour.begin() } }, icon("play"), h("span", { text: this.tour.title })),
      h("button", { type: "button", class: this.tour.isAvailable ? "plain" : "primary-button", text: t("people.add"), on: { click: addPerson } }));
  }

  // -- switches

  switchLanguage() {
    useLanguage(currentLanguage() === "zh" ? "en" : "zh");
    for (const phone of this.phones.values()) phone.close();
    this.phones.clear();
    this.tour.close();
    this.panel.close();
    this.build();
    this.applyTheme();
    this.tour.speak();
    this.bar.querySelector(".words").focus();
  }

  switchTheme() {
    remember("theme", isDark() ? "light" : "dark");
    this.applyTheme();
  }

  applyTheme() {
    document.documentElement.dataset.theme = isDark() ? "dark" : "light";
    const name = t(isDark() ? "theme.light" : "theme.dark");
    this.themeButton.replaceChildren(icon(isDark() ? "sun" : "moon"));
    this.themeButton.setAttribute("aria-label", name);
    this.themeButton.title = name;
  }
}

new Desk();
follow();
