// The left column: who I am and which chats I have.

import { avatar } from "./bubbles.js";
import { $, button, el } from "./dom.js";
import { isHere, mine, shownIn, state, titleOf, unreadIn, unreadOfMine } from "./store.js";

const RANKS = { creator: "владелец группы", administrator: "админ", member: "участник" };

export function showPeople(go) {
  const { house, place } = state;
  const group = house.chats.find((chat) => chat.kind !== "private");
  const shown = house.people.map((one) => {
    const isPrivate = one.id !== place.person && !group?.members[one.id];
    const to = { person: one.id, chat: inPrivate() || isPrivate ? one.id : place.chat, thread: place.thread };
    const words = [el("b", {}, one.name), el("small", {}, RANKS[group?.members[one.id]] ?? "")];
    return button(words, () => go(to), { role: "radio", "aria-checked": String(one.id === place.person) });
  });
  $("people").replaceChildren(...shown);
}

export function showChats(go) {
  const lines = mine().flatMap((chat) => [
    line(chat, 0, titleOf(chat), go),
    ...chat.topics.map((topic) => line(chat, topic.id, topic.name, go)),
  ]);
  $("chats").replaceChildren(...lines);
  const fresh = unreadOfMine();
  document.title = `${fresh ? `(${fresh}) ` : ""}Песочница SMSC-бота`;
}

function inPrivate() {
  return state.place.chat === state.place.person;
}

function line(chat, thread, title, go) {
  const fresh = unreadIn(chat.id, thread);
  const who = chat.kind === "private" ? { bot: true, id: 0, name: title } : { id: chat.id, name: title };
  const face = thread ? el("span", { class: "hash" }, "#") : avatar(who);
  const words = el("span", { class: "words" }, el("b", {}, title), el("span", {}, lastWords(chat, thread)));
  const badge = fresh && el("i", { class: fresh.loud ? "badge" : "badge calm" }, fresh.count);
  const open = () => {
    document.body.dataset.screen = "chat";
    go({ person: state.place.person, chat: chat.id, thread });
  };
  const current = isHere(chat.id, thread) ? "true" : null;
  return el("li", {}, button([face, words, badge], open, { class: thread ? "topic" : "", "aria-current": current }));
}

function lastWords(chat, thread) {
  const last = shownIn(chat, thread).at(-1);
  if (!last) return thread ? "тема пуста" : "сообщений нет";
  return last.text || last.document?.name || (last.contact ? "Контакт" : "Изображение");
}
