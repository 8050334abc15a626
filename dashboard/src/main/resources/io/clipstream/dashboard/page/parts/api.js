/** What the server said instead of an answer; the message is for people. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** An answer as JSON. Throws an ApiError, also where no server answers. */
export async function get(path, query = {}, signal = undefined) {
  return answer(await ask(withQuery(path, query), {signal}));
}

/** Changes something: POST, PUT or DELETE. */
export async function change(method, path, body = {}) {
  return answer(
    await ask(path, {
      method,
      headers: {"Content-Type": "application/json", "X-Clipstream": "1"},
      body: JSON.stringify(body),
    }),
  );
}

/** Sends bytes, a Blob for example. */
export async function upload(path, bytes) {
  return answer(
    await ask(path, {
      method: "POST",
      headers: {"Content-Type": "application/octet-stream", "X-Clipstream": "1"},
      body: bytes,
    }),
  );
}

/** A path with those parameters that have a value. */
export function withQuery(path, query) {
  const given = Object.entries(query).filter(([, value]) => value !== "" && value != null);
  const text = new URLSearchParams(given).toString();
  return text === "" ? path : `${path}?${text}`;
}

async function ask(path, options) {
  try {
    return await fetch(path, options);
  } catch (e) {
    if (e.name === "AbortError") {
      throw e;
    }
    throw new ApiError(0, "The dashboard's server does not answer. Is 'clipstream dashboard' running?");
  }
}

async function answer(response) {
  let body = null;
  try {
    body = await response.json();
  } catch {
    // Told below.
  }
  if (!response.ok || body === null) {
    throw new ApiError(response.status, body?.message ?? `the server answered ${response.status}`);
  }
  return body;
}
