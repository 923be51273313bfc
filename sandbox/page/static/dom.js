// Small words for making elements. Text is always text: nothing here takes HTML.

export const $ = (id) => document.getElementById(id);

export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name === "class") made.className = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export function button(words, act, attributes = {}) {
  return el("button", { type: "button", ...attributes, onclick: act }, ...words);
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

export function toast(text, kind = "") {
  const shown = el("p", { class: `toast ${kind}` }, text);
  $("toasts").append(shown);
  setTimeout(() => shown.remove(), Math.min(2500 + text.length * 45, 9000));
}

export async function post(path, body) {
  const isForm = body instanceof FormData;
  const answer = await fetch(`/api/${path}`, {
    method: "POST",
    headers: isForm ? {} : { "Content-Type": "application/json" },
    body: isForm ? body : JSON.stringify(body),
  });
  const said = await answer.json().catch(() => ({ error: `Ответ ${answer.status}` }));
  if (said.error && !answer.ok) {
    toast(said.error, "bad");
    throw new Error(said.error);
  }
  return said;
}

export async function copy(text) {
  await navigator.clipboard.writeText(text);
  toast("Скопировано");
}

export const clock = new Intl.DateTimeFormat("ru", { hour: "2-digit", minute: "2-digit" });
export const day = new Intl.DateTimeFormat("ru", { day: "numeric", month: "long" });

export function size(bytes) {
  if (bytes < 1024) return `${bytes} Б`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1).replace(".", ",")} КБ`;
  return `${(bytes / 1024 / 1024).toFixed(1).replace(".", ",")} МБ`;
}

export function phone(digits) {
  const found = /^7(\d{3})(\d{3})(\d\d)(\d\d)$/.exec(digits);
  return found ? `+7 ${found[1]} ${found[2]}-${found[3]}-${found[4]}` : `+${digits}`;
}
