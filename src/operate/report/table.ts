import type { Outcomes, Report } from './report.js';

/** The report for people: a table of days, and a line that says whether the counts add up. */
export function formatReport(report: Report): string {
  const { from, to, zone, total, days } = report;
  const title = `Conversations opened from ${from} to ${to} (${zone})`;
  if (days.length === 0) return `${title}: none\n`;
  const occurring = Object.entries(total.reasons).flatMap(([reason, count]) => (count > 0 ? [reason] : []));
  const head = ['day', 'handled', 'texted', 'waiting', ...occurring];
  const row = (name: string, o: Outcomes) => [
    name,
    ...[o.takenUp, o.texted, o.waiting, ...occurring.map((reason) => o.reasons[reason] ?? 0)].map(String),
  ];
  const rows = [head, ...days.map((day) => row(day.day, day)), row('all days', total)];
  const widths = head.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ');
  return [title, '', ...rows.map(line), '', verdict(total), ''].join('\n');
}

function verdict({ takenUp, texted, waiting, reasons, addsUp }: Outcomes): string {
  const without = Object.values(reasons).reduce((all, count) => all + count, 0);
  const parts = `${texted} texted + ${waiting} waiting + ${without} without a text (one reason each)`;
  return addsUp
    ? `The counts add up: ${parts} = ${takenUp} handled.`
    : `The counts do NOT add up: ${parts}, but ${takenUp} handled. This is a bug; please report it.`;
}
