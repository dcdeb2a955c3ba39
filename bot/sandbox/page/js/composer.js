// Where a person writes: text, commands, replies, reply keyboards. Files are the business of attach.js.
import { api } from "./api.js";
import { button, h, icon } from "./dom.js";
import { t } from "./i18n.js";
import { currentReplyMarkup, replyKeyboard } from "./keyboard.js";
import { nameOf, shorten, summary } from "./service.js";
import { store } from "./store.js";

const LONGEST = 4096;

export class Composer {
  /** `phone` offers: person, chat, conversation, run(work), attach(files?). */
  constructor(phone) {
    this.phone = phone;
    this.replyTo = null;
    this.editing = null;
    this.answered = 0; // the newest message whose reply keyboard or forced reply was used or put away
    this.build();
    this.input.value = store.drafts.get(phone.chat.key) ?? "";
    this.grow();
  }

  build() {
    this.input = h("textarea", { class: "composer-input", rows: "1", maxlength: LONGEST, "aria-label": t("write.to", { name: this.phone.title }) });
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("paste", (event) => {
      if (event.clipboardData.files.length) {
        event.preventDefault();
        this.phone.attach([...event.clipboardData.files]);
      }
    });
    this.commandsButton = button(t("commands"), { class: "round commands-button", "aria-expanded": "false", on: { click: () => this.toggleCommands() } }, icon("menu"));
    this.keyboardButton = button(t("keyboard.toggle"), { class: "round", on: { click: () => this.toggleKeyboard() } }, icon("keyboard"));
    this.attachButton = button(t("attach"), { class: "round attach-button", on: { click: () => this.phone.attach() } }, icon("clip"));
    this.sendButton = button(t("send"), { class: "round send-button", on: { click: () => this.send() } }, icon("send"));
    this.bar = h("div", { class: "reply-bar" });
    this.bar.hidden = true;
    this.commands = h("div", { class: "command-list", role: "listbox", "aria-label": t("commands") });
    this.commands.hidden = true;
    this.keys = h("div", { class: "reply-keys" });
    this.line = h("div", { class: "composer-line" }, this.commandsButton, this.attachButton, this.input, this.keyboardButton, this.sendButton);
    this.startButton = h("button", { type: "button", class: "start-button", text: t("start"), on: { click: () => this.start() } });
    this.element = h("div", { class: "composer" }, this.commands, this.bar, this.line, this.startButton, this.keys);
  }

  /** Draw what depends on the chat: commands, START, keyboards. */
  draw() {
    const { chat, conversation } = this.phone;
    const silent = chat.type === "private" && (chat.blocked || !chat.started);
    this.startButton.hidden = !silent;
    this.startButton.textContent = chat.blocked ? t("unblock.restart") : t("start");
    this.line.hidden = silent;
    this.commandsButton.hidden = !chat.commands?.length;
    this.current = silent ? null : currentReplyMarkup(conversation.messages, this.phone.person);
    this.drawKeyboard();
    this.sendButton.classList.toggle("is-ready", this.input.value.trim() !== "");
  }

  drawKeyboard() {
    const { markup, message } = this.current ?? {};
    const isKeyboard = Boolean(markup?.keyboard);
    const used = message && this.answered >= message.message_id;
    this.keyboardButton.hidden = !isKeyboard;
    this.input.placeholder = (!used && markup?.input_field_placeholder) || t("write");
    const shows = isKeyboard && !used;
    if (shows && this.drawnFor !== message) this.keys.replaceChildren(replyKeyboard(markup, (text) => this.pressKey(text, markup, message)));
    if (!shows) this.keys.replaceChildren();
    this.drawnFor = shows ? message : null;
    if (markup?.force_reply && !used && this.replyTo?.message_id !== message.message_id && !this.editing) this.reply(message, false);
  }

  pressKey(text, markup, message) {
    if (markup.one_time_keyboard) this.answered = message.message_id;
    this.say(text);
  }

  toggleKeyboard() {
    const id = this.current?.message.message_id ?? 0;
    this.answered = this.answered >= id ? id - 1 : id;
    this.drawKeyboard();
  }

  start(payload = "") {
    const { person, chat, run } = this.phone;
    return run(() => api.start(person.id, chat, payload));
  }

  typed() {
    store.drafts.set(this.phone.chat.key, this.input.value);
    this.grow();
    this.sendButton.classList.toggle("is-ready", this.input.value.trim() !== "");
    const asks = /^\/\w*$/.test(this.input.value);
    if (asks) this.showCommands(this.input.value);
    else this.hideCommands();
  }

  grow() {
    this.input.style.height = "auto";
    if (this.input.scrollHeight) this.input.style.height = `${Math.min(this.input.scrollHeight, 140)}px`;
  }

  key(event) {
    // While an input method composes (Chinese), Enter chooses a word and does not send.
    if (event.isComposing || event.keyCode === 229) return;
    if (!this.commands.hidden && this.commandKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape" && (this.replyTo || this.editing)) {
      event.stopPropagation();
      this.putAside();
    }
  }

  // -- commands

  toggleCommands() {
    if (this.commands.hidden) {
      this.showCommands("/");
      this.input.focus();
    } else this.hideCommands();
  }

  showCommands(typed) {
    const found = (this.phone.chat.commands ?? []).filter((one) => `/${one.command}`.startsWith(typed.toLowerCase()));
    this.commands.replaceChildren(...found.map((one, place) => {
      const id = `command-${this.phone.person.id}-${place}`;
      const option = h("div", { class: "command", role: "option", id, "aria-selected": String(place === 0), on: { click: () => this.choose(one.command) } },
        h("span", { class: "command-name", text: `/${one.command}` }), h("span", { class: "command-text", text: one.description }));
      option.command = one.command;
      return option;
    }));
    this.commands.hidden = found.length === 0;
    this.commandsButton.setAttribute("aria-expanded", String(!this.commands.hidden));
    if (found.length) this.input.setAttribute("aria-activedescendant", this.commands.firstChild.id);
  }

  hideCommands() {
    this.commands.hidden = true;
    this.commandsButton.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  commandKey(event) {
    const options = [...this.commands.children];
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const next = options[(at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length];
      options[at].setAttribute("aria-selected", "false");
      next.setAttribute("aria-selected", "true");
      next.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", next.id);
    } else if (event.key === "Tab" && this.input.value) {
      this.input.value = `/${options[at].command} `;
      this.typed();
    } else if (event.key === "Enter" && !event.shiftKey) this.choose(options[at].command);
    else if (event.key === "Escape") this.hideCommands();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  choose(command) {
    this.hideCommands();
    this.setText("");
    const { chat } = this.phone;
    // In groups apps add the bot's name, so that only one of several bots answers.
    this.say(chat.type === "private" || !chat.bot ? `/${command}` : `/${command}@${chat.bot.username}`);
  }

  // -- replying and editing

  reply(message, focus = true) {
    if (focus && this.replyTo === message) return this.putAside();
    this.editing = null;
    this.replyTo = message;
    return this.drawBar("reply", t("reply.to", { name: nameOf(message.from) }), message, focus);
  }

  edit(message) {
    this.replyTo = null;
    this.editing = message;
    this.setText(message.text ?? message.caption ?? "");
    this.drawBar("edit", t("editing"), message, true);
  }

  drawBar(kind, title, message, focus) {
    this.bar.replaceChildren(
      icon(kind),
      h("div", { class: "reply-words" }, h("div", { class: "reply-title", text: title }), h("div", { class: "reply-text", text: shorten(summary(message), 80) })),
      button(t("reply.cancel"), { class: "round small", on: { click: () => this.putAside() } }, icon("close")),
    );
    this.bar.hidden = false;
    if (focus) this.input.focus();
  }

  putAside() {
    if (this.editing) this.setText("");
    this.useUpReply();
    this.replyTo = this.editing = null;
    this.bar.hidden = true;
    this.input.focus();
  }

  useUpReply() {
    const forced = this.current;
    if (forced?.markup.force_reply && this.replyTo?.message_id === forced.message.message_id) this.answered = forced.message.message_id;
  }

  /** Return the id of the message being answered and forget it. */
  takeReply() {
    const id = this.replyTo?.message_id ?? 0;
    this.useUpReply();
    this.replyTo = null;
    this.bar.hidden = true;
    return id;
  }

  setText(text) {
    this.input.value = text;
    this.typed();
    this.hideCommands();
  }

  // -- sending

  send() {
    const text = this.input.value.trim();
    if (!text) return;
    if (this.editing) {
      const { person, chat, run } = this.phone;
      const message = this.editing;
      this.editing = null;
      this.bar.hidden = true;
      this.setText("");
      run(() => api.edit(person.id, chat, message.message_id, text));
      return;
    }
    this.setText("");
    this.say(text);
    this.input.focus();
  }

  async say(text) {
    const { person, chat, conversation, run } = this.phone;
    const replied = this.replyTo;
    const replyTo = this.takeReply();
    const pending = {
      key: `p:${performance.now()}`, isPending: true, message_id: -1, text, from: { id: person.id }, date: Date.now() / 1000,
      reply_to_message: replied ?? undefined, message_thread_id: conversation.topic || undefined,
    };
    conversation.addPending(pending);
    const body = { text, ...(replyTo && { reply_to_message_id: replyTo }), ...(conversation.topic && { message_thread_id: conversation.topic }) };
    const sent = await run(() => api.text(person.id, chat, body));
    conversation.dropPending(pending);
    if (!sent && !this.input.value) this.setText(text); // refused: nothing a person typed may be lost
  }
}
