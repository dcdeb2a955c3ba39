// Formats a text by the Bot API's entities. Offsets and lengths are UTF-16 units, which is what JavaScript counts in.
import { h } from "./dom.js";
import { t } from "./i18n.js";

const SAFE = /^(https?|tg):/i;
const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };

/** Return `url` when it is one a person may be sent to, "" otherwise. */
export function safeUrl(url) {
  const text = String(url ?? "").trim();
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `http://${text}`;
  try {
    return SAFE.test(new URL(whole).href) ? whole : "";
  } catch {
    return "";
  }
}

/** Make a link that opens elsewhere and tells the other site nothing; plain text when the address is not safe. */
export function link(url, ...children) {
  const href = safeUrl(url);
  if (!href) return h("span", {}, ...children);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

/**
 * Return nodes for `text` with `entities`; `act` gets {command} or {mention} when one is tapped.
 * Entities nest: a longer one that starts first is the outer one.
 */
export function formatted(text, entities = [], act = () => {}) {
  const ordered = [...entities]
    .filter((entity) => entity.length > 0 && entity.offset >= 0 && entity.offset < text.length)
    .sort((a, b) => a.offset - b.offset || b.length - a.length || rank(a) - rank(b));
  return build(text, 0, text.length, ordered, act);
}

const rank = (entity) => (entity.type.includes("quote") || entity.type === "pre" ? 0 : 1);

function build(text, from, to, entities, act) {
  const nodes = [];
  let at = from;
  let place = 0;
  while (place < entities.length) {
    const entity = entities[place];
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    place += 1;
    if (start >= end) continue;
    const inner = [];
    while (place < entities.length && entities[place].offset < end) {
      inner.push(entities[place]);
      place += 1;
    }
    if (start > at) nodes.push(text.slice(at, start));
    const children = build(text, start, end, inner, act);
    nodes.push(wrap(entity, text.slice(start, end), children, act));
    at = end;
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

function wrap(entity, text, children, act) {
  const type = entity.type;
  if (TAGS[type]) return h(TAGS[type], {}, ...children);
  switch (type) {
    case "pre":
      return h("pre", { data: { language: entity.language ?? "" } }, h("code", {}, ...children));
    case "blockquote":
      return h("blockquote", {}, ...children);
    case "expandable_blockquote":
      return expandable(children);
    case "spoiler":
      return spoiler(children);
    case "text_link":
      return link(entity.url, ...children);
    case "url":
      return link(text, ...children);
    case "email":
      return h("span", { class: "tappable" }, ...children);
    case "bot_command":
      return tappable(children, () => act({ command: text }));
    case "mention":
    case "text_mention":
    case "hashtag":
    case "cashtag":
    case "phone_number":
      return h("span", { class: "tappable" }, ...children);
    default:
      return h("span", {}, ...children);
  }
}

function tappable(children, work) {
  const stop = (event) => {
    event.stopPropagation();
    work();
  };
  return h("button", { type: "button", class: "tappable in-text", on: { click: stop } }, ...children);
}

function spoiler(children) {
  const element = h("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": t("spoiler") });
  const cover = h("span", { "aria-hidden": "true" }, ...children);
  element.append(cover);
  const reveal = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    if (element.classList.contains("is-open")) return;
    event.preventDefault();
    event.stopPropagation();
    element.classList.add("is-open");
    for (const name of ["role", "tabindex", "aria-label"]) element.removeAttribute(name);
    cover.removeAttribute("aria-hidden");
  };
  element.addEventListener("click", reveal);
  element.addEventListener("keydown", reveal);
  return element;
}

function expandable(children) {
  const quote = h("blockquote", { class: "is-expandable" }, h("span", { class: "quote-text" }, ...children));
  const toggle = h("button", { type: "button", class: "quote-toggle", "aria-expanded": "false", text: t("quote.more") });
  toggle.addEventListener("click", (event) => {
    event.stopPropagation();
    const open = quote.classList.toggle("is-open");
    toggle.setAttribute("aria-expanded", String(open));
    toggle.textContent = open ? t("quote.less") : t("quote.more");
  });
  quote.append(toggle);
  return quote;
}
