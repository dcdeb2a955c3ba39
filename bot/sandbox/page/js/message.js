// One row of a conversation: a bubble (or an album, or a service line) with its keyboard and reactions.
import { button, h, icon } from "./dom.js";
import { formatted } from "./entities.js";
import { t, timeOf } from "./i18n.js";
import { drawInline } from "./keyboard.js";
import { albumLayout, documentRow, photo } from "./media.js";
import { colourOf, initials } from "./people.js";
import { nameOf, other, serviceText, shorten, summary } from "./service.js";

const HAS_FILE = ["document", "audio", "video", "voice", "animation"];

/** Make the row of `item` ({messages, isOut, isFirst, isLast, showsSender}); `context` says what taps do. */
export function makeRow(item, context) {
  const row = h("article", { class: "row", tabindex: "-1", data: { id: item.messages[0].message_id } });
  row.bubble = h("div", { class: "bubble" });
  row.keys = h("div", { class: "inline-keyboard", role: "group", "aria-label": t("buttons") });
  row.keys.hidden = true;
  row.reactions = h("div", { class: "reactions" });
  row.stack = h("div", { class: "stack" }, row.bubble, row.keys, row.reactions);
  row.append(row.stack);
  row.bubble.addEventListener("click", (event) => {
    const selected = String(getSelection()).length > 0;
    if (selected || event.target.closest("a, button, .spoiler:not(.is-open)")) return;
    context.reply(row.item.messages[0]);
  });
  updateRow(row, item, context);
  return row;
}

/** Make the line of a service message. */
export function makeService(message) {
  const id = message.message_id;
  return h("div", { class: "service", data: { id } }, h("span", { text: serviceText(message) }));
}

/** Bring a row to what `item` is now. What did not change stays in the document: no flicker, no lost focus. */
export function updateRow(row, item, context) {
  const first = item.messages[0];
  const said = item.messages.find((message) => message.caption || message.text) ?? first;
  row.item = item;
  row.className = ["row", item.isOut ? "is-out" : "is-in", item.isFirst && "is-first", item.isLast && "is-last",
    first.isPending && "is-pending"].filter(Boolean).join(" ");
  row.setAttribute("aria-label", spokenName(item, said));
  drawAvatar(row, item, first);
  const media = drawMedia(row, item);
  const words = said.text ?? said.caption ?? (media ? "" : other(said));
  const entities = said.entities ?? said.caption_entities ?? [];
  const text = words && h("div", { class: "text", dir: "auto" }, ...formatted(words, entities, context.act));
  const parts = [
    item.showsSender && item.isFirst && h("div", { class: `sender ${colourOf(first.from?.id)}`, text: nameOf(first.from) }),
    forwarded(first),
    quoted(first, context),
    media,
    text,
    meta(item, said, Boolean(media) && !text),
    actions(item, context),
  ];
  row.bubble.replaceChildren(...parts.filter(Boolean));
  row.bubble.classList.toggle("has-media", Boolean(media) && Boolean(first.photo));
  row.bubble.classList.toggle("is-big", isBigEmoji(words, media));
  const markup = item.messages.at(-1).reply_markup;
  drawInline(row.keys, markup?.inline_keyboard ? markup : null, (key, element) => context.press(row.item.messages.at(-1), key, element));
  row.stack.classList.toggle("has-keys", !row.keys.hidden);
  drawReactions(row, item);
}

function spokenName(item, said) {
  const who = item.isOut ? t("you") : nameOf(said.from);
  return `${who}, ${timeOf(said.date)}: ${shorten(summary(said), 120)}`;
}

function drawAvatar(row, item, first) {
  row.querySelector(":scope > .avatar")?.remove();
  if (!item.showsSender) return;
  const name = nameOf(first.from);
  const avatar = h("span", { class: `avatar ${colourOf(first.from?.id)}`, "aria-hidden": "true" });
  if (item.isLast) avatar.append(initials(name));
  else avatar.classList.add("is-blank");
  row.prepend(avatar);
}

function drawMedia(row, item) {
  const files = item.messages.map((m) => (m.photo?.at(-1) ?? fileOf(m))?.file_unique_id ?? "").join();
  if (!files.replaceAll(",", "")) return (row.media = null);
  const same = row.media?.dataset.files === files && item.messages.length === row.media.count;
  if (same) return row.media;
  const photos = item.messages.filter((message) => message.photo);
  const documents = item.messages.filter((message) => !message.photo && fileOf(message));
  const holder = h("div", { class: photos.length ? `media ${photos.length > 1 ? albumLayout(photos.length) : ""}` : "documents", data: { files } });
  holder.append(...photos.map((message) => photo(message, photos)), ...documents.map(documentRow));
  holder.count = item.messages.length;
  return (row.media = holder);
}

const fileOf = (message) => HAS_FILE.map((name) => message[name]).find(Boolean);

function forwarded(message) {
  const origin = message.forward_origin;
  if (!origin) return null;
  const from = nameOf(origin.sender_user) || origin.sender_user_name || origin.chat?.title || origin.sender_chat?.title || "?";
  return h("div", { class: "forwarded", text: t("forwarded", { name: from }) });
}

function quoted(message, context) {
  const original = message.reply_to_message;
  // In a topic every message answers the one that opened it; nobody wants to see that on each bubble.
  if (!original || original.forum_topic_created) return null;
  const text = message.quote?.text ?? summary(original);
  const jump = (event) => {
    event.stopPropagation();
    context.jump(original.message_id);
  };
  return button(
    t("reply.jump", { name: nameOf(original.from) }),
    { class: `quoted ${colourOf(original.from?.id)}`, on: { click: jump } },
    h("span", { class: "quoted-name", text: nameOf(original.from) }),
    h("span", { class: "quoted-text", text: shorten(text, 90) }),
  );
}

function meta(item, said, over) {
  const marks = [];
  if (showsEdited(said)) marks.push(h("span", { text: t("edited") }));
  marks.push(h("time", { datetime: new Date(said.date * 1000).toISOString(), text: timeOf(said.date) }));
  if (item.isOut) {
    const pending = item.messages.some((message) => message.isPending);
    marks.push(h("span", { class: "ticks", role: "img", "aria-label": t(pending ? "sending" : "sent"), text: pending ? "◷" : "✓✓" }));
  }
  return h("span", { class: `meta ${over ? "is-over" : ""}` }, ...marks);
}

// Telegram's apps do not call a bot's card "edited" while it works with buttons: the card is meant to change.
function showsEdited(message) {
  if (!message.edit_date) return false;
  if (!message.from?.is_bot) return true;
  return message.textChanged !== false && !message.reply_markup?.inline_keyboard;
}

function actions(item, context) {
  const message = item.messages[0];
  if (message.isPending) return null;
  const edit = item.isOut && (message.text !== undefined || message.caption !== undefined);
  const stop = (work) => (event) => {
    event.stopPropagation();
    work(message);
  };
  return h("span", { class: "bubble-actions" },
    button(t("reply"), { class: "bubble-action", on: { click: stop(context.reply) } }, icon("reply")),
    edit && button(t("edit"), { class: "bubble-action", on: { click: stop(context.edit) } }, icon("edit")));
}

const EMOJI_ONLY = /^(\p{Extended_Pictographic}[\u{1F3FB}-\u{1F3FF}\u200d\ufe0f]*){1,3}$/u;

const isBigEmoji = (words, media) => !media && EMOJI_ONLY.test(words ?? "");

function drawReactions(row, item) {
  const emoji = (item.reactions ?? []).map((one) => one.emoji ?? "★");
  row.reactions.hidden = emoji.length === 0;
  row.reactions.replaceChildren(...emoji.map((one) => h("span", { class: "reaction", "aria-label": t("reaction", { emoji: one }), role: "img", text: one })));
}
