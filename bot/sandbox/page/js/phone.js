// One phone: frame, header, list of chats or one conversation, and what a person does there.
import { api } from "./api.js";
import { AttachSheet, sendGathered } from "./attach.js";
import { chatAvatar, chatList, titleOf } from "./chatlist.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { button, debounce, h, icon, perFrame } from "./dom.js";
import { currentLanguage, t } from "./i18n.js";
import { toast } from "./notices.js";
import { colourOf, initials } from "./people.js";
import { deepLink, menuButton, phoneEntries } from "./phonemenu.js";
import { Presses } from "./press.js";
import { shorten, summary } from "./service.js";
import { chatOf, chatsOf, loadChats, loadConversation, store } from "./store.js";

const ACTION_TEXTS = { typing: "typing", upload_photo: "sendingphoto", upload_document: "sendingfile", record_voice: "recording" };

export class Phone {
  constructor(person) {
    this.person = person;
    this.presses = new Presses(this);
    this.markRead = debounce(() => this.readNow(), 250);
    this.run = this.run.bind(this);
    this.redraw = perFrame(() => this.redrawNow());
    this.build();
    this.enter(store.open.get(person.id));
  }

  build() {
    const id = this.person.id;
    this.label = h("header", { class: "phone-label" });
    this.bar = h("div", { class: "chat-bar" });
    this.pin = h("div", { class: "pin-bar" });
    this.topics = h("div", { class: "topics" });
    this.body = h("div", { class: "phone-body" });
    this.foot = h("div", { class: "phone-foot" });
    this.screen = h("div", { class: "screen" }, this.bar, this.pin, this.topics, this.body, this.foot);
    this.element = h("section", { class: "phone", id: `phone-${id}`, data: { person: id } }, this.label, h("div", { class: "frame" }, this.screen));
    this.watchDrops();
    this.screen.addEventListener("click", (event) => this.followDeepLink(event));
  }

  close() {
    this.conversation?.close();
  }

  get chat() {
    return chatOf(this.person.id, this.key);
  }

  get title() {
    return this.chat ? titleOf(this.chat) : "";
  }

  /** Open the chat of `key`, or the best one when there is none yet; "" shows the list. */
  enter(key) {
    this.readNow(); // what was in view counts as read, even when somebody leaves at once
    const chats = chatsOf(this.person.id);
    this.key = key ?? chats.find((chat) => chat.type === "private")?.key ?? "";
    if (key !== undefined || this.key) store.open.set(this.person.id, this.key);
    this.conversation?.close();
    this.conversation = this.composer = this.sheet = null;
    if (this.chat) this.openConversation();
    this.draw();
  }

  async openConversation() {
    const chat = this.chat;
    this.conversation = new Conversation(this.person, chat, {
      title: titleOf(chat),
      press: (message, key, element) => this.presses.press(message, key, element),
      reply: (message) => this.composer.reply(message),
      edit: (message) => this.composer.edit(message),
      jump: (id) => this.conversation.reveal(id),
      act: ({ command }) => command && this.composer.say(command),
      seen: () => this.markRead(),
    });
    this.composer = new Composer(this);
    this.body.replaceChildren(this.conversation.element);
    this.foot.replaceChildren(this.composer.element);
    if (store.conversations.has(chat.key)) this.conversation.draw();
    await loadConversation(this.person.id, chat).catch((refusal) => toast(this.screen, refusal.message, "error"));
  }

  // -- drawing

  draw() {
    this.drawLabel();
    this.drawBar();
    if (this.conversation) {
      this.conversation.chat = this.chat ?? this.conversation.chat;
      this.composer.draw();
      this.drawPin();
      this.drawTopics();
      this.drawEmpty();
      if (this.chat?.unread && this.conversation.sticks) this.markRead();
    } else {
      this.pin.hidden = this.topics.hidden = true;
      this.body.replaceChildren(chatList(chatsOf(this.person.id), (chat) => this.enter(chat.key)));
      this.foot.replaceChildren();
    }
  }

  drawLabel() {
    const { id, name, language_code: language } = this.person;
    this.element.setAttribute("aria-label", t("phone.of", { name }));
    this.label.replaceChildren(
      h("span", { class: `avatar small ${colourOf(id)}`, "aria-hidden": "true" }, initials(name)),
      h("h2", { class: "phone-name", text: name }),
      h("span", { class: "phone-language", title: t("phone.language"), text: language === "zh" ? "中文" : language.toUpperCase() }));
  }

  drawBar() {
    const chat = this.chat;
    if (this.barFor !== `${this.key}${currentLanguage()}`) {
      this.barFor = `${this.key}${currentLanguage()}`;
      this.subtitle = h("span", { class: "chat-subtitle" });
      this.heading = h("span", { class: "chat-heading" });
      this.backBadge = h("span", { class: "badge" });
      const back = this.key && button(t("back"), { class: "round back", on: { click: () => this.enter("") } }, icon("back"), this.backBadge);
      this.bar.replaceChildren(...[
        back, chat && chatAvatar(chat),
        h("div", { class: "chat-names" }, this.heading, this.subtitle),
        menuButton(() => phoneEntries(this)),
      ].filter(Boolean));
    }
    this.heading.textContent = chat ? titleOf(chat) : t("chats");
    const action = store.actions.get(this.key);
    this.subtitle.textContent = action ? t(ACTION_TEXTS[action.action] ?? "typing") : this.describe(chat);
    this.subtitle.classList.toggle("is-acting", Boolean(action));
    const elsewhere = chatsOf(this.person.id).filter((other) => other.key !== this.key).reduce((sum, other) => sum + (other.unread ?? 0), 0);
    this.backBadge.textContent = elsewhere || "";
    this.backBadge.hidden = !elsewhere;
  }

  describe(chat) {
    if (!chat) return "";
    if (chat.type !== "private") return t("members", { count: chat.members?.length ?? 0 });
    return chat.blocked ? t("blocked") : t("bot");
  }

  drawPin() {
    const message = store.conversations.get(this.key)?.get(this.chat?.pinned);
    this.pin.hidden = !message;
    if (!message || this.pin.message === message) return;
    this.pin.message = message;
    this.pin.replaceChildren(h("button", { type: "button", class: "pin", on: { click: () => this.conversation.reveal(message.message_id) } },
      icon("pin"), h("span", { class: "pin-words" }, h("span", { class: "pin-title", text: t("pinned") }), h("span", { class: "pin-text", text: shorten(summary(message), 90) }))));
  }

  drawTopics() {
    const topics = this.chat?.is_forum ? this.chat.topics ?? [] : [];
    this.topics.hidden = topics.length === 0;
    if (!topics.length) return;
    const tab = (id, name) => h("button", {
      type: "button", class: "topic", "aria-pressed": String(this.conversation.topic === id), text: name,
      on: { click: () => ((this.conversation.topic = id), this.conversation.draw(), this.drawTopics()) },
    });
    this.topics.replaceChildren(tab(0, t("topics.all")), ...topics.map((topic) => tab(topic.id, topic.name)));
  }

  drawEmpty() {
    const empty = this.chat && !this.conversation.messages.length && !this.conversation.pending.length;
    this.body.classList.toggle("is-empty", Boolean(empty));
    this.body.dataset.hint = empty ? t(this.chat.type === "private" ? "empty.private" : "empty.group") : "";
  }

  // -- what happens

  /** Take what the store tells about this phone's open chat. */
  arrived({ key, message, isNew }) {
    if (!this.conversation || key !== this.key) return;
    const pending = this.conversation.pending.find((one) => message.from?.id === this.person.id && one.text === message.text);
    if (pending) this.conversation.pending = this.conversation.pending.filter((one) => one !== pending);
    if (isNew) this.conversation.arrived(message);
    this.redraw();
  }

  redrawNow() {
    if (!this.conversation) return;
    this.conversation.draw();
    this.draw();
  }

  async readNow() {
    const chat = this.chat;
    if (chat?.unread && this.conversation?.sticks && !document.hidden && !this.element.hidden) await api.read(this.person.id, chat).catch(() => {});
  }

  /** Do something that the sandbox may refuse; its words are shown. Returns undefined when refused. */
  async run(work) {
    try {
      const result = await work();
      loadChats(this.person.id);
      return result ?? true;
    } catch (refusal) {
      toast(this.screen, refusal.message, "error");
      return undefined;
    }
  }

  followDeepLink(event) {
    const anchor = event.target.closest("a[href]");
    const target = anchor && deepLink(anchor.href);
    if (!target) return;
    event.preventDefault();
    this.startBot(target);
  }

  startBot({ bot, payload }) {
    const chat = chatsOf(this.person.id).find((one) => one.type === "private" && one.bot?.username.toLowerCase() === bot.toLowerCase());
    if (!chat) return toast(this.screen, t("bot.unknown", { bot }), "error");
    if (chat.key !== this.key) this.enter(chat.key);
    return payload || !chat.started ? this.composer.start(payload) : undefined;
  }

  // -- files

  attach(files = []) {
    if (!this.chat) return;
    if (!this.sheet) {
      const send = (order) => sendGathered(this.person, this.chat, order, this.composer.takeReply());
      // What lies under the sheet cannot be used meanwhile, neither by finger nor by keyboard.
      const held = [this.bar, this.pin, this.topics, this.body, this.foot];
      for (const part of held) part.inert = true;
      this.sheet = new AttachSheet(t("attach.to", { name: this.title }), send, () => {
        this.sheet = null;
        for (const part of held) part.inert = false;
        this.composer?.input.focus({ preventScroll: true });
      });
      this.screen.append(this.sheet.element);
      this.sheet.element.querySelector(".from-computer").focus({ preventScroll: true });
    }
    if (files.length) this.sheet.add(files);
  }

  watchDrops() {
    const veil = h("div", { class: "drop-veil" });
    veil.hidden = true;
    this.screen.append(veil);
    const holdsFiles = (event) => event.dataTransfer?.types.includes("Files") && this.chat;
    this.element.addEventListener("dragover", (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      veil.hidden = false;
      veil.textContent = t("drop", { name: this.person.name });
    });
    this.element.addEventListener("dragleave", (event) => this.element.contains(event.relatedTarget) || (veil.hidden = true));
    this.element.addEventListener("drop", (event) => {
      veil.hidden = true;
      if (!holdsFiles(event)) return;
      event.preventDefault();
      this.attach([...event.dataTransfer.files]);
    });
  }
}
