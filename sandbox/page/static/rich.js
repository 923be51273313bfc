// A text with its entities → elements. Offsets are UTF-16 units, which is what strings count here too.

import { button, copy, el, icon } from "./dom.js";

const PLAIN = { bold: "b", italic: "i", underline: "u", strikethrough: "s" };
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const OUTSIDE = new Set(["http:", "https:"]);

// `acts` says what a tap on a command or a link does.
export function rich(text, entities, acts) {
  const box = document.createDocumentFragment();
  fill(box, text, 0, text.length, entities.map((one) => ({ ...one })), acts);
  return box;
}

function fill(parent, text, start, end, entities, acts) {
  let at = start;
  while (entities.length) {
    const entity = entities.shift();
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    if (to <= from) continue;
    parent.append(text.slice(at, from));
    const inner = [];
    while (entities.length && entities[0].offset < to) inner.push(cut(entities.shift(), to, entities));
    const made = element(entity, text.slice(from, to), acts);
    fill(made.inside, text, from, to, inner, acts);
    parent.append(made.outer);
    // A block begins and ends a line by itself: the line break after it would show as an empty line.
    at = BLOCKS.has(entity.type) && text[to] === "\n" && to < end ? to + 1 : to;
  }
  parent.append(text.slice(at, end));
}

// What reaches over the end of its parent goes on after it.
function cut(entity, to, rest) {
  const over = entity.offset + entity.length - to;
  if (over > 0) {
    rest.unshift({ ...entity, offset: to, length: over });
    rest.sort((one, other) => one.offset - other.offset || other.length - one.length);
    return { ...entity, length: entity.length - over };
  }
  return entity;
}

function element(entity, words, acts) {
  const made = shape(entity, words, acts);
  return made.outer ? made : { outer: made, inside: made };
}

function shape(entity, words, acts) {
  switch (entity.type) {
    case "code":
      return el("code", { title: "Скопировать", onclick: (event) => tapped(event, () => copy(words)) });
    case "pre":
      return pre(entity, words);
    case "blockquote":
      return el("blockquote");
    case "expandable_blockquote":
      return quote();
    case "spoiler":
      return spoiler();
    case "date_time":
      return { outer: moment(entity, words), inside: document.createDocumentFragment() };
    case "bot_command":
      return active(() => acts.command(words));
    case "text_link":
      return link(entity.url, acts);
    case "url":
      return link(/^[a-z]+:\/\//i.test(words) ? words : `https://${words}`, acts);
    case "email":
      return el("a", { href: `mailto:${words}` });
    case "phone_number":
      return el("a", { href: `tel:${words.replace(/[^+\d]/g, "")}`, title: "Здесь телефон набрал бы этот номер" });
    case "mention":
    case "text_mention":
    case "hashtag":
    case "cashtag":
      return el("span", { class: "tag" });
    default:
      return el(PLAIN[entity.type] ?? "span");
  }
}

function spoiler() {
  const made = el("span", { class: "spoiler" });
  made.addEventListener("click", (event) => tapped(event, () => made.classList.add("seen")));
  return made;
}

function tapped(event, act) {
  event.stopPropagation();
  act();
}

function active(act) {
  return el("a", { href: "#", onclick: (event) => { event.preventDefault(); tapped(event, act); } });
}

function link(address, acts) {
  let url;
  try { url = new URL(address); } catch { return el("span"); }
  if (acts.ours(url)) return active(() => acts.open(address));
  if (!OUTSIDE.has(url.protocol)) return el("span", { class: "tag", title: address });
  const made = el("a", { href: url.href, target: "_blank", rel: "noopener noreferrer", title: url.href });
  made.addEventListener("click", (event) => event.stopPropagation());
  return made;
}

function pre(entity, words) {
  const inside = el("code");
  const take = (event) => tapped(event, () => copy(words));
  const all = button([icon("copy")], take, { class: "icon", title: "Скопировать" });
  return { outer: el("pre", {}, entity.language && el("i", {}, entity.language), inside, all), inside };
}

function quote() {
  const inside = el("div");
  const outer = el("blockquote", { class: "folded" }, inside);
  outer.addEventListener("click", (event) => tapped(event, () => outer.classList.toggle("folded")));
  // Only known once it is laid out: a short quote has nothing to unfold.
  requestAnimationFrame(() => {
    if (inside.scrollHeight <= inside.clientHeight + 2) outer.classList.remove("folded");
    else outer.classList.add("foldable");
  });
  return { outer, inside };
}

// https://core.telegram.org/bots/api#date-time-entity-formatting, in the reader's zone and language.
function moment(entity, words) {
  const when = new Date(entity.unix_time * 1000);
  const title = when.toLocaleString("ru", { dateStyle: "full", timeStyle: "long" });
  const shown = el("time", { datetime: when.toISOString(), title });
  const format = entity.date_time_format ?? "";
  shown.textContent = format === "r" ? relative(when) : format ? formatted(when, format) : words;
  if (format === "r") shown.dataset.relative = entity.unix_time;
  return shown;
}

function formatted(when, format) {
  const options = Object.assign({}, ...[...format].map((letter) => PARTS[letter]));
  return new Intl.DateTimeFormat("ru", options).format(when);
}

const PARTS = {
  w: { weekday: "short" },
  W: { weekday: "long" },
  d: { day: "2-digit", month: "2-digit", year: "2-digit" },
  D: { day: "numeric", month: "long", year: "numeric" },
  t: { hour: "2-digit", minute: "2-digit" },
  T: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};
const STEPS = [["second", 60], ["minute", 60], ["hour", 24], ["day", 30], ["month", 12], ["year", Infinity]];
const near = new Intl.RelativeTimeFormat("ru", { numeric: "auto" });

function relative(when) {
  let away = (when - Date.now()) / 1000;
  for (const [unit, count] of STEPS) {
    if (Math.abs(away) < count) return near.format(Math.round(away), unit);
    away /= count;
  }
  return "";
}

setInterval(() => {
  for (const shown of document.querySelectorAll("time[data-relative]")) {
    shown.textContent = relative(new Date(shown.dataset.relative * 1000));
  }
}, 15000);
