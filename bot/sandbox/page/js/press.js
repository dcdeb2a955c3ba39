// Presses on inline buttons: the spinner, the answer, and presses that somebody else made for this person.
import { api } from "./api.js";
import { t } from "./i18n.js";
import { flash, setBusy } from "./keyboard.js";
import { alertOver, toast } from "./notices.js";
import { deepLink } from "./phonemenu.js";

const REQUEST_SECONDS = 1;
const PATIENCE_MILLISECONDS = 14_000; // Telegram gives up on a press after about 15 s

export class Presses {
  constructor(phone) {
    this.phone = phone;
    this.open = new Map(); // what was pressed and not answered yet -> {answer, resolve}
    this.shown = new Set();
  }

  async press(message, key, element) {
    if (key.copy_text) {
      await navigator.clipboard?.writeText(key.copy_text.text).catch(() => {});
      return toast(this.phone.screen, t("copied"));
    }
    if (!key.callback_data) return toast(this.phone.screen, t("key.unsupported"), "error");
    const { person, chat } = this.phone;
    const name = nameOf(chat.id, message.message_id, key.callback_data);
    if (this.open.has(name)) return undefined;
    const entry = {};
    this.open.set(name, entry);
    setBusy(element, true);
    let seen = await this.phone.run(() => api.press(person.id, chat, message.message_id, key.callback_data, REQUEST_SECONDS));
    if (seen && !seen.answered) seen = await lateAnswer(entry);
    this.open.delete(name);
    setBusy(element, false);
    // The event about the same answer may come after the answer itself: it must not be shown twice.
    if (!entry.answer) {
      this.shown.add(name);
      setTimeout(() => this.shown.delete(name), 1000);
    }
    if (seen && !seen.answered) toast(this.phone.screen, t("press.unanswered"), "error");
    if (seen) this.notice(seen);
    return undefined;
  }

  /** Show what an answer to a press says. */
  notice({ toast: words, alert, url }) {
    if (words) toast(this.phone.screen, words);
    if (alert) alertOver(this.phone.screen, this.phone.title, alert);
    const target = url && deepLink(url);
    if (target) this.phone.startBot(target);
  }

  /** Show a press that somebody else made on this person's behalf: the tour, a test. */
  pressedElsewhere(event) {
    const name = nameOf(event.chat_id, event.message_id, event.data);
    const own = this.open.get(name);
    if (own) {
      own.answer = { ...event, answered: true };
      own.resolve?.(own.answer);
    }
    if (own || this.shown.delete(name)) return;
    const row = this.phone.conversation?.elementOf(event.message_id);
    if (this.phone.chat?.id === event.chat_id) {
      this.flashKey(row, (key) => key.dataset.data === event.data);
      this.notice(event);
    }
  }

  flashKey(row, fits) {
    const key = [...(row?.querySelectorAll(".key") ?? [])].find(fits);
    if (key && !key.classList.contains("is-flashing")) flash(key);
    return key;
  }
}

const nameOf = (chatId, messageId, data) => `${chatId}:${messageId}:${data}`;

// A browser keeps few connections to one address: a bot that is slow or off must not use them all up with presses
// that wait. So the request waits shortly, and what comes later is told by an event.
function lateAnswer(entry) {
  if (entry.answer) return entry.answer;
  return new Promise((resolve) => {
    entry.resolve = resolve;
    setTimeout(() => resolve({ answered: false }), PATIENCE_MILLISECONDS);
  });
}
