import { variables, type Group, type Variable } from '../platform/config/variables.js';

const all = Object.values<Variable>(variables);

const headings: Readonly<Record<Group, string>> = {
  'to set': 'To set: the accounts at Drift and Twilio, where Textback is reached, where it keeps its records',
  policy: 'Policy: what visitors are sent, and when. The defaults are a good start',
  rarely: 'Rarely changed: ports, addresses, limits and timings',
};

/** The settings as .env.example lists them: by group, those that a live run needs first, each with its default or no value. */
export function envExampleList(): string {
  return Object.entries(headings)
    .map(([group, heading]) => {
      const members = all.filter((variable) => variable.group === group);
      const needed = members.filter((variable) => variable.needed !== undefined);
      const others = members.filter((variable) => variable.needed === undefined);
      return [`# ---- ${heading}. ----`, ...[...needed, ...others].map(entry)].join('\n\n');
    })
    .join('\n\n');
}

/** The lists of docker-compose.yml: what gateway and worker both get, and what only one of them does. */
export const composeLists = ['', 'gateway', 'worker'] as const;

/** The lines of docker-compose.yml that hand variables on from .env as they are. */
export function composeList(of: (typeof composeLists)[number]): string {
  const handedOn = all.filter(({ inCompose, usedBy = '' }) => inCompose === undefined && usedBy === of);
  const indent = of === '' ? '  ' : '      ';
  return handedOn.map(({ name }) => `${indent}${name}:`).join('\n');
}

function entry(variable: Variable): string {
  const { name, about, shouldBe, inCompose = '' } = variable;
  return [
    comment(`${about} ${whenNeeded(variable)}`),
    comment(`Should be ${shouldBe}. ${inCompose}`),
    `#${name}=${quoted(variable)}`,
  ].join('\n');
}

function whenNeeded({ needed }: Variable): string {
  if (needed === undefined) return '';
  const unless = typeof needed === 'string' ? '' : ` unless ${needed.unless.name} is set`;
  return `Needed with real accounts${unless}.`;
}

const COMMENT_WIDTH = 120;

function comment(words: string): string {
  const lines = ['#'];
  for (const word of words.trim().split(' ')) {
    const longer = `${lines.at(-1)} ${word}`;
    if (longer.length <= COMMENT_WIDTH) lines[lines.length - 1] = longer;
    else lines.push(`# ${word}`);
  }
  return lines.join('\n');
}

/** A shell and Node's reader of .env take what single quotes hold as it is; neither has a way to write one between them. */
function quoted({ name, default: value = '' }: Variable): string {
  if (/^[\w.,:/*@%+-]*$/.test(value)) return value;
  if (value.includes("'")) throw new Error(`.env.example cannot show the default of ${name}: it has a quote`);
  return `'${value}'`;
}
