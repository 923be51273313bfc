// The middle column: the heading and the messages of one chat or topic.

import { avatar, bubble } from "./bubbles.js";
import { $, day, el } from "./dom.js";
import { doing, here, isInside, read, shownIn, state, titleOf } from "./store.js";

const NEAR_END = 120;
const WORDS = { one: "участник", few: "участника" };

let acts = {};
let stuck = true;

export function start(given) {
  acts = given;
  $("to-end").addEventListener("click", () => toEnd("smooth"));
  $("scroll").addEventListener("scroll", scrolled);
  // A picture that loads or a longer line of text must not push the last message out of sight.
  const watch = new ResizeObserver(() => { if (stuck) toEnd(); });
  watch.observe($("scroll"));
  watch.observe($("messages"));
}

export function showHeading() {
  const chat = here();
  if (!chat) return;
  const topic = chat.topics.find(({ id }) => id === state.place.thread);
  const title = topic?.name ?? titleOf(chat);
  const words = doing(chat.id, state.place.thread);
  const who = chat.kind === "private" ? { bot: true, id: 0, name: title } : { id: chat.id, name: title };
  $("chat-avatar").replaceChildren(avatar(who));
  $("chat-title").textContent = title;
  $("chat-about").textContent = words || about(chat, topic);
  $("chat-about").classList.toggle("busy", Boolean(words));
  showBanner(chat);
}

function about(chat, topic) {
  if (chat.kind === "private") return "бот";
  if (topic) return `тема группы «${chat.title}»`;
  const people = [...Object.values(chat.members), chat.bot].filter(isInside).length;
  return `${people} ${WORDS[new Intl.PluralRules("ru").select(people)] ?? "участников"}`;
}

function showBanner(chat) {
  const blocked = chat.kind === "private" ? "Вы заблокировали бота." : "Бот удалён из группы.";
  const away = { kicked: blocked, left: "Бот вышел из группы." }[chat.bot];
  $("banner").hidden = !away;
  $("banner").textContent = away ? `${away} Вернуть его можно в меню «⋮».` : "";
}

export function showMessages() {
  const chat = here();
  const messages = chat ? shownIn(chat, state.place.thread) : [];
  const lines = messages.flatMap((message, number) => both(message, messages[number - 1]));
  $("messages").replaceChildren(...(lines.length ? lines : [empty()]));
  toEnd();
}

// One message that came or changed.
export function put(message, isNew) {
  const messages = shownIn(here(), state.place.thread);
  const before = messages[messages.findIndex(({ id }) => id === message.id) - 1];
  const lines = both(message, before);
  if (isNew) append(lines);
  else $(`m${message.id}`)?.replaceWith(lines.at(-1));
  if (stuck || message.sender.id === state.place.person) toEnd();
  else if (isNew) countBelow();
}

export function remove(id) {
  $(`m${id}`)?.classList.add("gone");
  setTimeout(() => $(`m${id}`)?.remove(), 250);
}

// True when the message is still there.
export function find(id) {
  const target = $(`m${id}`);
  target?.scrollIntoView({ block: "center", behavior: "smooth" });
  target?.classList.add("found");
  setTimeout(() => target?.classList.remove("found"), 1500);
  return Boolean(target);
}

function append(lines) {
  $("messages").querySelector(".nothing")?.remove();
  $("messages").append(...lines);
  lines.at(-1).classList.add("fresh");
}

function both(message, before) {
  const inGroup = here().kind !== "private";
  const made = bubble(message, { mine: state.place.person, before, inGroup, acts });
  return [dayLine(message, before), made].filter(Boolean);
}

function dayLine(message, before) {
  const when = new Date(message.date * 1000);
  if (before && new Date(before.date * 1000).toDateString() === when.toDateString()) return null;
  return el("li", { class: "day" }, el("span", {}, day.format(when)));
}

function empty() {
  const hint = "Начните с /start или нажмите «/» — появится список команд.";
  return el("li", { class: "nothing" }, el("p", {}, state.house.described || "Здесь пока пусто."), el("p", {}, hint));
}

function toEnd(behavior = "instant") {
  $("scroll").scrollTo({ top: $("scroll").scrollHeight, behavior });
  read();
  scrolled();
}

function scrolled() {
  const box = $("scroll");
  stuck = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END;
  $("to-end").hidden = stuck;
  if (stuck) $("to-end").querySelector("b").textContent = "";
}

function countBelow() {
  const badge = $("to-end").querySelector("b");
  badge.textContent = Number(badge.textContent) + 1;
  $("to-end").hidden = false;
}
