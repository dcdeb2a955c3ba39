// What the page remembers between visits. A browser that forbids storage simply forgets.
const PREFIX = "sandbox.";

/** Return what was kept under `name`, null when there is nothing. */
export function recall(name) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name));
  } catch {
    return null;
  }
}

/** Keep `value` under `name`. */
export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // private mode or full storage: not worth a message
  }
}
