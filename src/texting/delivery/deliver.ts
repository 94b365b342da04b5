import { relayDirections } from '../../contracts/stored-names.js';
import type { SendResult } from '../../contracts/activity-results.js';
import type { Pool } from '../../platform/db/pool.js';
import { VendorError } from '../../platform/errors/vendor-error.js';
import type { GoOn } from '../../vendors/chat.js';
import { codeLabel } from '../../vendors/sms-codes.js';
import type { Metrics } from '../../platform/metrics/metrics.js';
import * as ledger from '../../records/ledger/ledger.js';
import { wasTextedBefore } from '../../records/ledger/texted-numbers.js';
import { claim, findObstacle, isPaused, type OnlyTo } from '../../records/ledger/claim.js';
import type { Send } from '../../records/ledger/ledger.js';
import * as moves from '../../records/ledger/moves.js';
import { explainRefusal } from '../../records/ledger/refusal.js';
import { MAX_ATTEMPTS } from '../../records/ledger/transitions.js';

/** How sends of one medium are delivered and looked for. */
export interface Channel {
  /** Hands the message to the vendor and returns the vendor's ID. Throws VendorError. */
  readonly send: (send: Send) => Promise<string>;
  /**
   * IDs, oldest first, of the vendor's messages that match this send and are no older than its last attempt. An answer is certain: a
   * look that could not see everything throws, since a send counts as absent by what is not there.
   */
  readonly lookFor: (send: Send, goOn: GoOn) => Promise<readonly string[]>;
  /** What to do if the vendor could not be asked about a send for this long. If omitted, retry indefinitely. */
  readonly unclear?: { readonly afterMs: number; readonly policy: 'leave' | 'send-again' };
  /** Records the effects of a final refusal beyond the ledger, such as an opt-out. May be called twice. */
  readonly refused: (send: Send, code: string) => Promise<void>;
}

export interface Ledger {
  readonly pool: Pool;
  readonly metrics: Metrics;
  /** Time over which an ambiguous send is looked for before it counts as absent. */
  readonly reconcileWindowMs: number;
  /** The only numbers that are texted. If omitted, everybody may be. */
  readonly onlyTo?: OnlyTo;
}

/**
 * Sends at most once per claim. If the vendor definitely did not accept it, releases the claim and rethrows so that
 * Temporal retries. Returns an ambiguous outcome for the workflow to reconcile; if an earlier attempt died halfway, the outcome is
 * ambiguous too. `since`: when the relayed message could first have gone out, in milliseconds since the epoch; the delay is
 * measured once the vendor has accepted it.
 *
 * Not guaranteed: if a process freezes between its claim and its call for longer than the reconcile window, it may still send
 * after another process has taken over.
 */
export async function deliver(
  context: Ledger,
  id: string,
  channel: Channel,
  since: number | null = null,
): Promise<SendResult> {
  const result = await attempt(context, id, channel, since);
  await settleRest(context, id, result);
  return result;
}

/** A long message goes out part by part. If a part will not go out, or nobody knows, the parts after it come to their end as well. */
async function settleRest({ pool }: Ledger, id: string, result: SendResult): Promise<void> {
  if (result.kind === 'refused') await moves.dropRest(pool, id, result.reason);
  else if (result.kind === 'parked') await moves.dropRest(pool, id, 'send_ambiguous');
}

async function attempt(
  context: Ledger,
  id: string,
  channel: Channel,
  since: number | null,
): Promise<SendResult> {
  const { pool } = context;
  const send = await claim(pool, id, context.onlyTo);
  if (send === null) return unclaimed(context, await ledger.findSend(pool, id));
  const count = (result: string, code?: string) =>
    context.metrics.count('textback_sends_total', {
      medium: send.medium,
      result,
      ...(code === undefined ? {} : { code: codeLabel(code) }),
    });
  try {
    const vendorId = await channel.send(send);
    if (await moves.markAccepted(pool, id, vendorId)) await countTexted(context, send);
    count('accepted');
    if (since !== null) {
      const direction = send.medium === 'sms' ? relayDirections.toPhone : relayDirections.toChat;
      context.metrics.observeSince('textback_relay_seconds', since, { direction });
    }
    return { kind: 'accepted', ledgerId: id };
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    switch (error.failure) {
      case 'ambiguous':
        count(error.failure);
        await moves.markAmbiguous(pool, id);
        return { kind: 'ambiguous', ledgerId: id, askAgainInMs: context.reconcileWindowMs / 4 };
      case 'rejected':
      case 'not_found': {
        const code = error.vendorCode ?? `http_${error.httpStatus ?? 'unknown'}`;
        count(error.failure, code);
        await channel.refused(send, code); // first, so that a crash in between does it again
        await moves.markRefused(pool, id, code);
        return { kind: 'refused', reason: explainRefusal(code).reason, code };
      }
      case 'rate_limited':
      case 'unavailable':
      case 'unauthorized':
        count(error.failure);
        await moves.release(pool, id);
        throw error;
    }
  }
}

/**
 * Looks for an ambiguous send at the vendor and adopts a match; absence counts only when seen twice over the window.
 * `askedForMs`: how long ago this question was first asked.
 */
export async function reconcile(
  context: Ledger,
  id: string,
  channel: Channel,
  goOn: GoOn,
  askedForMs = 0,
): Promise<SendResult> {
  const result = await look(context, id, channel, goOn, askedForMs);
  await settleRest(context, id, result);
  return result;
}

async function look(
  context: Ledger,
  id: string,
  channel: Channel,
  goOn: GoOn,
  askedForMs: number,
): Promise<SendResult> {
  const { pool, reconcileWindowMs } = context;
  const send = await ledger.findSend(pool, id);
  if (send.state === 'intended') return { kind: 'absent', ledgerId: id }; // an earlier look came to that, and died
  if (send.state !== 'sending' && send.state !== 'ambiguous') return unclaimed(context, send);
  let candidates: readonly string[];
  try {
    candidates = await channel.lookFor(send, goOn);
  } catch (error) {
    if (!isUnclear(error, channel, askedForMs)) throw error;
    // A follow-up that may have gone out must not end as answered or too late just because it is checked again.
    const sendAgain = channel.unclear?.policy === 'send-again' && send.purpose !== 'follow_up';
    return goOnWithout(context, send, sendAgain);
  }
  const owned = await ledger.ownedVendorIds(pool, send.orgId, candidates);
  const found = candidates.find((candidate) => !owned.has(candidate));
  if (found !== undefined) {
    if (await moves.markAccepted(pool, id, found)) await countTexted(context, send);
    context.metrics.count('textback_sends_total', { medium: send.medium, result: 'reconciled' });
    return { kind: 'accepted', ledgerId: id };
  }
  const { absences, attemptedMsAgo } = await moves.countAbsence(pool, id);
  const left = reconcileWindowMs - attemptedMsAgo;
  if (absences < 2 || left > 0)
    return { kind: 'ambiguous', ledgerId: id, askAgainInMs: Math.max(left, 1_000) };
  return goOnWithout(context, send, true);
}

/** A conversation is decided once, however many numbers the visitor had. */
async function countTexted({ pool, metrics }: Ledger, { id, purpose }: Send): Promise<void> {
  if (purpose === 'follow_up' && !(await wasTextedBefore(pool, id)))
    metrics.count('textback_decisions_total', { outcome: 'texted' });
}

/** Do not give up while credentials are rejected: a new token resumes everything. */
const isUnclear = (error: unknown, { unclear }: Channel, askedForMs: number): boolean =>
  error instanceof VendorError &&
  error.failure !== 'unauthorized' &&
  unclear !== undefined &&
  askedForMs > unclear.afterMs;

/** If a send was looked for and not found, it may be sent again, a few times at most, or is parked. */
async function goOnWithout(context: Ledger, { id, attempts }: Send, sendAgain: boolean): Promise<SendResult> {
  const { pool } = context;
  const isLast = !sendAgain || attempts >= MAX_ATTEMPTS;
  const moved = await (isLast ? moves.markParked(pool, id) : moves.freeForRetry(pool, id));
  // A status callback arrived before we read the list.
  if (!moved) return unclaimed(context, await ledger.findSend(pool, id));
  return { kind: isLast ? 'parked' : 'absent', ledgerId: id };
}

/** While texts are paused, checking every second is pointless. */
const PAUSED_RETRY_MS = 15_000;

/** Texts are paused, the recipient has just texted, or another attempt has just released the send: Temporal retries. */
async function notNow(pool: Pool, { medium, orgId }: Send): Promise<VendorError> {
  const areTextsPaused = medium === 'sms' && (await isPaused(pool, orgId));
  return areTextsPaused
    ? new VendorError('sms', 'unavailable', 'an operator paused sending', {
        retryAfterMs: PAUSED_RETRY_MS,
      })
    : new VendorError('sms', 'unavailable', 'the entry cannot be sent yet', {
        retryAfterMs: 1_000,
      });
}

/** The result for a send that cannot be claimed. */
async function unclaimed(context: Ledger, send: Send): Promise<SendResult> {
  const { pool, reconcileWindowMs } = context;
  const { id } = send;
  switch (send.state) {
    case 'intended': {
      const code = await findObstacle(pool, id, context.onlyTo ?? null);
      if (code === null) throw await notNow(pool, send);
      if (!(await moves.drop(pool, id, code))) return unclaimed(context, await ledger.findSend(pool, id));
      // The first text to the number that the visitor has now takes its place.
      if (code === 'number_gone' && send.purpose === 'follow_up') return { kind: 'absent', ledgerId: id };
      return { kind: 'refused', reason: explainRefusal(code).reason, code };
    }
    case 'sending': // by an attempt that died, or is still at work
    case 'ambiguous':
      return { kind: 'ambiguous', ledgerId: id, askAgainInMs: reconcileWindowMs / 4 };
    case 'refused':
      return { kind: 'refused', reason: explainRefusal(send.errorCode).reason, code: send.errorCode };
    case 'parked':
      return { kind: 'parked', ledgerId: id };
    case 'accepted':
    case 'sent':
    case 'delivered':
    case 'undelivered':
    case 'failed':
      return { kind: 'accepted', ledgerId: id };
  }
}
