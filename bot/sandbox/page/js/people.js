// Who is on the desk: order and visibility of the phones, kept between visits.
import { store, tell } from "./store.js";
import { recall, remember } from "./memory.js";

const PHONES_AT_FIRST = 6;

/** Return all people in the order the person at the desk gave them; newcomers stand at the end. */
export function orderedPeople() {
  const order = recall("order") ?? [];
  const rank = (id) => (order.includes(id) ? order.indexOf(id) : order.length);
  return [...store.people.values()].sort((a, b) => rank(a.id) - rank(b.id) || a.id - b.id);
}

/** Tell whether a person's phone is on the desk. Nobody chose yet: the first few are, a crowd is not. */
export function isShown(id) {
  const choice = (recall("shown") ?? {})[id];
  if (choice !== undefined) return choice;
  return orderedPeople().findIndex((person) => person.id === id) < PHONES_AT_FIRST;
}

export const shownPeople = () => orderedPeople().filter((person) => isShown(person.id));

/** Put a phone on the desk or away. */
export function show(id, shown) {
  remember("shown", { ...recall("shown"), [id]: shown });
  tell("people");
}

/** Move a phone by `step` places among those on the desk. */
export function move(id, step) {
  const ids = shownPeople().map((person) => person.id);
  const from = ids.indexOf(id);
  const to = Math.max(0, Math.min(ids.length - 1, from + step));
  ids.splice(to, 0, ...ids.splice(from, 1));
  const hidden = orderedPeople().map((person) => person.id).filter((other) => !ids.includes(other));
  remember("order", [...ids, ...hidden]);
  tell("people");
}

/** Return how much a person has not read, in all chats. */
export const unreadOf = (id) => (store.chats.get(id) ?? []).reduce((sum, chat) => sum + (chat.unread ?? 0), 0);

const COLOURS = 7;

/** Return the class of a person's or bot's own colour, the same everywhere. */
export const colourOf = (id) => `colour-${Math.abs(Number(id)) % COLOURS}`;

/** Return the one or two letters an avatar shows. */
export function initials(name) {
  const words = String(name || "?").trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => [...word][0] ?? "").join("").toUpperCase();
}
