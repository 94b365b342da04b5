import { openCase, type CaseFile, type Inquiry } from './case-file.js';

/**
 * One conversation as a list of what people did and what the vendors saw, each with its time since the first, for people
 * who look for the cause of a violation.
 */
export function chronicler(inquiry: Inquiry): (conversationId: number) => string[] {
  const file = openCase(inquiry);
  return (conversationId) => {
    const lines = linesOf(file, inquiry, conversationId).sort(([a], [b]) => a - b);
    const start = lines[0]?.[0] ?? 0;
    return lines.map(([at, what]) => `${String(Math.round(at - start)).padStart(7)} ms ${what}`);
  };
}

type Line = [at: number, what: string];

function linesOf(file: CaseFile, { played, drift }: Inquiry, conversationId: number): Line[] {
  const phones = new Set(file.conversations.get(conversationId)?.phones);
  const known = (id: string | number) => file.evidence.acknowledgedAt(id);
  const said = played.said.flatMap((one): Line[] => {
    if (one.channel === 'text') {
      if (!phones.has(one.phone)) return [];
      return [
        [
          one.at,
          `visitor texts ${one.meaning} ${one.markers.join()} to ${one.to}${took(one.at, known(one.sid))}`,
        ],
      ];
    }
    if (one.channel === 'number')
      return one.conversationIds.includes(conversationId) ? [[one.at, `${one.phone} is the number now`]] : [];
    if (one.conversationId !== conversationId) return [];
    if (one.channel === 'deleted') return [[one.at, 'chat deleted in Drift']];
    if (one.channel === 'status') return [[one.at, `chat ${one.status}`]];
    return [
      [one.at, `${one.by} says ${one.type} ${one.markers.join()}${took(one.at, known(one.messageId))}`],
    ];
  });
  const texts = file.evidence.texts
    .filter(({ to }) => phones.has(to))
    .map((text): Line => [
      text.arrivedAt,
      `Twilio takes ${text.markers.join() || text.body} from ${text.from}`,
    ]);
  const refused = file.evidence.refused
    .filter(({ to }) => phones.has(to))
    .map(({ arrivedAt, markers }): Line => [arrivedAt, `Twilio refuses ${markers.join()}`]);
  const at = new Map(drift.map((entry) => [entry.seq, entry.at]));
  const posts = file.evidence.posts
    .filter((post) => post.conversationId === conversationId)
    .map(({ seq, type, markers, body }): Line => [
      at.get(seq) ?? 0,
      `Drift takes ${type} ${markers.join() || body}`,
    ]);
  return [...said, ...texts, ...refused, ...posts];
}

const took = (at: number, acknowledgedAt: number | null) =>
  acknowledgedAt === null
    ? ', never acknowledged'
    : `, acknowledged after ${Math.round(acknowledgedAt - at)} ms`;
