// The page: what arrives live, and what a person does.

import { showChats, showPeople } from "./chats.js";
import * as composer from "./composer.js";
import { $, post, toast } from "./dom.js";
import { menu } from "./menu.js";
import * as outside from "./outside.js";
import * as store from "./store.js";
import { state } from "./store.js";
import * as thread from "./thread.js";

function start() {
  const [person, chat, topic] = location.hash.slice(1).split("/").map(Number);
  state.place = { person: person || 0, chat: chat || 0, thread: topic || 0 };
  if (chat) document.body.dataset.screen = "chat";
  composer.start(() => state.place);
  thread.start(acts);
  outside.start();
  menu($("more"), $("more-menu"), botLines);
  $("back").addEventListener("click", () => { document.body.dataset.screen = "list"; });
  $("open-outside").addEventListener("click", () => panel(true));
  $("close-outside").addEventListener("click", () => panel(false));
  $("veil").addEventListener("click", () => panel(false));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") panel(false); });
  document.addEventListener("visibilitychange", looked);
  listen();
}

function listen() {
  const stream = new EventSource("/api/events");
  const on = (name, act) => stream.addEventListener(name, (event) => act(JSON.parse(event.data)));
  on("house", arrived);
  on("message", received);
  on("deleted", removed);
  on("action", acted);
  on("outside", outside.show);
  stream.onopen = () => live(true);
  stream.onerror = () => live(false);
}

function live(connected) {
  $("live").classList.toggle("off", !connected);
  $("live").textContent = connected ? "на связи" : "нет связи";
}

function panel(open) {
  document.body.classList.toggle("panel", open);
  $("veil").hidden = !open;
}

// What arrives

function arrived(house) {
  state.house = house;
  store.moveTo(state.place);
  show();
}

function received(message) {
  const chat = store.chatOf(message.chat);
  if (!chat) return;
  const isNew = store.keep(chat, message);
  const isHere = store.isHere(chat.id, message.thread);
  if (message.sender.bot) store.stoppedDoing(chat.id, message.thread);
  if (isHere) thread.put(message, isNew);
  if (isNew && !(isHere && isSeen()) && message.sender.id !== state.place.person) store.count(message);
  showChats(go);
  thread.showHeading();
}

function removed({ chat, id }) {
  const found = store.chatOf(chat);
  if (!found) return;
  found.messages = found.messages.filter((message) => message.id !== id);
  if (chat === state.place.chat) thread.remove(id);
  showChats(go);
}

function acted({ chat, thread: topic, does }) {
  const lasts = store.startedDoing(chat, topic, does);
  thread.showHeading();
  setTimeout(thread.showHeading, lasts + 50);
}

// On a phone the list hides the chat.
function isSeen() {
  return !document.hidden && $("messages").offsetParent !== null;
}

function looked() {
  if (isSeen() && store.read()) showChats(go);
}

function show() {
  showPeople(go);
  showChats(go);
  thread.showHeading();
  thread.showMessages();
  composer.offer(store.here()?.menus[state.place.person] ?? []);
}

function go(to) {
  store.moveTo(to);
  const { person, chat, thread: topic } = state.place;
  history.replaceState(null, "", `#${person}/${chat}/${topic}`);
  store.read();
  composer.answer(null);
  show();
}

// What a person does

const acts = {
  reply: (message) => composer.answer(message, message.sender.id === state.place.person),
  command: (words) => composer.say(words),
  find: (id) => { if (!thread.find(id)) toast("Этого сообщения уже нет"); },
  ours: (url) => ["t.me", "telegram.me"].includes(url.hostname) && url.pathname.slice(1) === state.house.bot.username,
  open: async (url) => follow(await post("open", { ...state.place, url })),
  press: async (message, row, column) => {
    const seen = await post("press", { ...state.place, message: message.id, row, column });
    if (seen.url) follow(seen);
    else if (!seen.answered) toast("Бот не ответил на нажатие", "bad");
    else if (seen.text && seen.alert) alertBox(seen.text);
    else if (seen.text) toast(seen.text);
  },
};

function follow({ url }) {
  const address = new URL(url);
  const { person } = state.place;
  if (acts.ours(address) && address.searchParams.has("start")) go({ person, chat: person, thread: 0 });
  else if (["http:", "https:"].includes(address.protocol)) window.open(address.href, "_blank", "noopener");
}

function alertBox(text) {
  $("alert").querySelector("p").textContent = text;
  $("alert").showModal();
}

function botLines() {
  const chat = store.here();
  const act = (does) => () => post("bot", { ...state.place, does });
  const isInside = store.isInside(chat.bot);
  if (chat.kind === "private" && isInside) return [["Заблокировать бота", act("kick"), "danger"]];
  if (chat.kind === "private") return [["Разблокировать бота", act("add")]];
  if (!isInside) return [["Добавить бота в группу", act("add")]];
  const isAdmin = chat.bot === "administrator";
  return [
    isAdmin ? ["Снять с бота права админа", act("demote")] : ["Сделать бота админом", act("promote")],
    ["Удалить бота из группы", act("kick"), "danger"],
  ];
}

start();
