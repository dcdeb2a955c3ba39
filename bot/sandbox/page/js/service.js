// Sentences for service messages, and one line that stands for any message (replies, pins, list of chats).
import { t } from "./i18n.js";

const nameOf = (user) => [user?.first_name, user?.last_name].filter(Boolean).join(" ");

const KINDS = {
  new_chat_members: (m) => {
    const names = m.new_chat_members.map(nameOf).join(", ");
    const alone = m.new_chat_members.length === 1 && m.new_chat_members[0].id === m.from?.id;
    return alone ? t("service.joined", { name: names }) : t("service.added", { who: nameOf(m.from), name: names });
  },
  left_chat_member: (m) =>
    m.left_chat_member.id === m.from?.id
      ? t("service.left", { name: nameOf(m.from) })
      : t("service.removed", { who: nameOf(m.from), name: nameOf(m.left_chat_member) }),
  new_chat_title: (m) => t("service.title", { who: nameOf(m.from), title: m.new_chat_title }),
  new_chat_photo: (m) => t("service.photo", { who: nameOf(m.from) }),
  delete_chat_photo: (m) => t("service.nophoto", { who: nameOf(m.from) }),
  group_chat_created: (m) => t("service.created", { who: nameOf(m.from) }),
  supergroup_chat_created: (m) => t("service.created", { who: nameOf(m.from) }),
  pinned_message: (m) => t("service.pinned", { who: nameOf(m.from), text: shorten(summary(m.pinned_message), 60) }),
  migrate_to_chat_id: () => t("service.upgraded"),
  migrate_from_chat_id: () => t("service.upgraded"),
  forum_topic_created: (m) => t("service.topic", { name: m.forum_topic_created.name }),
  forum_topic_edited: (m) => t("service.topic.edited", { name: m.forum_topic_edited.name ?? "" }),
  forum_topic_closed: () => t("service.topic.closed"),
  forum_topic_reopened: () => t("service.topic.reopened"),
  message_auto_delete_timer_changed: () => t("service.timer"),
};

/** Return the sentence of a service message, null for any other. */
export function serviceText(message) {
  for (const [name, words] of Object.entries(KINDS)) if (message[name] !== undefined) return words(message);
  return null;
}

const EMBLEMS = {
  photo: "", video: "🎬", animation: "GIF", audio: "🎵", voice: "🎤", sticker: "", location: "📍", venue: "📍",
  contact: "👤", poll: "📊", dice: "",
};

/** Return one line that stands for `message`. */
export function summary(message) {
  if (!message) return "";
  const service = serviceText(message);
  if (service) return service;
  if (message.text) return message.text;
  if (message.document) return [message.document.file_name ?? t("file"), message.caption].filter(Boolean).join(" · ");
  for (const [name, emblem] of Object.entries(EMBLEMS)) {
    if (message[name]) return `${emblem} ${message.caption || other(message) || t(`kind.${name}`)}`.trim();
  }
  return message.caption ?? "…";
}

/** Return the words for kinds of messages that are shown as a line instead of a picture. */
export function other(message) {
  if (message.sticker) return message.sticker.emoji ?? "🖼";
  if (message.dice) return `${message.dice.emoji} ${message.dice.value}`;
  if (message.contact) return `${nameOf(message.contact)} ${message.contact.phone_number ?? ""}`;
  if (message.venue) return `${message.venue.title}, ${message.venue.address}`;
  if (message.location) return `${message.location.latitude}, ${message.location.longitude}`;
  if (message.poll) return `${message.poll.question}\n${message.poll.options.map((one) => `○ ${one.text}`).join("\n")}`;
  return "";
}

/** Cut a text without splitting a character in two. */
export function shorten(text, limit) {
  const letters = [...text.replace(/\s+/g, " ")];
  return letters.length > limit ? `${letters.slice(0, limit - 1).join("")}…` : letters.join("");
}

export { nameOf };
