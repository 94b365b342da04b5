/** A call that did not work, with what the other side said. */
export class CallFailed extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** A JSON call of this page's own server; throws CallFailed on every answer but a 2xx. */
export async function call(method, path, body) {
  const options = { method, headers: { accept: 'application/json' } };
  if (body !== undefined) {
    options.headers['content-type'] = 'application/json';
    options.body = JSON.stringify(body);
  }
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new CallFailed('The sandbox does not answer. Is it still running?', 0);
  }
  const content = answer.headers.get('content-type') ?? '';
  const parsed = content.includes('json') ? await answer.json() : null;
  if (!answer.ok) throw new CallFailed(problem(parsed, answer.status), answer.status);
  return { body: parsed, headers: answer.headers };
}

export const get = async (path) => (await call('GET', path)).body;
export const post = async (path, body) => (await call('POST', path, body)).body;
export const put = async (path, body) => (await call('PUT', path, body)).body;

/** Drift says `{error: {message}}`, Twilio `{message}`, our own server either. */
function problem(body, status) {
  const said = body?.error?.message ?? body?.message ?? body?.error;
  return typeof said === 'string' ? said : `The sandbox answered with status ${status}.`;
}
