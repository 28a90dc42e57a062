// Asks the server. Paths are relative, so that the page works below any prefix.

const PATIENCE_MS = 20_000;

/** What the server says is wrong; status 0 where it cannot be reached. */
export class ApiError extends Error {
  constructor(status, message, code = "") {
    super(message);
    this.status = status;
    this.code = code;
  }
}

function query(parameters) {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of [value].flat()) if (one != null && one !== "") pairs.append(name, one);
  }
  const text = pairs.toString();
  return text ? `?${text}` : "";
}

async function send(url, signal) {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    return await fetch(url, { signal: signal ? AbortSignal.any([signal, patience]) : patience });
  } catch (failure) {
    if (signal?.aborted) throw failure;
    throw new ApiError(0, "the server does not answer");
  }
}

/** The answer to a GET, as JSON. */
export async function get(path, parameters = {}, signal = undefined) {
  const response = await send(path + query(parameters), signal);
  const body = await response.json().catch(() => null);
  if (!response.ok || body == null) {
    const told = body?.error;
    throw new ApiError(response.status, told?.message ?? `the server answered ${response.status}`, told?.code);
  }
  return body;
}

/** All entries of a list, page after page. */
export async function getAll(path, parameters, signal) {
  const all = [];
  let cursor = null;
  do {
    const page = await get(path, { ...parameters, cursor }, signal);
    for (const one of page.data) all.push(one);
    cursor = page.cursor;
  } while (cursor);
  return all;
}
