// Dark or light: as the system has it, or as it was chosen here.

import { byId, icon } from "./dom.js";

const KEY = "nexus-theme";
const system = matchMedia("(prefers-color-scheme: dark)");
const listeners = [];

function chosen() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // a browser that keeps nothing
  }
}

/** `dark` or `light`. */
export function theme() {
  const kept = chosen();
  return kept === "dark" || kept === "light" ? kept : system.matches ? "dark" : "light";
}

export const onTheme = (listener) => listeners.push(listener);

function apply() {
  const now = theme();
  document.documentElement.dataset.theme = now;
  const button = byId("theme");
  if (button) {
    const other = now === "dark" ? "light" : "dark";
    button.replaceChildren(icon(other === "dark" ? "moon" : "sun"));
    button.setAttribute("aria-label", `Use the ${other} theme`);
    button.title = `Use the ${other} theme`;
  }
  listeners.forEach((listener) => listener(now));
}

function toggle() {
  const other = theme() === "dark" ? "light" : "dark";
  try {
    localStorage.setItem(KEY, other);
  } catch {
    // then it lasts as long as the system's does
  }
  apply();
}

byId("theme").addEventListener("click", toggle);
system.addEventListener("change", apply);
apply();
