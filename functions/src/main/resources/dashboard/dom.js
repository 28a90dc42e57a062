// Makes elements. Text goes in as text nodes alone: names come out of CSVs, and are never markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element: attributes (`on…` are listeners, `data` a dataset, true and false as HTML means them), then children. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(element.dataset, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

const PATHS = {
  check: "M3 8.5l3.2 3.2L13 5",
  wait: "M8 4v4l3 2M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13",
  alert: "M8 6v3.5M8 12v.2M8 1.8l6.6 12.2H1.4z",
  cross: "M4 4l8 8M12 4l-8 8",
  gpu: "M1.5 4.5h13v7h-13zM4 11.5v2M8 11.5v2M5.5 8a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0",
  hot: "M6 9.5V3a2 2 0 1 1 4 0v6.5a3.2 3.2 0 1 1-4 0zM8 7v4",
  sun: "M8 5a3 3 0 1 1 0 6a3 3 0 0 1 0-6M8 .8v1.6M8 13.6v1.6M.8 8h1.6M13.6 8h1.6M2.9 2.9l1.1 1.1M12 12l1.1 1.1M13.1 2.9L12 4M4 12l-1.1 1.1",
  moon: "M13.5 9.8A6 6 0 1 1 6.2 2.5a5 5 0 0 0 7.3 7.3z",
  file: "M4 1.5h5.5L13 5v9.5H4zM9.5 1.5V5H13",
};

/** A small picture that says nothing to screen readers: the words beside it do. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", `icon ${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** Puts children in place of what is there; what looks the same stays, so that a focus stays and a screen reader is quiet. */
export function fill(parent, ...children) {
  const made = h("div", {}, ...children);
  if (parent.filledWith === made.innerHTML) return;
  parent.filledWith = made.innerHTML;
  parent.replaceChildren(...made.childNodes);
}

/** Makes a select offer `[value, text]` pairs, keeping what is chosen. */
export function offer(select, pairs, chosen) {
  const known = [...select.options].map((one) => one.value + one.text).join();
  if (known !== pairs.map(([value, text]) => value + text).join()) {
    select.replaceChildren(...pairs.map(([value, text]) => h("option", { value }, text)));
  }
  select.value = chosen;
}
