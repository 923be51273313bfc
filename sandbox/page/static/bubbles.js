// One message as an element.

import { button, clock, copy, el, icon, size } from "./dom.js";
import { rich } from "./rich.js";

const COLOURS = 6;

// `acts`: reply, press, command, open, ours, find. `mine` is the id of the person who looks.
export function bubble(message, { mine, before, inGroup, acts }) {
  const own = message.sender.id === mine;
  const follows = before && before.sender.id === message.sender.id && message.date - before.date < 300;
  const box = el("div", { class: "bubble" }, ...parts(message, { own, follows, inGroup, acts }));
  box.addEventListener("click", () => { if (getSelection().isCollapsed) acts.reply(message); });
  const named = inGroup && !own;
  return el(
    "li",
    { class: ["message", own && "own", follows && "follows"].filter(Boolean).join(" "), id: `m${message.id}` },
    named && avatar(message.sender, follows),
    el("div", { class: "stack" }, box, keyboard(message, acts)),
  );
}

export function avatar(who, hidden = false) {
  const letter = who.bot ? "🤖" : [...who.name][0];
  return el("span", { class: `avatar c${colour(who)} ${hidden ? "hidden" : ""}`, "aria-hidden": "true" }, letter);
}

export function colour(who) {
  return who.bot ? "bot" : Math.abs(who.id) % COLOURS;
}

function parts(message, { own, follows, inGroup, acts }) {
  return [
    inGroup && !own && !follows && el("p", { class: `name c${colour(message.sender)}` }, message.sender.name),
    message.forwarded && el("p", { class: "forwarded" }, `Переслано от: ${message.forwarded}`),
    message.reply && answered(message.reply, acts),
    message.photo && photo(message.photo),
    message.document && file(message.document),
    message.contact && contact(message.contact),
    el("div", { class: "text" }, rich(message.text, message.entities, acts), meta(message)),
    message.reactions.length > 0 && el("p", { class: "reactions" }, message.reactions.join(" ")),
  ];
}

function meta(message) {
  const when = new Date(message.date * 1000);
  return el(
    "span",
    { class: "meta", title: when.toLocaleString("ru") },
    message.edited && "изменено ",
    message.silent && el("span", { title: "Без звука" }, "🔕 "),
    clock.format(when),
  );
}

function answered(reply, acts) {
  const seen = el("div", { class: "answered" }, el("b", {}, reply.name), el("span", {}, reply.text));
  seen.addEventListener("click", (event) => { event.stopPropagation(); acts.find(reply.id); });
  return seen;
}

function photo(picture) {
  const { id, width, height } = picture;
  const shown = el("img", { src: `/api/files/${id}`, width, height, alt: "Изображение", class: "photo" });
  shown.addEventListener("click", (event) => {
    event.stopPropagation();
    const dialog = document.getElementById("picture");
    dialog.querySelector("img").src = shown.src;
    dialog.showModal();
  });
  return shown;
}

function file(document) {
  const extension = document.name.includes(".") ? document.name.split(".").pop().slice(0, 4) : "";
  const stay = (event) => event.stopPropagation();
  const link = el(
    "a",
    { class: "file", href: `/api/files/${document.id}`, download: document.name, onclick: stay },
    el("span", { class: "sheet" }, icon("file"), el("i", {}, extension)),
    el("span", {}, el("b", {}, document.name), el("small", {}, `${size(document.size)} · скачать`)),
  );
  return el("div", { class: "files" }, link, document.preview.length > 0 && table(document.preview));
}

function table(rows) {
  const [head, ...body] = rows;
  return el(
    "div",
    { class: "table" },
    el("table", {},
      el("thead", {}, el("tr", {}, ...head.map((cell) => el("th", {}, cell)))),
      el("tbody", {}, ...body.map((row) => el("tr", {}, ...row.map((cell) => el("td", {}, cell)))))),
  );
}

function contact(shared) {
  const words = el("span", {}, el("b", {}, shared.first_name), el("small", {}, shared.phone_number));
  return el("div", { class: "file" }, el("span", { class: "sheet" }, "👤"), words);
}

function keyboard(message, acts) {
  if (!message.buttons.length) return null;
  const rows = message.buttons.map((row, number) => row.map((one, column) => key(message, one, number, column, acts)));
  return el("div", { class: "keyboard" }, ...rows.map((row) => el("div", { class: "row" }, ...row)));
}

function key(message, shown, row, column, acts) {
  const mark = shown.copy ? "copy" : shown.url ? "link" : "";
  const press = async ({ currentTarget: made }) => {
    if (shown.copy) return copy(shown.copy);
    made.classList.add("waiting");
    try {
      return await acts.press(message, row, column);
    } finally {
      made.classList.remove("waiting");
    }
  };
  const words = [el("span", {}, shown.text), mark && icon(mark)];
  return button(words, press, { class: `key ${shown.style}`, title: shown.url || null });
}
