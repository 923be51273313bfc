// What is known, and who looks at what. No elements here.

const INSIDE = ["creator", "administrator", "member"];
const TYPING = 5000;

export const state = {
  house: { people: [], chats: [], bot: { name: "", username: "" }, described: "" },
  place: { person: 0, chat: 0, thread: 0 },
};
const unread = new Map();
const busy = new Map();

const key = (chat, thread) => `${chat}/${thread}`;

export const isInside = (status) => INSIDE.includes(status);
export const chatOf = (id) => state.house.chats.find((chat) => chat.id === id);
export const here = () => chatOf(state.place.chat);
export const isHere = (chat, thread) => chat === state.place.chat && thread === state.place.thread;
export const titleOf = (chat) => (chat.kind === "private" ? state.house.bot.name : chat.title);
export const shownIn = (chat, thread) => chat.messages.filter((message) => message.thread === thread);

// The chats of the person who looks.
export function mine() {
  const { person } = state.place;
  const isMine = (chat) => (chat.kind === "private" ? chat.id === person : isInside(chat.members[person]));
  return state.house.chats.filter(isMine);
}

// The place that really exists, nearest to the wanted one.
export function moveTo({ person, chat, thread }) {
  const { people } = state.house;
  state.place = { person: people.some(({ id }) => id === person) ? person : people[0]?.id ?? 0, chat, thread };
  if (!mine().includes(here())) Object.assign(state.place, { chat: mine()[0]?.id ?? 0, thread: 0 });
  if (!here()?.topics.some(({ id }) => id === state.place.thread)) state.place.thread = 0;
}

// Keep a new or changed message; true when it is new.
export function keep(chat, message) {
  const known = chat.messages.findIndex((one) => one.id === message.id);
  if (known < 0) chat.messages.push(message);
  else chat.messages[known] = message;
  return known < 0;
}

export function count(message) {
  const place = key(message.chat, message.thread);
  const now = unread.get(place) ?? { count: 0, loud: false };
  unread.set(place, { count: now.count + 1, loud: now.loud || !message.silent });
}

export const unreadIn = (chat, thread) => unread.get(key(chat, thread));

export function read() {
  const { chat, thread } = state.place;
  return unread.delete(key(chat, thread));
}

export function unreadOfMine() {
  const places = mine().flatMap((chat) => [0, ...chat.topics.map(({ id }) => id)].map((id) => unreadIn(chat.id, id)));
  return places.reduce((sum, one) => sum + (one?.count ?? 0), 0);
}

export function startedDoing(chat, thread, action) {
  const words = action.startsWith("upload") ? "отправляет файл…" : "печатает…";
  busy.set(key(chat, thread), { words, until: Date.now() + TYPING });
  return TYPING;
}

export const stoppedDoing = (chat, thread) => busy.delete(key(chat, thread));

export function doing(chat, thread) {
  const now = busy.get(key(chat, thread));
  return now && now.until > Date.now() ? now.words : "";
}
