// Builds elements without ever parsing HTML: whatever comes from messages ends up in text nodes.

/** Make an element. `props`: class, text, on (listeners), data (dataset), anything else is an attribute. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") element.className = value;
    else if (name === "text") element.textContent = value;
    else if (name === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else if (name === "data") Object.assign(element.dataset, value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Make a button with a visible or spoken name. */
export function button(name, props = {}, ...children) {
  const { text, ...rest } = props;
  const shown = children.length ? children : [text ?? name];
  const spoken = children.length || (text !== undefined && text !== name) ? name : undefined;
  return h("button", { type: "button", "aria-label": spoken, title: spoken, ...rest }, ...shown);
}

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  back: "M15 5l-7 7 7 7",
  menu: "M4 7h16M4 12h16M4 17h16",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  clip: "M20 11.5l-8.2 8.2a5.2 5.2 0 0 1-7.4-7.4l8.6-8.6a3.5 3.5 0 0 1 5 5l-8.6 8.5a1.8 1.8 0 0 1-2.5-2.5l7.8-7.8",
  send: "M4 12l16-8-5 16-3.5-6.5zM11.5 13.5L20 4",
  close: "M6 6l12 12M18 6L6 18",
  down: "M5 9l7 7 7-7",
  play: "M8 5l11 7-11 7z",
  pause: "M8 5v14M16 5v14",
  step: "M6 5l9 7-9 7zM19 5v14",
  stop: "M6 6h12v12H6z",
  sun: "M12 7.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M19 5l-1.4 1.4M6.4 17.6L5 19",
  moon: "M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5z",
  tools: "M4 6h10M18 6h2M4 12h2M10 12h10M4 18h8M16 18h4M16 4v4M8 10v4M14 16v4",
  plus: "M12 5v14M5 12h14",
  group: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20a6.5 6.5 0 0 1 13 0M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14.2a6.5 6.5 0 0 1 3.5 5.8",
  keyboard: "M3 6h18v12H3zM7 10v.01M11 10v.01M15 10v.01M7 14h10",
  reply: "M10 7L5 12l5 5M5 12h9a5 5 0 0 1 5 5v1",
  pin: "M9 4h6l-1 6 3 3H7l3-3zM12 13v7",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  photo: "M4 5h16v14H4zM4 16l5-5 4 4 3-2 4 4M15.5 9v.01",
  ban: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M5.8 5.8l12.4 12.4",
  eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6",
  edit: "M4 20l1-5L16 4l4 4L9 19zM14 6l4 4",
};

/** Draw one of our line icons; decoration only, the name belongs to the button. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** Replace the children of `parent` only when they changed, so that focus and scroll survive. */
export function setChildren(parent, children) {
  const wanted = children.filter(Boolean);
  wanted.forEach((child, place) => {
    if (parent.childNodes[place] !== child) parent.insertBefore(child, parent.childNodes[place] ?? null);
  });
  while (parent.childNodes.length > wanted.length) parent.lastChild.remove();
}

/** Run `work` once after the current burst of calls. */
export function debounce(work, milliseconds) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, milliseconds);
  };
}

/** Return a function that runs `work` once before the next picture, however often it is called. */
export function perFrame(work) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    const run = () => {
      if (!waiting) return;
      waiting = false;
      work();
    };
    requestAnimationFrame(run);
    setTimeout(run, 200); // a page in the background paints nothing, but must not fall behind
  };
}

/** Show a modal dialog; returns a function that closes it. Focus goes back to where it was. */
export function openDialog(title, content, { className = "", onClose = () => {}, host = document.body } = {}) {
  const before = document.activeElement;
  const dialog = h("dialog", { class: `dialog ${className}`, "aria-label": title });
  dialog.append(...content);
  dialog.addEventListener("close", () => {
    dialog.remove();
    before?.isConnected && before.focus({ preventScroll: true });
    onClose();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  host.append(dialog);
  dialog.showModal();
  return () => dialog.close();
}
