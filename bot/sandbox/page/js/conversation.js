// The scrolling list of one chat on one phone. Rows are keyed: only what changed is touched.
import { button, h, icon, setChildren } from "./dom.js";
import { dayOf, t } from "./i18n.js";
import { makeRow, makeService, updateRow } from "./message.js";
import { serviceText } from "./service.js";
import { store } from "./store.js";

const NEAR_END = 48; // pixels that still count as "at the end"
const SAME_BREATH = 300; // seconds within which bubbles of one sender stand together

export class Conversation {
  constructor(person, chat, context) {
    Object.assign(this, { person, chat, context, rows: new Map(), items: new Map(), missed: 0, pending: [], topic: 0, lastTop: 0 });
    this.list = h("div", { class: "log-inner" });
    this.log = h("div", {
      class: "log", role: "log", "aria-live": "polite", tabindex: "0",
      "aria-label": t("messages.of", { chat: context.title, name: person.name }),
    }, this.list);
    this.count = h("span", { class: "jump-count" });
    this.jumpButton = button(t("jump.end"), { class: "jump-end", on: { click: () => this.toEnd(true) } }, this.count, icon("down"));
    this.jumpButton.hidden = true;
    this.element = h("div", { class: "conversation" }, this.log, this.jumpButton);
    this.sticks = true;
    this.log.addEventListener("scroll", () => this.scrolled(), { passive: true });
    // Keyboards, the composer and late pictures change heights: who was at the end stays there.
    this.observer = new ResizeObserver(() => this.sticks && this.toEnd());
    this.observer.observe(this.log);
    this.observer.observe(this.list);
  }

  close() {
    this.observer.disconnect();
  }

  get messages() {
    return [...(store.conversations.get(this.chat.key)?.values() ?? [])];
  }

  scrolled() {
    const distance = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight;
    // Only moving up means that somebody reads older messages; a growing keyboard or picture means nothing.
    if (distance < NEAR_END) this.sticks = true;
    else if (this.log.scrollTop < this.lastTop) this.sticks = false;
    this.lastTop = this.log.scrollTop;
    if (this.sticks) this.missed = 0;
    this.drawJump();
    if (this.sticks) this.context.seen();
  }

  drawJump() {
    this.jumpButton.hidden = this.sticks;
    this.count.textContent = this.missed || "";
    this.count.hidden = !this.missed;
  }

  toEnd(smooth = false) {
    this.sticks = true;
    this.missed = 0;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.log.scrollTo({ top: this.log.scrollHeight, behavior: smooth && !calm ? "smooth" : "instant" });
    this.drawJump();
    this.context.seen();
  }

  /** Show `messages` not yet acknowledged below the others. */
  addPending(message) {
    this.pending.push(message);
    this.draw();
    this.toEnd();
  }

  dropPending(message) {
    this.pending = this.pending.filter((other) => other !== message);
    this.draw();
  }

  /** Count a new message for the ↓ button, or go to it. */
  arrived(message) {
    const own = message.from?.id === this.person.id;
    if (own) this.sticks = true;
    if (!this.sticks) this.missed += 1;
    this.drawJump();
  }

  draw() {
    const wanted = this.arrange();
    const first = this.rows.size === 0;
    const elements = wanted.map((item) => this.rowOf(item, first));
    const keys = new Set(wanted.map((item) => item.key));
    for (const key of this.rows.keys()) {
      if (keys.has(key)) continue;
      this.rows.delete(key);
      this.items.delete(key);
    }
    setChildren(this.list, elements);
    if (this.sticks) this.toEnd();
  }

  rowOf(item, first) {
    const before = this.items.get(item.key);
    let element = this.rows.get(item.key);
    if (!element) {
      element = this.makeElement(item);
      if (!first) element.classList.add("is-new");
      this.rows.set(item.key, element);
    } else if (item.kind === "message" && !isSame(before, item)) {
      updateRow(element, item, this.context);
    }
    this.items.set(item.key, item);
    return element;
  }

  makeElement(item) {
    if (item.kind === "day") return h("div", { class: "day", role: "separator" }, h("span", { text: item.label }));
    if (item.kind === "service") return makeService(item.messages[0]);
    return makeRow(item, this.context);
  }

  /** Turn messages into rows: days between them, albums together, bubbles of one sender as a stack. */
  arrange() {
    const items = [];
    let day = "";
    let before = null;
    const inTopic = (message) => !this.topic || message.message_thread_id === this.topic;
    for (const message of [...this.messages.filter(inTopic), ...this.pending]) {
      const label = dayOf(message.date);
      if (label !== day) {
        items.push({ kind: "day", key: `day:${label}`, label });
        day = label;
        before = null;
      }
      if (serviceText(message)) {
        items.push({ kind: "service", key: `m:${message.message_id}`, messages: [message] });
        before = null;
      } else if (before && message.media_group_id && before.messages[0].media_group_id === message.media_group_id) {
        before.messages.push(message);
      } else {
        before = this.bubble(message, before);
        items.push(before);
      }
    }
    return items;
  }

  bubble(message, before) {
    const isOut = message.from?.id === this.person.id;
    const last = before?.messages.at(-1);
    const together = last && last.from?.id === message.from?.id && message.date - last.date < SAME_BREATH;
    if (together) before.isLast = false;
    return {
      kind: "message",
      key: message.key ?? (message.media_group_id ? `g:${message.media_group_id}` : `m:${message.message_id}`),
      messages: [message],
      isOut,
      isFirst: !together,
      isLast: true,
      showsSender: this.chat.type !== "private" && !isOut,
      reactions: store.reactions.get(`${this.chat.id}:${message.message_id}`) ?? message.reactions,
    };
  }

  /** Bring a message into view and flash it. */
  reveal(messageId) {
    const row = this.elementOf(messageId);
    if (!row) return;
    row.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth" });
    row.classList.remove("is-revealed");
    void row.offsetWidth;
    row.classList.add("is-revealed");
  }

  elementOf(messageId) {
    for (const [key, item] of this.items) {
      if (item.messages?.some((message) => message.message_id === messageId)) return this.rows.get(key);
    }
    return undefined;
  }
}

const FLAGS = ["isOut", "isFirst", "isLast", "showsSender", "reactions"];

function isSame(a, b) {
  return a.messages.length === b.messages.length
    && a.messages.every((message, place) => message === b.messages[place])
    && FLAGS.every((flag) => a[flag] === b[flag]);
}
