// Things shown large: photos with paging, PDFs. Both are dialogs, so Escape closes them and focus returns.
import { api } from "./api.js";
import { button, h, icon, openDialog } from "./dom.js";
import { t } from "./i18n.js";

/** Show a photo large; arrow keys page through `album`. */
export function openPhoto(album, current) {
  let place = Math.max(0, album.indexOf(current));
  const image = h("img", { class: "viewer-photo" });
  const caption = h("p", { class: "viewer-caption" });
  const counter = h("span", { class: "viewer-counter", "aria-live": "polite" });
  const show = (step) => {
    place = (place + step + album.length) % album.length;
    const message = album[place];
    image.src = api.filePath(message.photo.at(-1));
    image.alt = message.caption || t("photo");
    caption.textContent = message.caption ?? "";
    counter.textContent = album.length > 1 ? `${place + 1} / ${album.length}` : "";
  };
  show(0);
  const many = album.length > 1;
  const close = openDialog(
    t("photo"),
    [
      h("div", { class: "viewer-bar" }, counter, button(t("close"), { class: "round", on: { click: () => close() } }, icon("close"))),
      image,
      caption,
      many && button(t("previous"), { class: "round viewer-previous", on: { click: () => show(-1) } }, icon("back")),
      many && button(t("next"), { class: "round viewer-next", on: { click: () => show(1) } }, icon("back")),
    ].filter(Boolean),
    { className: "viewer" },
  );
  image.addEventListener("click", () => close());
  image.closest("dialog").addEventListener("keydown", (event) => {
    if (many && event.key === "ArrowLeft") show(-1);
    if (many && event.key === "ArrowRight") show(1);
  });
}

/** Show a PDF or a picture that was sent as a file; anything else is saved to disk. */
export async function openDocument(file) {
  const path = api.filePath(file);
  const name = file.file_name ?? "file";
  if (file.mime_type === "application/pdf") return openPdf(path, name);
  if (file.mime_type?.startsWith("image/") && file.mime_type !== "image/svg+xml") {
    return openPhoto([{ photo: [file], caption: name }], null);
  }
  return save(path, name);
}

async function openPdf(path, name) {
  // The bytes are shown from a blob: the browser's viewer then needs nothing but this page's own permission.
  const response = await fetch(path);
  const url = URL.createObjectURL(new Blob([await response.arrayBuffer()], { type: "application/pdf" }));
  const frame = h("iframe", { src: url, title: name, class: "viewer-page" });
  const close = openDialog(
    name,
    [
      h("div", { class: "viewer-bar" },
        h("span", { class: "viewer-name", text: name }),
        h("a", { class: "viewer-link", href: url, target: "_blank", rel: "noopener", text: t("file.tab") }),
        h("a", { class: "viewer-link", href: url, download: name, text: t("file.save") }),
        button(t("close"), { class: "round", on: { click: () => close() } }, icon("close"))),
      frame,
    ],
    { className: "viewer viewer-document", onClose: () => setTimeout(() => URL.revokeObjectURL(url), 60_000) },
  );
}

function save(path, name) {
  const anchor = h("a", { href: path, download: name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
}
