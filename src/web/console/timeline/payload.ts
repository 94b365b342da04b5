import type { temporal } from '@temporalio/proto';

type Payloads = temporal.api.common.v1.IPayloads | null | undefined;
type Payload = temporal.api.common.v1.IPayload | null | undefined;
/** Protobuf's 64-bit seconds come as a number or as a Long. */
type Seconds = number | { toNumber(): number } | null;
type Timestamp = { readonly seconds?: Seconds; readonly nanos?: number | null } | null | undefined;

/** A JSON payload's value; undefined where there is none, or where it is encrypted or of another encoding. */
export function valueOf(payload: Payload): unknown {
  const encoding = payload?.metadata?.['encoding'];
  if (!payload?.data || !encoding || Buffer.from(encoding).toString('utf8') !== 'json/plain')
    return undefined;
  return JSON.parse(Buffer.from(payload.data).toString('utf8')) as unknown;
}

export const firstValue = (payloads: Payloads): unknown => valueOf(payloads?.payloads?.[0]);

/** Milliseconds since the epoch, or of a duration. */
export function millis(given: Timestamp): number {
  const seconds = given?.seconds ?? 0;
  const whole = typeof seconds === 'number' ? seconds : seconds.toNumber();
  return whole * 1000 + Math.floor((given?.nanos ?? 0) / 1e6);
}
