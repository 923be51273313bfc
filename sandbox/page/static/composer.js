// Writing: the line of text, commands after "/", answers, files and contacts.

import { $, el, post, toast } from "./dom.js";
import { menu } from "./menu.js";

let where = () => ({});
let target = null;
let editing = false;
let commands = [];
let chosen = 0;

// `place` says who writes and where: {person, chat, thread}.
export function start(place) {
  where = place;
  $("composer").addEventListener("submit", (event) => { event.preventDefault(); send(); });
  $("text").addEventListener("input", changed);
  $("text").addEventListener("keydown", keys);
  $("reply-off").addEventListener("click", () => answer(null));
  $("edit-own").addEventListener("click", edit);
  $("slash").addEventListener("click", () => { $("text").value = "/"; $("text").focus(); changed(); });
  menu($("attach"), $("attach-menu"), () => [
    ["📄 Файл", () => $("file").click()],
    ["👤 Контакт", () => $("contact").showModal()],
  ]);
  $("file").addEventListener("change", sendFile);
  $("contact").addEventListener("close", sendContact);
}

export function offer(list) {
  commands = list;
  changed();
}

export function answer(message, own = false) {
  target = message;
  editing = false;
  $("replying").hidden = !message;
  $("edit-own").hidden = !own;
  if (!message) return;
  $("replying").querySelector("b").textContent = `Ответ: ${message.sender.name}`;
  $("replying").querySelector("span").textContent = message.text || message.document?.name || "изображение";
  $("text").focus();
}

export async function say(text) {
  await post("say", { ...where(), text });
}

async function send() {
  const text = $("text").value.trim();
  if (!text) return;
  if (editing) await post("edit", { ...where(), message: target.id, text });
  else await post("say", { ...where(), text, reply: target?.id ?? 0 });
  $("text").value = "";
  answer(null);
  changed();
}

function edit() {
  editing = true;
  $("replying").querySelector("b").textContent = "Изменить сообщение";
  $("edit-own").hidden = true;
  $("text").value = target.text;
  $("text").focus();
  changed();
}

async function sendFile() {
  const [file] = $("file").files;
  if (!file) return;
  const form = new FormData();
  for (const [name, value] of Object.entries(where())) form.append(name, value);
  form.append("caption", $("text").value);
  form.append("file", file);
  $("file").value = "";
  $("text").value = "";
  await post("file", form);
  toast(`Отправлен ${file.name}`);
}

async function sendContact() {
  if ($("contact").returnValue !== "send") return;
  const { name, phone } = $("contact").querySelector("form").elements;
  await post("contact", { ...where(), name: name.value, phone: phone.value });
}

function changed() {
  const line = $("text");
  line.style.height = "auto";
  line.style.height = `${Math.min(line.scrollHeight, 160)}px`;
  const typed = /^\/([a-z0-9_]*)$/i.exec(line.value);
  const fitting = typed ? commands.filter(({ command }) => command.startsWith(typed[1].toLowerCase())) : [];
  chosen = 0;
  $("commands").hidden = !fitting.length;
  $("commands").replaceChildren(...fitting.map(offered));
  mark();
}

function offered({ command, about }) {
  const attributes = { role: "option", "data-command": command, onclick: () => take(command) };
  return el("li", attributes, el("b", {}, `/${command}`), el("span", {}, about));
}

function take(command) {
  $("text").value = `/${command} `;
  $("text").focus();
  changed();
}

function mark() {
  [...$("commands").children].forEach((one, number) => {
    one.setAttribute("aria-selected", number === chosen);
    if (number === chosen) one.scrollIntoView({ block: "nearest" });
  });
}

function keys(event) {
  const listed = $("commands").hidden ? [] : [...$("commands").children];
  const named = listed[chosen]?.dataset.command;
  const isTyped = named === $("text").value.slice(1);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (listed.length && step) {
    event.preventDefault();
    chosen = (chosen + step + listed.length) % listed.length;
    mark();
  } else if (named && (event.key === "Tab" || (event.key === "Enter" && !isTyped))) {
    event.preventDefault();
    take(named);
  } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send();
  } else if (event.key === "Escape") {
    answer(null);
    $("commands").hidden = true;
  }
}
