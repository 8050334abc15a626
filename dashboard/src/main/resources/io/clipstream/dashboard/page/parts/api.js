/** What the server said instead of an answer; the message is for people. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

// Of the session, where a cookie says who asks: changes bring it along. Any value does elsewhere.
let token = "1";
let askAgain = async () => {};

/** Takes the token of the session; 'again' asks the server who this is, whenever it was refused. */
export function useToken(given, again) {
  token = given ?? "1";
  askAgain = again;
}

/** An answer as JSON. Throws an ApiError, also where no server answers. */
export async function get(path, query = {}, signal = undefined) {
  return answer(await ask(withQuery(path, query), {signal}));
}

/** Changes something: POST, PUT or DELETE. */
export async function change(method, path, body = {}) {
  const used = token;
  const response = await send(method, path, body);
  if (response.status === 403) {
    await askAgain(); // another window may have logged in anew
    if (token !== used) {
      return answer(await send(method, path, body));
    }
  }
  return answer(response);
}

function send(method, path, body) {
  return ask(path, {
    method,
    headers: {"Content-Type": "application/json", "X-Clipstream": token},
    body: JSON.stringify(body),
  });
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
  if (response.status === 401) {
    askAgain(); // the page shows the login then
  }
  if (!response.ok || body === null) {
    throw new ApiError(response.status, body?.message ?? `the server answered ${response.status}`);
  }
  return body;
}
