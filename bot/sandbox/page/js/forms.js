// Small forms of the desk: a new person, a new group.
import { api } from "./api.js";
import { h, openDialog } from "./dom.js";
import { t } from "./i18n.js";
import { orderedPeople, show } from "./people.js";
import { loadChats } from "./store.js";

const field = (label, input) => h("label", {}, h("span", { text: label }), input);

function open(title, fields, confirm, work) {
  const error = h("p", { class: "sheet-error", role: "alert" });
  const form = h("form", { class: "form" }, h("h2", { text: title }), ...fields, error,
    h("div", { class: "form-foot" },
      h("button", { type: "button", class: "plain", text: t("cancel"), on: { click: () => close() } }),
      h("button", { class: "primary-button", text: confirm })));
  const close = openDialog(title, [form]);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await work();
      close();
    } catch (refusal) {
      error.textContent = refusal.message;
    }
  });
}

/** Ask for a new person. */
export function addPerson() {
  const name = h("input", { type: "text", required: true, maxlength: "128", autocomplete: "off" });
  const language = h("select", {}, h("option", { value: "en", text: "English" }), h("option", { value: "zh", text: "中文" }));
  open(t("people.add"), [field(t("person.name"), name), field(t("person.language"), language)], t("person.add"), async () => {
    const person = await api.savePerson({ name: name.value, language_code: language.value });
    show(person.id, true);
  });
}

/** Ask for a new group of people and bots. */
export async function addGroup() {
  const bots = await api.bots().catch(() => []);
  const title = h("input", { type: "text", required: true, maxlength: "128", autocomplete: "off" });
  const member = (id, name, checked) => h("label", { class: "check" }, h("input", { type: "checkbox", value: id, checked }), h("span", { text: name }));
  const members = h("fieldset", {}, h("legend", { text: t("group.members") }),
    ...orderedPeople().map((person) => member(person.id, person.name, true)), ...bots.map((bot, place) => member(bot.id, t("group.bot", { name: bot.first_name }), place === 0)));
  const supergroup = h("input", { type: "checkbox", checked: true });
  const forum = h("input", { type: "checkbox" });
  const options = h("div", { class: "form-options" },
    h("label", { class: "check" }, supergroup, h("span", { text: t("group.supergroup") })), h("label", { class: "check" }, forum, h("span", { text: t("group.forum") })));
  open(t("group.new"), [field(t("group.title"), title), members, options], t("group.make"), async () => {
    const ids = [...members.querySelectorAll("input:checked")].map((box) => Number(box.value));
    await api.makeGroup({ title: title.value, members: ids, supergroup: supergroup.checked || forum.checked, forum: forum.checked });
    await Promise.all(orderedPeople().map((person) => loadChats(person.id)));
  });
}
