// What slides over a phone's screen: toasts for three seconds, alerts that wait for OK.
import { h } from "./dom.js";
import { t } from "./i18n.js";

const TOAST_MILLISECONDS = 3000;

/** Show a toast at the bottom of `screen`; a new one takes the place of the old. */
export function toast(screen, text, kind = "info") {
  let holder = screen.querySelector(":scope > .toasts");
  if (!holder) screen.append((holder = h("div", { class: "toasts", role: "status", "aria-live": "polite" })));
  const element = h("div", { class: `toast is-${kind}`, text });
  holder.replaceChildren(element);
  setTimeout(() => {
    element.classList.add("is-leaving");
    setTimeout(() => element.remove(), 200);
  }, kind === "error" ? TOAST_MILLISECONDS * 2 : TOAST_MILLISECONDS);
}

/** Show an alert over `screen`; what is below cannot be used until OK. */
export function alertOver(screen, title, text) {
  const before = document.activeElement;
  const held = [...screen.children];
  const close = () => {
    veil.remove();
    for (const child of held) child.inert = false;
    if (before?.isConnected && screen.contains(before)) before.focus({ preventScroll: true });
  };
  const ok = h("button", { type: "button", class: "alert-ok", text: t("ok"), on: { click: close } });
  const veil = h("div", { class: "veil" },
    h("div", { class: "alert", role: "alertdialog", "aria-modal": "true", "aria-label": title },
      h("strong", { text: title }), h("p", { text, dir: "auto" }), ok));
  veil.addEventListener("keydown", (event) => event.key === "Escape" && close());
  for (const child of held) child.inert = true;
  screen.append(veil);
  // Somebody working on another phone must not lose the focus to this one.
  if (!before || before === document.body || screen.contains(before)) ok.focus({ preventScroll: true });
}
