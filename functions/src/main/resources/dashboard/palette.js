// Colours of values. Each palette goes from near the background to far from it, and its lightness rises or falls all the
// way, so it can be read with any colour vision and in grey: viridis on dark (matplotlib), YlGnBu on light (ColorBrewer).

const DARK = ["#3b2f6b", "#443983", "#31688e", "#21918c", "#35b779", "#90d743", "#fde725"];
const LIGHT = ["#f4f8cf", "#d5eeb3", "#9dd8b8", "#58bfc0", "#2a9bc1", "#2266a8", "#1d2f7d"];
const STEPS = 128;

const channels = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

function mix(stops, share) {
  const at = share * (stops.length - 1);
  const low = Math.min(Math.floor(at), stops.length - 2);
  const from = channels(stops[low]);
  const to = channels(stops[low + 1]);
  return from.map((one, i) => Math.round(one + (to[i] - one) * (at - low)));
}

/** Relative luminance (WCAG 2). */
function luminance(rgb) {
  const [r, g, b] = rgb.map((one) => {
    const share = one / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function table(stops) {
  return Array.from({ length: STEPS }, (_, i) => {
    const rgb = mix(stops, i / (STEPS - 1));
    return { fill: `rgb(${rgb.join(" ")})`, ink: luminance(rgb) > 0.18 ? "#10151c" : "#ffffff" };
  });
}

const TABLES = { dark: table(DARK), light: table(LIGHT) };

/** The colours of a scale: `at(value)` gives a fill and an ink that can be read on it. */
export function palette(theme, scale) {
  const colours = TABLES[theme];
  const span = scale.max - scale.min || 1;
  return {
    at(number) {
      const share = Math.min(1, Math.max(0, (number - scale.min) / span));
      return colours[Math.round(share * (STEPS - 1))];
    },
    gradient: `linear-gradient(90deg, ${(theme === "dark" ? DARK : LIGHT).join(", ")})`,
  };
}

/** From where to where a metric's values are coloured: percentages all the way, others as far as they go. */
export function scaleOf(values, unit) {
  const known = values.filter((one) => one != null);
  let low = Infinity;
  let high = -Infinity;
  for (const one of known) {
    low = Math.min(low, one);
    high = Math.max(high, one);
  }
  if (known.length === 0) return { min: 0, max: 1, low: null, high: null };
  if (unit === "%" && low >= 0 && high <= 100) return { min: 0, max: 100, low, high };
  if (unit === "ratio" && low >= 0 && high <= 1) return { min: 0, max: 1, low, high };
  return { min: low, max: high, low, high };
}
