// The control interface, one function per address. Nothing else in the page calls fetch.

/** A refusal of the sandbox, in its own words. */
export class Refused extends Error {
  constructor(text, status) {
    super(text);
    this.status = status;
  }
}

async function ask(path, { method = "GET", json, form } = {}) {
  const options = { method };
  if (json !== undefined) {
    options.body = JSON.stringify(json);
    options.headers = { "Content-Type": "application/json" };
  } else if (form) options.body = form;
  const response = await fetch(path, options);
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(body?.error ?? body?.description ?? `${response.status} ${path}`, response.status);
  return body;
}

const post = (path, json = {}) => ask(path, { method: "POST", json });

// A person may talk with several bots: all those private chats carry the person's id, the bot's name tells them apart.
const place = (person, chat, what) => {
  const bot = chat.type === "private" && chat.bot ? `?bot=${encodeURIComponent(chat.bot.username)}` : "";
  return `/api/people/${person}/chats/${chat.id}/${what}${bot}`;
};

export const api = {
  people: () => ask("/api/people"),
  savePerson: (person) => post("/api/people", person),
  chats: (person) => ask(`/api/people/${person}/chats`),
  messages: (person, chat) => ask(place(person, chat, "messages")),
  text: (person, chat, body) => post(place(person, chat, "text"), body),
  press: (person, chat, messageId, data, wait) => post(place(person, chat, "press"), { message_id: messageId, data, wait }),
  start: (person, chat, payload = "") => post(place(person, chat, "start"), payload ? { payload } : {}),
  block: (person, chat, blocked) => post(place(person, chat, blocked ? "block" : "unblock")),
  edit: (person, chat, messageId, text) => post(place(person, chat, "edit"), { message_id: messageId, text }),
  read: (person, chat) => post(place(person, chat, "read")),
  sample: (person, chat, body) => post(place(person, chat, "sample"), body),
  files: (person, chat, files, { caption = "", asDocument = false, replyTo = 0 }) => {
    const form = new FormData();
    form.append("caption", caption);
    form.append("as_document", asDocument ? "true" : "false");
    if (replyTo) form.append("reply_to_message_id", String(replyTo));
    for (const file of files) form.append("files", file, file.name || "photo.jpg");
    return ask(place(person, chat, "photos"), { method: "POST", form });
  },
  makeGroup: (group) => post("/api/groups", group),
  bots: () => ask("/api/bots"),
  faults: () => ask("/api/faults"),
  addFault: (rule) => post("/api/faults", rule),
  removeFaults: (id) => ask(`/api/faults${id ? `?id=${id}` : ""}`, { method: "DELETE" }),
  calls: (after = 0, limit = 200) => ask(`/api/calls?after=${after}&limit=${limit}`),
  clock: () => ask("/api/clock"),
  moveClock: (seconds) => post("/api/clock", { advance_seconds: seconds }),
  samples: () => ask("/api/photos"),
  samplePath: (name) => `/api/photos/${encodeURIComponent(name)}`,
  filePath: (file) => `/api/files/${encodeURIComponent(file.file_unique_id ?? file.file_id)}`,
  mails: () => ask("/api/mails"),
  tour: () => ask("/api/tour"),
  commandTour: (body) => post("/api/tour", body),
};

const EVENTS = [
  "message", "edited", "deleted", "call", "chat_action", "answer", "person", "tour", "mail", "unread",
  "not_implemented", "chat", "reaction",
];

/** Listen to what happens; `onOpen` runs at every (re)connection, when something may have been missed. */
export function listen(onEvent, onOpen, onLost) {
  const source = new EventSource("/api/events");
  source.addEventListener("open", onOpen);
  source.addEventListener("error", onLost);
  for (const name of EVENTS) {
    source.addEventListener(name, (event) => {
      // EventSource fires its own "error"/"message" without data; those say nothing about the sandbox.
      if (event.data) onEvent(name, JSON.parse(event.data));
    });
  }
}
