import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Faults, FaultStatus } from './faults.js';
import type { Ledger, RequestEntry } from './ledger.js';
import { preciseNow } from './ledger.js';
import { sleep } from './tasks.js';

/** A response in the vendor's own format. */
export interface VendorReply {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** A vendor's additions to the guard around its routes. */
export interface VendorGuard {
  ledger: Ledger;
  faults: Faults;
  signal: () => AbortSignal;
  /** Whose credentials the call carries, for the ledger; never the credentials themselves. */
  account(request: FastifyRequest): string | null;
  /** Called at arrival, in order of arrival. A reply given here is sent instead of the route's. */
  arrival?(request: FastifyRequest, reply: FastifyReply, entry: RequestEntry): VendorReply | null;
  /** The vendor's error body for a refusal of this kind. */
  refusal(kind: '429' | '500' | '503' | 'unauthorized', request: FastifyRequest): VendorReply;
  /** Headers of every answer. */
  headers?(request: FastifyRequest): Record<string, string>;
}

interface CallState {
  entry: RequestEntry;
  refused: VendorReply | null;
  lose: FaultStatus | null;
}

const badGateway =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>Bad Gateway</body>\r\n</html>\r\n';

const calls = new WeakMap<FastifyRequest, CallState>();

/** The ledger's entry of a call under way. */
export const entryOf = (request: FastifyRequest): RequestEntry | undefined => calls.get(request)?.entry;

/** Puts ledger, arrival limit and faults around every route of the scope, in this order and before authentication. */
export function guardRoutes(scope: FastifyInstance, guard: VendorGuard): void {
  scope.addHook('onRequest', async (request, reply) => {
    const at = preciseNow();
    const entry = guard.ledger.append<RequestEntry>({
      kind: 'request',
      at,
      method: request.method,
      path: pathOf(request),
      query: withoutSecrets(request.query),
      body: null,
      account: guard.account(request),
      status: null,
      reply: 'pending',
      faults: [],
    });
    calls.set(request, { entry, refused: guard.arrival?.(request, reply, entry) ?? null, lose: null });
  });

  scope.addHook('preHandler', async (request, reply) => {
    const call = calls.get(request);
    if (!call) return;
    call.entry.body = ledgerBody(request.body);
    if (call.refused) return answer(reply, call.refused);
    const fired = guard.faults.fire(request.method, pathOf(request));
    call.entry.faults = fired.map((rule) => rule.id);
    for (const rule of fired) {
      if (rule.latencyMs !== undefined) await sleep(rule.latencyMs, guard.signal());
    }
    const rule = fired.find((one) => one.kind !== 'latency');
    if (!rule) return;
    switch (rule.kind) {
      case '429':
      case '503': {
        const retryAfter = rule.retryAfterSeconds;
        const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
        return answer(reply, { ...guard.refusal(rule.kind, request), headers });
      }
      case '500':
      case 'unauthorized':
        return answer(reply, guard.refusal(rule.kind, request));
      case '502-html':
        return reply.status(502).type('text/html').send(badGateway);
      case 'status':
        return answer(reply, anyRefusal(rule));
      case 'reset-before':
        call.entry.reply = 'lost';
        guard.ledger.changed();
        reply.hijack();
        request.raw.socket.destroy();
        return reply;
      case 'reset-after':
      case 'timeout-after':
      case 'garbage-after':
        call.lose = rule;
        return;
      case 'latency':
        return;
    }
  });

  scope.addHook('onSend', async (request, reply, payload) => {
    const call = calls.get(request);
    if (!call) return payload;
    void reply.headers(guard.headers?.(request) ?? {});
    call.entry.status = reply.statusCode;
    call.entry.reply = call.lose || request.raw.socket.destroyed ? 'lost' : 'sent';
    guard.ledger.changed();
    switch (call.lose?.kind) {
      case 'reset-after':
        request.raw.socket.destroy();
        return payload;
      case 'timeout-after':
        // The caller hears nothing until it gives up or the sandbox closes.
        return new Promise<never>(() => undefined);
      case 'garbage-after':
        return '{"accepted": tru';
      default:
        return payload;
    }
  });
}

/** With a code as Twilio words it, else as Drift does. */
function anyRefusal({ status = 400, code }: FaultStatus): VendorReply {
  const message = 'Refused by a fault of the sandbox';
  const body = code === undefined ? { error: { type: 'refused', message } } : { code, message, status };
  return { status, body };
}

/** The path without the query. */
export function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? request.url;
}

export function answer(reply: FastifyReply, { status, body, headers }: VendorReply): FastifyReply {
  return reply
    .status(status)
    .headers(headers ?? {})
    .send(body);
}

function ledgerBody(body: unknown): unknown {
  return withoutSecrets(body instanceof URLSearchParams ? formFields(body) : (body ?? null));
}

/** Credentials in a body or a query; what they are called, nothing else is called. */
const SECRETS = /^((access|refresh)_?token|client_?secret)$/i;

function withoutSecrets(fields: unknown): unknown {
  if (
    typeof fields !== 'object' ||
    fields === null ||
    !Object.keys(fields).some((name) => SECRETS.test(name))
  )
    return fields;
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, SECRETS.test(name) ? '***' : (value as unknown)]),
  );
}

/** A form as an object; a repeated key becomes a list. */
export function formFields(form: URLSearchParams): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {};
  for (const key of new Set(form.keys())) {
    const values = form.getAll(key);
    fields[key] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return fields;
}
