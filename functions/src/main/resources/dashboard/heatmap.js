// The heat map: one canvas as large as what can be seen of it, so ten thousand GPUs cost what is on the screen. For the
// keyboard and for screen readers it is a grid whose one cell in the page is the tile that is active.

import { label } from "./data.js";
import { h } from "./dom.js";
import { count, short, value } from "./format.js";
import { layout, neighbour, rectOf, tileAt } from "./layout.js";
import { palette } from "./palette.js";
import { theme } from "./theme.js";

const LABEL_FONT = "12px system-ui, sans-serif";
const VALUE_FONT = "11px system-ui, sans-serif";

export class HeatMap {
  #root;
  #open;
  #canvas = h("canvas", { "aria-hidden": "true" });
  #cell = h("div", { class: "cell", role: "gridcell", id: "cell" });
  #row = h("div", { role: "row" }, this.#cell);
  #spacer = h("div", { class: "spacer" }, this.#canvas, this.#row);
  #tip = h("div", { class: "tip", hidden: true, "aria-hidden": "true" });
  #scroll = h("div", { class: "scroller", role: "grid", tabindex: "0", "aria-label": "GPUs by host", "aria-activedescendant": "cell" }, this.#spacer);
  #view = { hosts: [], metric: "", unit: "", scale: { min: 0, max: 1 } };
  #plan = null;
  #at = { host: 0, tile: 0 };
  #asked = false;

  /** Draws into `root`; `open` is called with a tile that was chosen. */
  constructor(root, open) {
    this.#root = root;
    this.#open = open;
    root.append(this.#scroll, this.#tip);
    this.#scroll.addEventListener("scroll", () => this.#later());
    this.#scroll.addEventListener("keydown", (event) => this.#key(event));
    this.#scroll.addEventListener("pointermove", (event) => this.#hover(event));
    this.#scroll.addEventListener("pointerleave", () => (this.#tip.hidden = true));
    this.#scroll.addEventListener("click", (event) => this.#click(event));
    new ResizeObserver(() => this.#arrange()).observe(this.#scroll);
  }

  /** Shows `{hosts, metric, unit, scale}`; the active tile stays active where it is still there. */
  show(view) {
    const active = this.#tile(this.#at);
    this.#view = view;
    const host = active ? view.hosts.findIndex((one) => one.name === active.host) : -1;
    const tile = host < 0 ? -1 : view.hosts[host].tiles.findIndex((one) => one.gpu === active.gpu);
    this.#at = tile < 0 ? { host: 0, tile: 0 } : { host, tile };
    this.#arrange();
  }

  /** Draws again, in the colours of the theme. */
  redraw() {
    this.#later();
  }

  /** Makes a GPU's tile the active one, and shows it. */
  select(one) {
    const host = this.#view.hosts.findIndex((candidate) => candidate.name === one.host);
    const tile = this.#view.hosts[host]?.tiles.findIndex((candidate) => candidate.gpu === one.gpu) ?? -1;
    if (tile >= 0) this.#move({ host, tile });
  }

  focus() {
    this.#scroll.focus();
  }

  #tile(at) {
    return this.#view.hosts[at.host]?.tiles[at.tile];
  }

  #arrange() {
    const width = this.#scroll.clientWidth;
    if (width === 0) return;
    const pen = this.#canvas.getContext("2d");
    pen.font = LABEL_FONT;
    const { hosts } = this.#view;
    this.#plan = layout(hosts, width, (text) => pen.measureText(text).width);
    this.#spacer.style.height = `${this.#plan.height}px`;
    const tiles = hosts.reduce((sum, host) => sum + host.tiles.length, 0);
    this.#root.dataset.tiles = tiles;
    this.#root.dataset.density = this.#plan.density.name;
    this.#scroll.setAttribute("aria-rowcount", hosts.length);
    this.#scroll.setAttribute("aria-colcount", this.#plan.across * this.#plan.lines);
    this.#placeCell();
    this.#later();
  }

  #later() {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      this.#draw();
    });
  }

  #draw() {
    if (!this.#plan) return;
    const width = this.#scroll.clientWidth;
    const height = Math.min(this.#scroll.clientHeight, Math.ceil(this.#plan.height));
    const ratio = devicePixelRatio || 1;
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
    this.#canvas.style.width = `${width}px`;
    this.#canvas.style.height = `${height}px`;
    const pen = this.#canvas.getContext("2d");
    pen.scale(ratio, ratio);
    const top = this.#scroll.scrollTop;
    pen.translate(0, -top);
    const style = getComputedStyle(this.#root);
    const ink = (name) => style.getPropertyValue(name).trim();
    const look = {
      colours: palette(theme(), this.#view.scale),
      text: ink("--ink"), faint: ink("--line"), muted: ink("--muted"), stale: ink("--warn"),
    };
    const { stripHeight, columns } = this.#plan;
    const first = Math.floor(top / stripHeight) * columns;
    const last = Math.min(this.#view.hosts.length, (Math.floor((top + height) / stripHeight) + 1) * columns);
    for (let host = first; host < last; host += 1) this.#drawHost(pen, host, look);
    this.#root.dataset.drawn = Number(this.#root.dataset.drawn ?? 0) + 1;
  }

  #drawHost(pen, at, look) {
    const host = this.#view.hosts[at];
    const plan = this.#plan;
    if (plan.label > 0) {
      const { y, x } = rectOf(plan, at, 0);
      pen.font = LABEL_FONT;
      pen.textAlign = "left";
      pen.textBaseline = "middle";
      pen.fillStyle = look.text;
      pen.fillText(fitted(pen, host.name, plan.label - 8), x - plan.label, y + plan.tileHeight / 2 + 1);
    }
    host.tiles.forEach((tile, i) => this.#drawTile(pen, tile, rectOf(plan, at, i), look));
  }

  #drawTile(pen, tile, { x, y, width, height }, look) {
    if (tile.value == null) {
      hatch(pen, x, y, width, height, look);
    } else {
      const colour = look.colours.at(tile.value);
      pen.fillStyle = colour.fill;
      rounded(pen, x, y, width, height);
      if (this.#plan.density.values && width >= 24) {
        pen.font = VALUE_FONT;
        pen.textAlign = "center";
        pen.textBaseline = "middle";
        pen.fillStyle = colour.ink;
        pen.fillText(short(tile.value), x + width / 2, y + height / 2 + 1);
      }
    }
    if (tile.status === "stale") corner(pen, x, y, width, height, look);
  }

  #placeCell() {
    const tile = this.#tile(this.#at);
    this.#cell.hidden = !tile;
    if (!tile) return;
    const { x, y, width, height } = rectOf(this.#plan, this.#at.host, this.#at.tile);
    Object.assign(this.#cell.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
    this.#row.setAttribute("aria-rowindex", this.#at.host + 1);
    this.#cell.setAttribute("aria-colindex", this.#at.tile + 1);
    this.#cell.textContent = `${label(tile)}, ${this.#says(tile)}`;
  }

  #says(tile) {
    return `${value(tile.value, this.#view.unit, this.#view.metric)}, ${tile.status}`;
  }

  #move(at) {
    this.#at = at;
    this.#placeCell();
    this.#cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #key(event) {
    if (event.key === "Enter" || event.key === " ") {
      const tile = this.#tile(this.#at);
      if (tile) this.#open(tile);
    } else {
      const at = neighbour(this.#plan, this.#view.hosts, this.#at, event.key);
      if (at === this.#at && !event.key.startsWith("Arrow")) return;
      this.#move(at);
    }
    event.preventDefault();
  }

  #under(event) {
    const box = this.#spacer.getBoundingClientRect();
    return this.#plan && tileAt(this.#plan, this.#view.hosts, event.clientX - box.left, event.clientY - box.top);
  }

  #click(event) {
    const at = this.#under(event);
    if (!at) return;
    this.#move(at);
    this.#open(this.#tile(at));
  }

  #hover(event) {
    const at = this.#under(event);
    this.#scroll.style.cursor = at ? "pointer" : "default";
    this.#tip.hidden = !at;
    if (!at) return;
    const tile = this.#tile(at);
    this.#tip.replaceChildren(h("strong", {}, label(tile)), h("span", {}, this.#says(tile)), h("span", {}, tile.model));
    const box = this.#root.getBoundingClientRect();
    const left = Math.min(event.clientX - box.left + 14, box.width - this.#tip.offsetWidth - 4);
    Object.assign(this.#tip.style, { left: `${Math.max(0, left)}px`, top: `${event.clientY - box.top + 18}px` });
  }

  /** What it shows, for the status line. */
  get tiles() {
    return count(this.#root.dataset.tiles ?? 0);
  }
}

function rounded(pen, x, y, width, height) {
  if (width < 12) {
    pen.fillRect(x, y, width, height);
    return;
  }
  pen.beginPath();
  pen.roundRect(x, y, width, height, 3);
  pen.fill();
}

/** A tile of which there is no value: hatched. */
function hatch(pen, x, y, width, height, look) {
  pen.save();
  pen.beginPath();
  pen.rect(x, y, width, height);
  pen.clip();
  pen.strokeStyle = look.muted;
  pen.lineWidth = 1;
  pen.beginPath();
  for (let at = -height; at < width; at += 5) {
    pen.moveTo(x + at, y + height);
    pen.lineTo(x + at + height, y);
  }
  pen.stroke();
  pen.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
  pen.restore();
}

/** The mark of a stale GPU: a corner cut by a triangle. */
function corner(pen, x, y, width, height, look) {
  const size = Math.min(9, height * 0.6);
  pen.fillStyle = look.stale;
  pen.strokeStyle = look.text;
  pen.beginPath();
  pen.moveTo(x + width - size, y);
  pen.lineTo(x + width, y);
  pen.lineTo(x + width, y + size);
  pen.closePath();
  pen.fill();
}

function fitted(pen, text, width) {
  if (pen.measureText(text).width <= width) return text;
  let most = text.length;
  while (most > 1 && pen.measureText(`…${text.slice(-most)}`).width > width) most -= 1;
  return `…${text.slice(-most)}`;
}
