import type { CaseFile, Violation } from './case-file.js';
import { setOutAt } from './held-up.js';
import { isAnswer } from './played.js';

/** What was in flight when a STOP was acknowledged may still arrive for this long. */
export const IN_FLIGHT_MS = 1_000;

/** Promise 6: nothing reaches a phone but what a person wrote to be read by the visitor. */
export function leaks({ evidence, chat, inbound }: CaseFile): Violation[] {
  const secret = new Map<string, { what: string; conversationId: number | null }>();
  for (const said of chat) {
    if (isAnswer(said)) continue;
    const what = `${said.by}'s ${said.type}`;
    for (const marker of said.markers) secret.set(marker, { what, conversationId: said.conversationId });
  }
  for (const { markers } of inbound)
    for (const marker of markers) secret.set(marker, { what: "visitor's own text", conversationId: null });
  return evidence.texts.flatMap(({ markers, to }) =>
    markers.flatMap((marker): Violation[] => {
      const found = secret.get(marker);
      if (found === undefined) return [];
      const { what, conversationId } = found;
      return [{ kind: 'leaked', conversationId, what: `the ${what} ${marker} was texted to ${to}` }];
    }),
  );
}

/** Promise 5: after STOP nothing is sent, nor tried: that Twilio refuses some of it is no merit of ours. */
export function afterStop({ evidence, optOuts, sessions, heldUp }: CaseFile): Violation[] {
  const attempts = [
    ...evidence.texts.map((text) => ({ ...text, became: 'was texted' })),
    ...evidence.refused.map((text) => ({ ...text, became: 'was tried, and refused by Twilio,' })),
  ];
  return attempts.flatMap(({ to, arrivedAt, markers, became }) => {
    const stop = optOuts
      .get(to)
      ?.find(
        ({ knownAt, takenBackAt }) =>
          setOutAt(arrivedAt, heldUp.toTwilio) > knownAt + IN_FLIGHT_MS && arrivedAt < takenBackAt,
      );
    if (stop === undefined) return [];
    const conversationId = sessions.find(({ phone }) => phone === to)?.conversationId ?? null;
    const late = Math.round(arrivedAt - stop.knownAt);
    const what = `${markers.join() || 'a text without a marker'} ${became} to ${to} ${late} ms after its STOP was acknowledged`;
    return [{ kind: 'after_stop' as const, conversationId, what }];
  });
}
