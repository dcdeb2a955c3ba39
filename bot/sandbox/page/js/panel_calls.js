// The calls a bot makes, as they happen.
import { api } from "./api.js";
import { debounce, h } from "./dom.js";
import { t } from "./i18n.js";
import { on, store } from "./store.js";

const KEPT = 300;

export class CallsTab {
  name = "calls";
  changed = () => {};
  news = 0;
  newest = 0;

  constructor() {
    this.list = h("ol", { class: "calls", "aria-label": t("tab.calls") });
    this.empty = h("p", { class: "hint", text: t("calls.none") });
    this.filter = h("input", { type: "search", placeholder: t("calls.filter"), "aria-label": t("calls.filter"), on: { input: () => this.sift() } });
    this.errors = h("input", { type: "checkbox", on: { change: () => this.sift() } });
    const clear = h("button", { type: "button", class: "plain", text: t("calls.clear"), on: { click: () => this.clear() } });
    this.element = h("div", { class: "tab" },
      h("div", { class: "calls-tools" }, this.filter, h("label", { class: "check" }, this.errors, h("span", { text: t("calls.errors") })), clear),
      this.empty, this.list);
    this.endings = [on("chats", debounce(() => this.nameChats(), 300)), on("event:call", ({ call }) => this.add(call)), on("connected", () => store.connected && this.load())];
    this.load();
  }

  close() {
    for (const end of this.endings) end();
  }

  shown() {
    this.news = 0;
  }

  async load() {
    const calls = await api.calls(this.newest, KEPT).catch(() => []);
    for (const call of calls) if (call.method.toLowerCase() !== "getupdates") this.add(call, true);
  }

  add(call, quietly = false) {
    if (call.n <= this.newest) return;
    this.newest = call.n;
    this.empty.hidden = true;
    const row = callRow(call);
    this.siftOne(row);
    this.list.prepend(row);
    while (this.list.children.length > KEPT) this.list.lastChild.remove();
    if (!quietly && call.status >= 400) {
      this.news += 1;
      this.changed();
    }
  }

  nameChats() {
    for (const row of this.list.children) row.querySelector(".call-chat").textContent = chatName(row.dataset.chat);
  }

  clear() {
    this.list.replaceChildren();
    this.empty.hidden = false;
  }

  sift() {
    for (const row of this.list.children) this.siftOne(row);
  }

  siftOne(row) {
    const wanted = this.filter.value.trim().toLowerCase();
    row.hidden = !row.dataset.method.toLowerCase().includes(wanted) || (this.errors.checked && row.dataset.kind === "fine");
  }
}

/** Tell whether a call was answered well, refused, or asked for something the sandbox lacks. */
export function kindOf(call) {
  if (call.status === 501 || /not implemented/i.test(call.answer?.description ?? "")) return "missing";
  return call.status >= 400 || call.status === 0 || call.fault ? "error" : "fine";
}

function callRow(call) {
  const kind = kindOf(call);
  const details = h("details", {});
  const note = kind === "missing" ? t("calls.missing") : (call.answer?.description ?? call.fault ?? "");
  details.append(
    h("summary", {},
      h("span", { class: "call-method", text: call.method }),
      h("span", { class: "call-chat", text: chatName(call.chat_id) }),
      h("span", { class: "call-status", text: call.status ? String(call.status) : "–" }),
      h("span", { class: "call-ms", text: `${call.ms < 10 ? call.ms.toFixed(1) : Math.round(call.ms)} ms` }),
      kind === "fine" ? null : h("span", { class: "call-note", text: note })));
  // Arguments and answers are drawn when somebody looks: a busy bot makes thousands of calls.
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) details.append(json(t("calls.arguments"), call.arguments), json(t("calls.answer"), call.answer));
  });
  return h("li", { class: "call", data: { kind, method: call.method, n: call.n, chat: call.chat_id ?? "" } }, details);
}

function json(title, value) {
  return h("div", { class: "call-json" }, h("h3", { text: title }), h("pre", { tabindex: "0", text: JSON.stringify(value, null, 2) ?? "" }));
}

function chatName(id) {
  if (id === null || id === undefined || id === "") return "";
  const person = store.people.get(Number(id));
  if (person) return person.name;
  for (const chats of store.chats.values()) {
    const chat = chats.find((one) => one.id === Number(id));
    if (chat) return chat.title ?? String(id);
  }
  return String(id);
}
