import type { CaseFile, Violation } from './case-file.js';
import { setOutAt } from './held-up.js';
import { laterThan } from './numbers.js';

/** A webhook that tells of a number is worked on within this time. A STOP counts at once; this does not. */
const WORKED_ON_MS = 10_000;

/** Promise 5: once another number of the visitor is known, or the phone has said that it is not theirs, nothing goes to the old one, nor is it tried. */
export function oldNumbers(file: CaseFile): Violation[] {
  const { evidence, followUps, chat, numbersOf, sessions, inbound, heldUp, slackMs } = file;
  const chatOf = new Map<string, number>();
  for (const { conversationId, markers } of chat)
    for (const marker of markers) chatOf.set(marker, conversationId);
  const relayed = [...evidence.texts, ...evidence.refused].flatMap((text) => {
    const conversationId = text.markers.map((marker) => chatOf.get(marker)).find((id) => id !== undefined);
    return conversationId === undefined ? [] : [{ ...text, conversationId }];
  });
  const first = [...followUps].flatMap(([conversationId, texts]) =>
    conversationId === null ? [] : texts.map((text) => ({ ...text, conversationId })),
  );
  return [...first, ...relayed].flatMap(({ conversationId, to, arrivedAt, markers }): Violation[] => {
    const setOut = setOutAt(arrivedAt, [...heldUp.toTwilio, ...heldUp.toRecords]);
    const later = laterThan(numbersOf.get(conversationId) ?? [], to);
    const thread = sessions.find((one) => one.conversationId === conversationId && one.phone === to);
    const saidNo = inbound.find(
      (text) => text.meaning === 'disown' && text.phone === to && text.to === thread?.ours,
    );
    const saidNoAt = (saidNo && evidence.acknowledgedAt(saidNo.sid)) ?? Infinity;
    const knownAt = Math.min(saidNoAt, ...later.map((one) => one.knownAt));
    if (setOut <= knownAt + Math.min(slackMs, WORKED_ON_MS)) return [];
    const late = Math.round(arrivedAt - knownAt);
    const text = markers.length === 0 ? 'a first text' : markers.join();
    const why =
      knownAt === saidNoAt
        ? "the phone is not the visitor's"
        : `the visitor gave ${later.map(({ phone }) => phone).join()}`;
    const what = `${text} went to ${to} ${late} ms after Textback took it that ${why}`;
    return [{ kind: 'old_number', conversationId, what }];
  });
}
