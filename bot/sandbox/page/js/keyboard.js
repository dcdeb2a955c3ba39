// Inline keyboards under bubbles, and reply keyboards above the composer.
import { h, setChildren } from "./dom.js";
import { t } from "./i18n.js";
import { link, safeUrl } from "./entities.js";

const STYLES = new Set(["primary", "success", "danger"]);

/**
 * Bring an inline keyboard's rows into `holder`. Buttons are kept by place and meaning, so that an edit in place
 * keeps the focus of a person who drives by keyboard.
 */
export function drawInline(holder, markup, press) {
  const rows = markup?.inline_keyboard ?? [];
  const kept = new Map([...holder.querySelectorAll("[data-identity]")].map((one) => [one.dataset.identity, one]));
  const focused = holder.contains(document.activeElement) ? document.activeElement : null;
  const drawn = rows.map((row, y) => {
    const line = holder.children[y]?.classList.contains("key-row") ? holder.children[y] : h("div", { class: "key-row" });
    const keys = row.map((key, x) => {
      const identity = `${y}:${x}:${JSON.stringify(key)}`;
      return kept.get(identity) ?? inlineKey(key, identity, press);
    });
    setChildren(line, keys);
    return line;
  });
  setChildren(holder, drawn);
  holder.hidden = drawn.length === 0;
  // The pressed button is gone after most edits: the first of the new ones takes over, not the top of the page.
  if (focused && !focused.isConnected) holder.querySelector("button, a")?.focus({ preventScroll: true });
}

function inlineKey(key, identity, press) {
  const style = STYLES.has(key.style) ? ` is-${key.style}` : "";
  const data = { identity, data: key.callback_data ?? "", text: key.text };
  if (key.url ?? key.login_url?.url) {
    const url = key.url ?? key.login_url.url;
    if (safeUrl(url)) {
      const anchor = link(url, h("span", { class: "key-text", text: key.text }), h("span", { class: "key-mark", "aria-hidden": "true", text: "↗" }));
      anchor.className = `key${style}`;
      Object.assign(anchor.dataset, data);
      return anchor;
    }
  }
  const element = h("button", { type: "button", class: `key${style}`, data },
    h("span", { class: "key-text", text: key.text }), h("span", { class: "key-spinner", "aria-hidden": "true" }));
  if (key.copy_text) element.append(h("span", { class: "key-mark", "aria-hidden": "true", text: "⧉" }));
  element.addEventListener("click", (event) => {
    event.stopPropagation();
    press(key, element);
  });
  return element;
}

/** Show that a button waits for the bot, or no longer does. */
export function setBusy(element, busy) {
  element.classList.toggle("is-busy", busy);
  element.setAttribute("aria-busy", String(busy));
}

/** Flash a button, so that people see what somebody else (the tour) pressed. */
export function flash(element) {
  element.classList.remove("is-flashing");
  void element.offsetWidth; // restarts the animation
  element.classList.add("is-flashing");
  setTimeout(() => element.classList.remove("is-flashing"), 1200);
}

/** Draw a reply keyboard; `send` gets the text of the key. */
export function replyKeyboard(markup, send) {
  const rows = (markup.keyboard ?? []).map((row) =>
    h("div", { class: "key-row" },
      ...row.map((key) => {
        const text = typeof key === "string" ? key : key.text;
        const style = STYLES.has(key.style) ? ` is-${key.style}` : "";
        return h("button", { type: "button", class: `key reply-key${style}`, text, on: { click: () => send(text) } });
      })));
  return h("div", { class: "reply-keyboard", role: "group", "aria-label": t("keyboard") }, ...rows);
}

/**
 * Return what the reply keyboard of a chat is now: the newest markup counts, a removal clears it.
 * `selective` ones count only for the person replied to or mentioned.
 */
export function currentReplyMarkup(messages, person) {
  for (const message of [...messages].reverse()) {
    const markup = message.reply_markup;
    if (!markup || markup.inline_keyboard) continue;
    if (markup.selective && !concerns(message, person)) continue;
    if (markup.remove_keyboard) return null;
    return { markup, message };
  }
  return null;
}

function concerns(message, person) {
  if (message.reply_to_message?.from?.id === person.id) return true;
  const texts = message.entities ?? [];
  return texts.some((entity) => entity.user?.id === person.id
    || (entity.type === "mention" && person.user?.username
      && message.text.slice(entity.offset + 1, entity.offset + entity.length) === person.user.username));
}

