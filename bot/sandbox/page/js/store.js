// What the page knows, kept in step with the sandbox. Views subscribe to topics and read from here.
import { api, listen } from "./api.js";
import { debounce } from "./dom.js";

const listeners = new Map();

/** Call `work` whenever `topic` happens; returns a function that ends it. */
export function on(topic, work) {
  if (!listeners.has(topic)) listeners.set(topic, new Set());
  listeners.get(topic).add(work);
  return () => listeners.get(topic).delete(work);
}

/** Tell everybody who listens to `topic`. */
export function tell(topic, detail) {
  for (const work of [...(listeners.get(topic) ?? [])]) work(detail);
}

export const store = {
  people: new Map(),
  chats: new Map(), // person id -> list of chats
  conversations: new Map(), // key -> Map(message id -> message), only of chats that were opened
  reactions: new Map(), // `${chat}:${message}` -> list, since Message objects do not carry them
  actions: new Map(), // key -> {action, until}
  open: new Map(), // person id -> key of the chat on the phone, "" for the list
  drafts: new Map(), // key -> text being written
  connected: false,
};

/** Name a conversation: a person's private chats with different bots share the chat id. */
export function keyOf(person, chatId, botName) {
  return chatId > 0 ? `${person}/${chatId}/${botName ?? ""}` : `${person}/${chatId}`;
}

export const chatsOf = (person) => store.chats.get(person) ?? [];
export const chatOf = (person, key) => chatsOf(person).find((chat) => chat.key === key);

/** Fetch the people; keeps the page's own order (see people.js). */
export async function loadPeople() {
  const people = await api.people();
  store.people = new Map(people.map((person) => [person.id, person]));
  tell("people");
  await Promise.all(people.map((person) => loadChats(person.id)));
}

const loading = new Map();

/** Fetch a person's chats; requests in the same moment share one answer. */
export function loadChats(person) {
  if (!loading.has(person)) {
    const request = api.chats(person).then((chats) => {
      for (const chat of chats) chat.key = keyOf(person, chat.id, chat.bot?.username);
      store.chats.set(person, chats);
      tell("chats", person);
    });
    loading.set(person, request.catch(() => {}).finally(() => loading.delete(person)));
  }
  return loading.get(person);
}

const stale = new Set();
const loadStale = debounce(() => {
  for (const person of stale) loadChats(person);
  stale.clear();
}, 120);

function refreshChats(people = store.people.keys()) {
  for (const person of people) if (store.people.has(person)) stale.add(person);
  loadStale();
}

/** An answer under way may be older than what was just told: ask once more. */
function refreshIfAsked(person) {
  if (loading.has(person)) refreshChats([person]);
}

// What is told of a chat while an answer about it is under way: key -> set of Map(message id -> message, null if deleted).
const newsOf = new Map();

function note(key, id, message) {
  for (const news of newsOf.get(key) ?? []) news.set(id, message);
}

/** Fetch all messages of a chat. */
export async function loadConversation(person, chat) {
  // The answer is as old as its journey is long: what was told meanwhile, edits included, goes over it.
  if (!store.conversations.has(chat.key)) store.conversations.set(chat.key, new Map());
  const news = new Map();
  if (!newsOf.has(chat.key)) newsOf.set(chat.key, new Set());
  newsOf.get(chat.key).add(news);
  try {
    const { messages } = await api.messages(person, chat);
    const list = new Map(messages.map((message) => [message.message_id, message]));
    for (const [id, message] of news) message ? list.set(id, message) : list.delete(id);
    store.conversations.set(chat.key, list);
    tell("conversation", chat.key);
    return list;
  } finally {
    newsOf.get(chat.key).delete(news);
  }
}

/** Take a message into the conversations of `people` that are loaded; older knowledge is replaced. */
export function takeMessage(people, chatId, botName, message, edited = false) {
  for (const person of people) {
    const key = keyOf(person, chatId, botName);
    const list = store.conversations.get(key);
    if (list) {
      const before = list.get(message.message_id);
      if (edited && before) message.textChanged = before.textChanged || bodyOf(before) !== bodyOf(message);
      list.set(message.message_id, message);
      note(key, message.message_id, message);
      tell("message", { key, message, isNew: !before });
    }
    const chat = chatOf(person, key);
    if (!chat) {
      refreshChats([person]);
    } else if (!edited || chat.last_message?.message_id === message.message_id) {
      chat.last_message = message;
      if (message.from?.id === person) chat.started = true;
      if (message.from?.is_bot) store.actions.delete(key);
      tell("chats", person);
      refreshIfAsked(person);
    }
  }
}

const bodyOf = (message) => message.text ?? message.caption ?? "";

const SHAPES_CHATS = /^(set|delete|close|reopen|unhide|hide|create|edit(forum|general))|pin|promote|ban|restrict|leave|getMe/i;

const handlers = {
  message: (event) => takeMessage(event.people, event.chat_id, event.bot, event.message),
  edited: (event) => takeMessage(event.people, event.chat_id, event.bot, event.message, true),
  deleted(event) {
    for (const person of event.people) {
      const key = keyOf(person, event.chat_id, event.bot);
      for (const id of event.message_ids) {
        store.conversations.get(key)?.delete(id);
        note(key, id, null);
      }
      tell("conversation", key);
    }
    refreshChats(event.people);
  },
  unread(event) {
    // The event does not name the bot; with several bots only a fresh list is right.
    const chats = chatsOf(event.person).filter((chat) => chat.id === event.chat_id);
    if (chats.length !== 1) return refreshChats([event.person]);
    chats[0].unread = event.unread;
    tell("chats", event.person);
    refreshIfAsked(event.person);
  },
  chat_action(event) {
    for (const person of event.people) {
      const key = keyOf(person, event.chat_id, event.bot);
      const until = Date.now() + event.seconds * 1000;
      store.actions.set(key, { action: event.action, until });
      tell("chats", person);
      setTimeout(() => {
        if (store.actions.get(key)?.until !== until) return;
        store.actions.delete(key);
        tell("chats", person);
      }, event.seconds * 1000);
    }
  },
  person(event) {
    const isNew = !store.people.has(event.person.id);
    store.people.set(event.person.id, event.person);
    tell("people");
    if (isNew) loadChats(event.person.id);
  },
  chat: (event) => refreshChats(event.people),
  reaction(event) {
    store.reactions.set(`${event.chat_id}:${event.message_id}`, event.reactions);
    for (const [key, list] of store.conversations) {
      const message = key.split("/")[1] === String(event.chat_id) && list.get(event.message_id);
      if (message) tell("message", { key, message, isNew: false });
    }
  },
  call(event) {
    const knowsBot = [...store.chats.values()].every((chats) => chats.some((chat) => chat.type === "private"));
    if (!knowsBot || SHAPES_CHATS.test(event.call.method)) refreshChats();
  },
};

/** Follow the sandbox from now on. */
export function follow() {
  listen(
    (name, event) => {
      handlers[name]?.(event);
      tell(`event:${name}`, event);
    },
    async () => {
      store.connected = true;
      tell("connected");
      await loadPeople().catch(() => {});
      for (const [person, key] of store.open) {
        const chat = chatOf(person, key);
        if (chat && store.conversations.has(key)) loadConversation(person, chat).catch(() => {});
      }
    },
    () => {
      store.connected = false;
      tell("connected");
    },
  );
}
