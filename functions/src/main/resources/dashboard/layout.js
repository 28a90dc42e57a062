// Where every tile of the heat map is. A host is a strip: its name, where there is room for names, and its tiles in one or
// more lines of at most 16. Strips stand side by side in as many columns as fit, and are read line by line.

const MOST_A_LINE = 16;

/** Hosts up to which strips are as large as that. */
const DENSITIES = [
  { hosts: 80, name: "full", tile: 30, least: 24, height: 24, gap: 2, label: true, values: true, rowGap: 5 },
  { hosts: 320, name: "middle", tile: 15, least: 11, height: 14, gap: 2, label: true, values: false, rowGap: 3 },
  { hosts: Infinity, name: "small", tile: 10, least: 8, height: 10, gap: 1, label: false, values: false, rowGap: 3 },
];

const STRIP_GAP = 18;
const MOST_TILE = 46;

/** Lays hosts out in a width of so many pixels; `textWidth` measures a host's name. */
export function layout(hosts, width, textWidth) {
  const density = DENSITIES.find((one) => hosts.length <= one.hosts);
  const most = hosts.reduce((so, host) => Math.max(so, host.tiles.length), 1);
  const across = Math.min(most, MOST_A_LINE);
  const lines = Math.ceil(most / MOST_A_LINE);
  const label = density.label ? labelWidth(hosts, width, textWidth) : 0;
  const least = label + across * (density.least + density.gap);
  const gap = density.label ? STRIP_GAP : 8;
  const columns = Math.max(1, Math.min(hosts.length, Math.floor((width + gap) / (least + gap))));
  const room = (width - gap * (columns - 1)) / columns - label;
  const tile = Math.max(4, Math.min(MOST_TILE, Math.floor(room / across) - density.gap, stretch(density)));
  const stripHeight = lines * (density.height + density.gap) + density.rowGap;
  const rows = Math.ceil(hosts.length / columns);
  return {
    density, label, columns, across, lines, tile, rows, stripHeight,
    tileHeight: density.height,
    gap: density.gap,
    stripWidth: columns === 1 ? label + across * (tile + density.gap) : (width + gap) / columns,
    height: rows * stripHeight,
  };
}

const stretch = (density) => (density.values ? MOST_TILE : density.tile * 2);

function labelWidth(hosts, width, textWidth) {
  const widest = hosts.reduce((so, host) => Math.max(so, textWidth(host.name)), 0);
  return Math.ceil(Math.min(widest + 10, width * 0.45, 240));
}

/** The rectangle of a host's tile. */
export function rectOf(plan, host, tile) {
  const x = (host % plan.columns) * plan.stripWidth + plan.label + (tile % plan.across) * (plan.tile + plan.gap);
  const line = Math.floor(tile / plan.across);
  const y = Math.floor(host / plan.columns) * plan.stripHeight + line * (plan.tileHeight + plan.gap);
  return { x: Math.round(x), y, width: plan.tile, height: plan.tileHeight };
}

/** The host and tile at a point, or null. */
export function tileAt(plan, hosts, x, y) {
  const column = Math.floor(x / plan.stripWidth);
  const row = Math.floor(y / plan.stripHeight);
  const host = row * plan.columns + column;
  const inX = x - column * plan.stripWidth - plan.label;
  const inY = y - row * plan.stripHeight;
  const across = Math.floor(inX / (plan.tile + plan.gap));
  const line = Math.floor(inY / (plan.tileHeight + plan.gap));
  const tile = line * plan.across + across;
  const inside = inX >= 0 && across < plan.across && column < plan.columns && line < plan.lines;
  return inside && tile < (hosts[host]?.tiles.length ?? 0) ? { host, tile } : null;
}

/** Where an arrow key leads from a tile; the tile itself at an edge. */
export function neighbour(plan, hosts, at, key) {
  const column = at.host % plan.columns;
  const last = (host) => (hosts[host]?.tiles.length ?? 0) - 1;
  switch (key) {
    case "ArrowRight":
      if (at.tile < last(at.host)) return { host: at.host, tile: at.tile + 1 };
      return last(at.host + 1) >= 0 ? { host: at.host + 1, tile: 0 } : at;
    case "ArrowLeft":
      if (at.tile > 0) return { host: at.host, tile: at.tile - 1 };
      return at.host > 0 ? { host: at.host - 1, tile: last(at.host - 1) } : at;
    case "ArrowDown":
      return vertical(plan, hosts, at, 1, last);
    case "ArrowUp":
      return vertical(plan, hosts, at, -1, last);
    case "Home":
      return { host: at.host - column, tile: 0 };
    case "End": {
      const host = Math.min(hosts.length - 1, at.host - column + plan.columns - 1);
      return { host, tile: last(host) };
    }
    default:
      return at;
  }
}

function vertical(plan, hosts, at, step, last) {
  const tile = at.tile + step * plan.across;
  if (tile >= 0 && tile <= last(at.host)) return { host: at.host, tile };
  const host = at.host + step * plan.columns;
  if (host < 0 || host >= hosts.length) return at;
  const line = step > 0 ? 0 : Math.floor(last(host) / plan.across);
  return { host, tile: Math.min(line * plan.across + (at.tile % plan.across), last(host)) };
}
