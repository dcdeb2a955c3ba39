// Two languages, chosen by the browser first and by the person afterwards.
import { EN } from "./texts_en.js";
import { ZH } from "./texts_zh.js";
import { recall, remember } from "./memory.js";

const TEXTS = { en: EN, zh: ZH };
const PLURALS = new Intl.PluralRules("en");

let language = recall("language") ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");
document.documentElement.lang = language === "zh" ? "zh-CN" : "en";

export const currentLanguage = () => language;

/** Change the language of the page; the caller draws anew. */
export function useLanguage(wanted) {
  language = wanted;
  remember("language", wanted);
  document.documentElement.lang = wanted === "zh" ? "zh-CN" : "en";
}

/** Return a text with its `{placeholders}` filled; `count` picks the English singular where there is one. */
export function t(key, values = {}) {
  const texts = TEXTS[language];
  const singular = values.count !== undefined && PLURALS.select(values.count) === "one" ? texts[`${key}.one`] : undefined;
  const text = singular ?? texts[key] ?? EN[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

const locale = () => (language === "zh" ? "zh-CN" : "en-GB");

/** Return the time of a Bot API date (seconds). */
export const timeOf = (seconds) =>
  new Date(seconds * 1000).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit" });

const days = new Map();

/** Return the day of a Bot API date as chats separate them. Formatting dates is slow, long chats ask often. */
export function dayOf(seconds) {
  const day = new Date(seconds * 1000);
  const key = `${language}${day.getFullYear()}-${day.getMonth()}-${day.getDate()}@${new Date().getDate()}`;
  if (!days.has(key)) days.set(key, dayWords(day));
  return days.get(key);
}

function dayWords(day) {
  const now = new Date();
  if (day.toDateString() === now.toDateString()) return t("today");
  const sameYear = day.getFullYear() === now.getFullYear();
  return day.toLocaleDateString(locale(), { day: "numeric", month: "long", year: sameYear ? undefined : "numeric" });
}

/** Pick a text out of `{en: …, zh: …}`, or return a plain one. */
export function pick(value) {
  if (value === null || typeof value !== "object") return String(value ?? "");
  return String(value[language] ?? value.en ?? Object.values(value)[0] ?? "");
}
