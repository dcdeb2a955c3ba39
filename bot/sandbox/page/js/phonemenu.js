// The ⋮ menu of a phone, and the small forms it opens.
import { api } from "./api.js";
import { button, h, icon, openDialog } from "./dom.js";
import { t } from "./i18n.js";
import { move, show } from "./people.js";

/** Make the ⋮ button with its menu; the entries are asked for when it opens. */
export function menuButton(entries) {
  const list = h("div", { class: "menu", role: "menu" });
  list.hidden = true;
  const opener = button(t("menu"), { class: "round", "aria-haspopup": "menu", "aria-expanded": "false" }, icon("more"));
  const close = () => {
    list.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    removeEventListener("pointerdown", outside, true);
  };
  const outside = (event) => holder.contains(event.target) || close();
  opener.addEventListener("click", () => {
    if (!list.hidden) return close();
    list.replaceChildren(...entries().filter(Boolean).map(([text, work, danger]) =>
      h("button", { type: "button", role: "menuitem", class: danger ? "is-danger" : "", text, on: { click: () => (close(), opener.focus(), work()) } })));
    list.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    addEventListener("pointerdown", outside, true);
    return list.firstChild.focus();
  });
  list.addEventListener("keydown", (event) => {
    const items = [...list.children];
    const at = items.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) items[(at + step + items.length) % items.length].focus();
    else if (event.key === "Escape") (close(), opener.focus());
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const holder = h("div", { class: "menu-holder" }, opener, list);
  return holder;
}

/** Return the entries of a phone's menu: [text, work, isDangerous]. */
export function phoneEntries(phone) {
  const { person, chat } = phone;
  const isPrivate = chat?.type === "private";
  return [
    isPrivate && [t("menu.startlink"), () => askPayload(phone)],
    isPrivate && (chat.blocked
      ? [t("menu.unblock"), () => phone.run(() => api.block(person.id, chat, false))]
      : [t("menu.block"), () => phone.run(() => api.block(person.id, chat, true)), true]),
    [t("menu.language", { language: person.language_code === "zh" ? "English" : "中文" }), () => switchLanguage(person)],
    [t("menu.left"), () => move(person.id, -1)],
    [t("menu.right"), () => move(person.id, 1)],
    [t("menu.hide"), () => show(person.id, false)],
  ];
}

// The language of a person's app, which the bot sees as language_code.
function switchLanguage(person) {
  return api.savePerson({ id: person.id, name: person.name, language_code: person.language_code === "zh" ? "en" : "zh" });
}

function askPayload(phone) {
  const field = h("input", { type: "text", required: true, pattern: "[A-Za-z0-9_\\-]{1,64}|https?://.+start=.+", placeholder: "https://t.me/…?start=…", "aria-label": t("startlink.label"), autocomplete: "off" });
  const form = h("form", { class: "form", method: "dialog" },
    h("h2", { text: t("menu.startlink") }), h("p", { text: t("startlink.why") }), h("label", {}, h("span", { text: t("startlink.label") }), field),
    h("div", { class: "form-foot" }, h("button", { class: "primary-button", text: t("start") })));
  form.addEventListener("submit", () => phone.composer.start(payloadOf(field.value.trim())));
  openDialog(t("menu.startlink"), [form]);
}

/** Return the payload of a deep link, or the text itself. */
export function payloadOf(text) {
  const match = /[?&]start=([A-Za-z0-9_-]{1,64})/.exec(text);
  return match ? match[1] : text;
}

/** Return {bot, payload} when `href` is a deep link to a bot, null otherwise. */
export function deepLink(href) {
  const match = /^(?:https?:\/\/(?:t\.me|telegram\.me)\/|tg:\/\/resolve\?domain=)([A-Za-z0-9_]+)(?:\/?[?&]start=([A-Za-z0-9_-]{0,64}))?$/.exec(href);
  return match ? { bot: match[1], payload: match[2] ?? "" } : null;
}
