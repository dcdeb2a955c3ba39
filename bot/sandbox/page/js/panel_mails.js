// The mailbox: what the bot sent by e-mail. A mail's HTML is shown in a frame that can run no script.
import { api } from "./api.js";
import { h } from "./dom.js";
import { t, timeOf } from "./i18n.js";
import { on, store } from "./store.js";

export class MailsTab {
  name = "mails";
  changed = () => {};
  news = 0;
  seen = false;

  constructor() {
    this.mails = [];
    this.list = h("ul", { class: "mails" });
    this.empty = h("p", { class: "hint", text: t("mails.none") });
    this.view = h("div", { class: "mail-view" });
    this.view.hidden = true;
    this.element = h("div", { class: "tab" }, this.empty, this.list, this.view);
    this.endings = [
      on("event:mail", ({ mail }) => {
        this.news += 1;
        this.take([...this.mails, mail]);
      }),
      on("connected", () => store.connected && this.load()),
    ];
    this.load();
  }

  close() {
    for (const end of this.endings) end();
  }

  shown() {
    this.news = 0;
  }

  async load() {
    this.take(await api.mails().catch(() => this.mails));
  }

  take(mails) {
    this.mails = mails;
    this.empty.hidden = mails.length > 0;
    this.list.replaceChildren(...[...mails].reverse().map((mail) => h("li", {}, this.entry(mail))));
    this.changed();
  }

  entry(mail) {
    return h("button", { type: "button", class: "mail-entry", on: { click: () => this.open(mail) } },
      h("span", { class: "mail-to", text: addresses(mail.to) }), h("span", { class: "mail-time", text: timeOf(mail.at) }),
      h("span", { class: "mail-subject", text: mail.subject || t("mail.nosubject") }),
      mail.attachments?.length ? h("span", { class: "mail-clip", text: `📎 ${mail.attachments.length}` }) : null);
  }

  open(mail) {
    const back = h("button", { type: "button", class: "plain", text: `‹ ${t("mail.back")}`, on: { click: () => this.put() } });
    const line = (label, text) => h("p", { class: "mail-line" }, h("span", { text: t(label) }), h("span", { text }));
    this.view.replaceChildren(back,
      h("h3", { text: mail.subject || t("mail.nosubject") }), line("mail.from", addresses(mail.from)), line("mail.to", addresses(mail.to)),
      ...(mail.attachments?.length ? [attachments(mail.attachments)] : []),
      mail.html ? frame(mail) : h("pre", { class: "mail-text", text: mail.text ?? "" }));
    this.view.hidden = false;
    this.list.hidden = true;
    back.focus({ preventScroll: true });
  }

  put() {
    this.view.hidden = true;
    this.view.replaceChildren();
    this.list.hidden = false;
  }
}

const addresses = (value) => (Array.isArray(value) ? value.join(", ") : String(value ?? ""));

/**
 * Show a mail's HTML. mail.html is a page of ours with its own policy (no script, no outside request, styles allowed,
 * which mails need); without allow-scripts nothing inside can run, so reaching in from here is safe.
 */
function frame(mail) {
  const element = h("iframe", { class: "mail-frame", src: "mail.html", sandbox: "allow-same-origin allow-popups", title: mail.subject || t("mail.nosubject") });
  element.addEventListener("load", () => {
    const inside = element.contentDocument;
    // The frame's own parser: what it parses stands under the frame's policy, which allows a mail its styles.
    const parsed = new element.contentWindow.DOMParser().parseFromString(mail.html, "text/html");
    for (const link of parsed.querySelectorAll("a[href]")) {
      link.target = "_blank";
      link.rel = "noopener noreferrer";
    }
    const styles = [...parsed.head.querySelectorAll("style")];
    inside.body.replaceChildren(...styles, ...parsed.body.childNodes);
    element.style.height = `${Math.min(900, inside.documentElement.scrollHeight + 8)}px`;
  }, { once: true });
  return element;
}

// Attachments come as {name, type, base64}.
function attachments(list) {
  return h("ul", { class: "mail-attachments", "aria-label": t("mail.attachments") }, ...list.map((one) => {
    const name = one.name ?? t("file");
    const content = one.base64;
    if (!content) return h("li", { text: name });
    const type = one.type ?? "";
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    // Only harmless kinds keep their type: a blob of HTML would run as a page of this origin.
    const safe = type === "application/pdf" || /^image\/(png|jpeg|gif|webp)$/.test(type) ? type : "application/octet-stream";
    const href = URL.createObjectURL(new Blob([bytes], { type: safe }));
    return h("li", {}, h("a", { href, download: name, text: `📎 ${name}` }));
  }));
}
