import type { Verdict } from './verdict.js';

type Row = readonly [what: string, value: string | number];

/** The verdict as Markdown tables. */
export function markdown(verdict: Verdict): string {
  const { options, tally, webhooks, counts, times } = verdict;
  const scale = options.timeScale;
  const command = [
    `npm run chaos -- --conversations ${options.conversations} --faults ${options.faults} --seed ${options.seed}`,
    `--time-scale ${scale}`,
    ...(options.classes.length === 0 ? [] : [`--classes '${options.classes.join()}'`]),
    ...(options.without === null ? [] : [`--without ${options.without}`]),
  ].join(' ');
  const played: Row[] = [
    ['conversations', tally.conversations],
    ['texted', tally.followUps],
    ["reps' messages on phones", tally.relayedToPhone],
    ["visitors' texts in Drift", tally.relayedToDrift],
    ['STOPs', tally.stops],
    ['numbers that passed to another chat', tally.numbersTakenOver],
    ['corrected numbers', tally.numbersCorrected],
    ['first texts to these', tally.correctedTexted],
    ['chats deleted in Drift', tally.chatsDeleted],
    ["further tabs of a contact's chat", tally.furtherTabs],
    ['of these not texted, since the other was', tally.textedInOtherTab],
    ['chats for which no number was free', tally.numbersInUse],
    ['chats whose phone had had enough texts', tally.phonesCapped],
    ['webhooks', webhooks.sent],
    ['acknowledged webhooks', webhooks.acknowledged],
    ['deliveries of them', webhooks.deliveries],
    ['the others ended with', lastTriesOf(verdict)],
    ['never acknowledged in each tenth of the run, %', webhooks.unacknowledgedByTenth.join(' ')],
    ['duplicated deliveries', tally.duplicates],
    ['webhooks overtaken by a later one', tally.overtaken],
    ['most calls to Drift in a second', verdict.peakCalls],
    ['start, seconds', seconds(times.startedMs)],
    ['all, seconds', seconds(times.restMs)],
  ];
  const found: Row[] = [
    ['lost', counts.lost],
    ['duplicated', counts.duplicated],
    ['misrouted', counts.misrouted],
    ['out of order', counts.out_of_order],
    ['sent after STOP', counts.after_stop],
    ['sent to a number that was corrected', counts.old_number],
    ['sent though answered', counts.answered],
    ['sent though closed', counts.after_close],
    ['leaked', counts.leaked],
    ['looped', counts.looped],
    ['no text and no reason', counts.no_reason],
    ['read by a stranger', counts.read_by_stranger],
    ['taken over by a stranger', counts.taken_over],
    ['billed beyond the cap', counts.over_the_cap],
    ['ambiguous, parked for an operator', verdict.parked],
    ['of these not at the vendor', verdict.lostAndParked],
    ['still to do at the end', verdict.restless ?? 'nothing'],
    ['crashes that nobody ordered', crashesOf(verdict)],
  ];
  return [
    `\`${command}\``,
    table(['what', 'count'], played),
    table(['found by the checker', 'count'], found),
    table(
      ['fault', 'injected', 'seen to fire'],
      verdict.faults.map(({ name, planned, fired }) => [name, planned, fired]),
    ),
    table(
      ['recovery: first effect at a vendor after', 'times', 'median ms', 'longest ms'],
      verdict.recoveries.map(({ name, count, p50Ms, maxMs }) => [name, count, p50Ms, maxMs]),
    ),
    ...(verdict.story === '' ? [] : [`\`\`\`text\n${verdict.story}\n\`\`\``]),
  ].join('\n\n');
}

const seconds = (ms: number) => Math.round(ms / 1_000);

const crashesOf = ({ crashes }: Verdict) =>
  Object.entries(crashes)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ') || 'none';

const lastTriesOf = ({ webhooks }: Verdict) =>
  Object.entries(webhooks.lastTries)
    .sort(([, a], [, b]) => b - a)
    .map(([end, count]) => `${end} ${count}`)
    .join(', ') || 'none';

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const all = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const [first = [], ...rest] = all;
  return [line(first), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rest.map(line)].join(
    '\n',
  );
}
