// The list of a person's chats, as the phone shows it behind the back arrow.
import { h } from "./dom.js";
import { t, timeOf } from "./i18n.js";
import { colourOf, initials } from "./people.js";
import { nameOf, shorten, summary } from "./service.js";

/** Return what a chat is called on the phone. */
export const titleOf = (chat) => chat.title ?? chat.first_name ?? chat.bot?.first_name ?? "?";

/** Draw the avatar of a chat. */
export function chatAvatar(chat) {
  const id = chat.type === "private" ? chat.bot?.id : chat.id;
  return h("span", { class: `avatar ${colourOf(id)}`, "aria-hidden": "true" }, initials(titleOf(chat)));
}

/** Draw the list; `open` gets the chat that is tapped. */
export function chatList(chats, open) {
  const shown = [...chats].filter((chat) => !chat.migrated_to).sort((a, b) => (b.last_message?.date ?? 0) - (a.last_message?.date ?? 0));
  if (!shown.length) return h("div", { class: "empty" }, h("p", { text: t("chats.none") }));
  return h("ul", { class: "chat-list" }, ...shown.map((chat) => h("li", {}, entry(chat, open))));
}

function entry(chat, open) {
  const last = chat.last_message;
  const who = last && chat.type !== "private" && !last.from?.is_bot ? `${nameOf(last.from)}: ` : "";
  const words = last ? who + shorten(summary(last), 70) : t("chats.nothing");
  const name = chat.unread ? t("chats.unread", { title: titleOf(chat), count: chat.unread }) : titleOf(chat);
  return h("button", { type: "button", class: "chat-entry", "aria-label": name, on: { click: () => open(chat) } },
    chatAvatar(chat),
    h("span", { class: "chat-words" },
      h("span", { class: "chat-title", text: titleOf(chat) }),
      h("span", { class: "chat-last", text: words })),
    h("span", { class: "chat-side" },
      h("span", { class: "chat-time", text: last ? timeOf(last.date) : "" }),
      chat.unread ? h("span", { class: "badge", text: String(chat.unread) }) : null));
}
