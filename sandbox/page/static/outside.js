// The side panel: makes the outside world act and shows what it knows.

import { $, button, clock, el, phone, post, toast } from "./dom.js";

const LONG = "Добрый день! Заказывал у вас три дня назад, до сих пор никто не позвонил. ";
const SAMPLES = [
  ["код", "Код: 482913. Никому его не сообщайте. MyBank"],
  ["разметка", "Скидка <b>50%</b> & подарок: https://sale.example.com/?a=1&b=2"],
  ["длинное", LONG.repeat(5).trim()],
];
const REASONS = [
  [3, 6, "абонент не в сети (3/6)"],
  [20, 1, "такого абонента нет (20/1)"],
  [20, 13, "запрет у абонента (20/13)"],
  [22, 249, "неверный номер (22)"],
  [23, 254, "запрещено (23)"],
  [24, 0, "нет денег (24)"],
  [25, 248, "нет маршрута (25)"],
  [20, 237, "не берёт трубку (20/237)"],
  [3, 245, "нет ответа за сутки (3/245)"],
];
const DELIVERED = 1;
const READ = 2;
const GOOD = [DELIVERED, READ, 4];
const LOGS = { requests: "К SMSC", deliveries: "Колбэки", calls: "К Telegram" };
const UNTOLD = {
  "no handler": "адрес колбэков не задан",
  "nobody waits for this call": "этого звонка никто не ждёт",
};

let log = "requests";
let shown = {};

export function start() {
  $("samples").append(...SAMPLES.map(([name, text]) => button([name], () => fill(text), { class: "chip" })));
  $("reason").append(...REASONS.map(([, , words], number) => el("option", { value: number }, words)));
  $("tabs").append(...Object.entries(LOGS).map(([name, title]) => tab(name, title)));
  act("sms", ({ phone, to, text }) => ({ phone: phone.value, to: to.value, text: text.value }), told);
  act("call", ({ phone }) => ({ phone: phone.value }), told);
  act("send", ({ phone, text }) => ({ phone: phone.value, text: text.value }), ({ id }) => toast(`Ушло сообщение ${id}`));
  const numbers = ({ count, failures }) => ({ count: count.valueAsNumber, failures: failures.valueAsNumber });
  act("burst", numbers, () => toast("Все статусы отосланы"));
  for (const where of ["smsc", "telegram"]) {
    $(`trouble-${where}`).addEventListener("change", ({ target }) => post("trouble", { where, name: target.value }));
  }
}

export function show(seen) {
  shown = seen;
  const { smsc, troubles } = seen;
  const rented = smsc.numbers.map(({ phone: digits, label }) => [digits, `${phone(digits)} ${label && `«${label}»`}`]);
  showAccount(smsc);
  choices($("sms").elements.to, rented);
  $("awaited").replaceChildren(...smsc.awaited_calls.map(awaited));
  $("sent").replaceChildren(...smsc.messages.slice(0, 8).map(sentRow));
  for (const where of ["smsc", "telegram"]) showTrouble(where, troubles[where]);
  showLog();
}

function fill(text) {
  $("sms").elements.text.value = text;
}

function act(id, read, done) {
  $(id).addEventListener("submit", async (event) => {
    event.preventDefault();
    const pressed = $(id).querySelector(".act");
    pressed.disabled = true;
    try {
      done(await post(id, read(event.target.elements)));
    } finally {
      pressed.disabled = false;
    }
  });
}

function told({ status, error }) {
  if (status === 200) toast("Бот узнал: HTTP 200");
  else if (status) toast(`Бот ответил HTTP ${status}, SMSC повторит`, "bad");
  else toast(`Боту не сказали: ${UNTOLD[error] ?? error ?? "нет ответа"}`, "bad");
}

function awaited(call) {
  const ring = async () => told(await post("call", { phone: call.phone }));
  return button([`${phone(call.phone)} → ${phone(call.number)}`], ring, { class: "chip hot" });
}

function showAccount({ balance, login, numbers, handler }) {
  const money = new Intl.NumberFormat("ru", { style: "currency", currency: "RUB" }).format(Number(balance));
  const fact = (value, about, title) => el("p", { title }, el("b", {}, value), el("small", {}, about));
  $("account").replaceChildren(
    fact(money, `на счёте ${login}`),
    fact(numbers.length, "номеров"),
    fact(handler ? "есть" : "нет", "адрес колбэков", handler),
  );
}

function sentRow(message) {
  const kind = GOOD.includes(message.status) ? "good" : message.status > 0 ? "bad" : "";
  const state = el("small", { class: kind }, message.status_name || `статус ${message.status}`);
  const end = async (status, err, abroad = 0) => {
    told(await post("status", { id: message.id, phone: message.phone, status, err, abroad }));
  };
  const isQuery = message.kind === "HLR-запрос";
  const second = isQuery
    ? ["🌍", "В роуминге", () => end(DELIVERED, 0, 1)]
    : ["👀", "Прочитано", () => end(READ, 0)];
  const fate = (face, title, act) => button([face], act, { class: "icon", title });
  return el("li", {},
    el("div", {}, el("b", {}, phone(message.phone)), el("span", {}, message.text || message.kind), state),
    fate("✅", "Доставлено", () => end(DELIVERED, 0)),
    fate(...second),
    fate("❌", "Не доставлено", () => end(...REASONS[$("reason").value].slice(0, 2))));
}

function showTrouble(where, { names, now }) {
  const select = $(`trouble-${where}`);
  choices(select, [["", "Всё работает"], ...Object.entries(names)]);
  select.value = now;
  select.classList.toggle("hot", Boolean(now));
}

// Options are only replaced when they differ: an open list must not jump.
function choices(select, options) {
  const wanted = JSON.stringify(options);
  if (select.dataset.options === wanted) return;
  const kept = select.value;
  select.dataset.options = wanted;
  select.replaceChildren(...options.map(([value, words]) => el("option", { value }, words)));
  if (options.some(([value]) => value === kept)) select.value = kept;
}

function tab(name, title) {
  return button([title], () => { log = name; showLog(); }, { role: "tab", "data-log": name });
}

function showLog() {
  for (const one of $("tabs").children) one.setAttribute("aria-selected", one.dataset.log === log);
  const rows = (log === "calls" ? shown.calls : shown.smsc?.[log]) ?? [];
  $("log").replaceChildren(...(rows.length ? rows.map(logRow) : [el("li", { class: "empty" }, "Пока ничего")]));
}

const READERS = {
  requests: ({ script, action, code, trouble, fields }) => ({
    name: [script, action].filter(Boolean).join(" · "),
    verdict: code === 0 ? "ok" : code === null ? trouble ?? "…" : `ошибка ${code}`,
    about: Object.entries(fields).map(([name, value]) => `${name}=${value}`).join(" "),
    isGood: code === 0,
  }),
  deliveries: ({ kind, status, error, attempts }) => ({
    name: kind,
    verdict: status ?? UNTOLD[error] ?? error,
    about: attempts > 1 ? `попытка ${attempts}` : "",
    isGood: status === 200,
  }),
  calls: ({ method, status, chat }) => ({
    name: method,
    verdict: status || "нет ответа",
    about: chat ? `чат ${chat}` : "",
    isGood: status === 200,
  }),
};

function logRow(row) {
  const { name, verdict, about, isGood } = READERS[log](row);
  return el("li", {},
    el("time", {}, clock.format(new Date(row.at * 1000))),
    el("div", {}, el("b", {}, name), el("span", { title: about }, about)),
    el("small", { class: isGood ? "good" : "bad" }, String(verdict)));
}
