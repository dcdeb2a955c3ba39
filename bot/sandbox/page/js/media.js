// Photos, albums and documents inside bubbles.
import { api } from "./api.js";
import { button, h, icon } from "./dom.js";
import { t } from "./i18n.js";
import { openDocument, openPhoto } from "./viewer.js";

const BUBBLE_PHOTO_WIDTH = 300;

/** Return the size that fits a bubble on a sharp screen, without loading the largest for nothing. */
function fitting(sizes) {
  return sizes.find((size) => size.width >= BUBBLE_PHOTO_WIDTH * 1.5) ?? sizes.at(-1);
}

/** Draw one photo; `album` gives the siblings that the viewer pages through. */
export function photo(message, album = [message]) {
  const size = fitting(message.photo);
  const image = h("img", {
    src: api.filePath(size), width: size.width, height: size.height, loading: "lazy", decoding: "async", draggable: "false",
    alt: message.caption ? t("photo.with", { caption: message.caption }) : t("photo"),
  });
  const open = (event) => {
    event.stopPropagation();
    openPhoto(album.filter((one) => one.photo), message);
  };
  const tile = button(t("photo.open"), { class: "photo", on: { click: open } }, image);
  if (message.has_media_spoiler) tile.classList.add("has-spoiler");
  return tile;
}

/** Return the class that lays out an album of `count` photos. */
export const albumLayout = (count) => `album-grid of-${Math.min(count, 10)}`;

/** Draw a document with its name, size and, for pictures, a preview. */
export function documentRow(message) {
  const file = message.document ?? message.audio ?? message.video ?? message.voice ?? message.animation;
  const name = file.file_name ?? t("file");
  const ending = (name.includes(".") ? name.split(".").at(-1) : "").slice(0, 4).toUpperCase();
  const preview = file.thumbnail
    ? h("img", { class: "document-preview", src: api.filePath(file.thumbnail), alt: "", loading: "lazy" })
    : h("span", { class: "document-badge", data: { kind: ending.toLowerCase() } }, ending || icon("file"));
  const open = (event) => {
    event.stopPropagation();
    openDocument(file);
  };
  return button(
    t("file.open", { name }), { class: "document", on: { click: open } }, preview,
    h("span", { class: "document-words" },
      h("span", { class: "document-name", text: name }),
      h("span", { class: "document-size", text: sizeOf(file.file_size) })),
  );
}

/** Return a file size as people read it. */
export function sizeOf(bytes = 0) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
