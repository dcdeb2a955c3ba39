// The sheet for photos and files: the bundled samples, this computer's files, what was dropped or pasted.
import { api } from "./api.js";
import { button, h, icon } from "./dom.js";
import { pick, t } from "./i18n.js";

const MOST = 10; // an album holds ten

let samplesAsked = null;
const samples = () => (samplesAsked ??= api.samples().catch(() => ((samplesAsked = null), [])));

export class AttachSheet {
  /** `send({files, names, caption, asDocument})` does the sending. */
  constructor(title, send, closed) {
    Object.assign(this, { send, closed, files: [], names: [], known: [] });
    this.picker = h("input", { type: "file", multiple: true, class: "spoken-only", tabindex: "-1", "aria-hidden": "true" });
    this.picker.addEventListener("change", () => this.add([...this.picker.files]));
    this.chosen = h("div", { class: "chosen", role: "list", "aria-label": t("attach.chosen") });
    this.tray = h("div", { class: "tray", role: "group", "aria-label": t("attach.samples") });
    this.caption = h("textarea", { class: "sheet-caption", rows: "1", maxlength: "1024", placeholder: t("attach.caption"), "aria-label": t("attach.caption") });
    this.caption.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.submit();
      }
    });
    this.asFile = h("input", { type: "checkbox", role: "switch" });
    this.go = button(t("send"), { class: "primary-button", on: { click: () => this.submit() } }, h("span", { class: "go-text" }));
    this.error = h("p", { class: "sheet-error", role: "alert" });
    this.element = h("div", { class: "sheet", role: "dialog", "aria-label": title },
      h("div", { class: "sheet-head" }, h("strong", { text: title }), button(t("close"), { class: "round small", on: { click: () => this.close() } }, icon("close"))),
      this.picker,
      h("button", { type: "button", class: "from-computer", on: { click: () => this.picker.click() } }, icon("photo"), h("span", { text: t("attach.computer") })),
      this.tray, this.chosen, this.error,
      h("div", { class: "sheet-foot" },
        this.caption,
        h("label", { class: "switch", title: t("attach.asfile.why") }, this.asFile, h("span", { text: t("attach.asfile") })), this.go));
    this.element.addEventListener("keydown", (event) => event.key === "Escape" && (event.stopPropagation(), this.close()));
    this.draw();
    samples().then((known) => {
      this.known = known;
      this.draw();
    });
  }

  get count() {
    return this.files.length + this.names.length;
  }

  add(files) {
    this.files.push(...files.slice(0, MOST - this.count));
    if (files.some((file) => !file.type.startsWith("image/"))) this.asFile.checked = true;
    this.draw();
    this.go.focus();
  }

  toggle(name) {
    if (this.names.includes(name)) this.names = this.names.filter((other) => other !== name);
    else if (this.count < MOST) this.names.push(name);
    this.draw();
  }

  draw() {
    this.drawTray();
    this.chosen.replaceChildren(...this.files.map((file, place) => this.preview(file, place)));
    this.chosen.hidden = this.files.length === 0;
    this.go.disabled = this.count === 0;
    this.go.firstChild.textContent = this.count > 1 ? t("attach.send.many", { count: this.count }) : t("send");
  }

  drawTray() {
    this.tray.hidden = this.known.length === 0;
    if (this.tray.children.length !== this.known.length) {
      this.tray.replaceChildren(...this.known.map((sample) => this.tile(sample)));
    }
    this.known.forEach((sample, place) => {
      const tile = this.tray.children[place];
      const at = this.names.indexOf(sample.name);
      tile.setAttribute("aria-pressed", String(at >= 0));
      tile.lastChild.textContent = at >= 0 ? String(at + 1) : "";
    });
  }

  tile(sample) {
    const caption = pick(sample.captions ?? sample.caption ?? {}) || sample.name;
    const isPicture = !/\.pdf$/i.test(sample.name);
    return h("button", { type: "button", class: "tile", "aria-label": caption, title: caption, on: { click: () => this.toggle(sample.name) } },
      isPicture ? h("img", { src: api.samplePath(sample.name), alt: "", loading: "lazy", draggable: "false" }) : h("span", { class: "document-badge", data: { kind: "pdf" }, text: "PDF" }),
      h("span", { class: "tile-caption", text: caption }),
      h("span", { class: "tile-number", "aria-hidden": "true" }));
  }

  preview(file, place) {
    const picture = file.type.startsWith("image/") && file.type !== "image/svg+xml";
    const shown = picture ? h("img", { alt: file.name }) : h("span", { class: "document-badge", text: (file.name.split(".").at(-1) ?? "").slice(0, 4).toUpperCase() });
    if (picture) {
      shown.src = URL.createObjectURL(file);
      shown.addEventListener("load", () => URL.revokeObjectURL(shown.src), { once: true });
    }
    const remove = () => {
      this.files.splice(place, 1);
      this.draw();
    };
    return h("div", { class: "preview", role: "listitem", title: file.name }, shown, button(t("remove", { name: file.name }), { class: "preview-remove", on: { click: remove } }, icon("close")));
  }

  async submit() {
    if (!this.count) return;
    this.go.disabled = true;
    this.error.textContent = "";
    const order = { files: this.files, names: this.names, caption: this.caption.value.trim(), asDocument: this.asFile.checked };
    try {
      await this.send(order);
      this.close();
    } catch (refusal) {
      this.error.textContent = refusal.message;
      this.go.disabled = false;
    }
  }

  close() {
    this.element.remove();
    this.closed();
  }
}

/** Send what the sheet gathered; samples and own files together become one album. */
export async function sendGathered(person, chat, order, replyTo) {
  const { files, names, caption, asDocument } = order;
  if (!files.length) {
    const body = { names, caption, as_document: asDocument, ...(replyTo && { reply_to_message_id: replyTo }) };
    return api.sample(person.id, chat, body);
  }
  const fetched = await Promise.all(names.map(async (name) => {
    const bytes = await (await fetch(api.samplePath(name))).blob();
    return new File([bytes], name, { type: bytes.type });
  }));
  return api.files(person.id, chat, [...fetched, ...files], { caption, asDocument, replyTo });
}
