import { variables, type Group, type Variable } from '../platform/config/variables.js';
import { errorCodes } from '../platform/errors/codes.js';
import { metricTable } from '../platform/metrics/metrics.js';
import { answerRules, isAnswer } from '../contracts/answers.js';
import { docsTables } from '../contracts/stored-names.js';
import { relayPolicy } from '../texting/relay/relay-policy.js';
import { errorPolicies } from '../vendors/sms-codes.js';
import { actions, roleNames, roles } from '../orgs/people/roles.js';
import { orgStates } from '../contracts/org-states.js';
import { scopeUses } from '../contracts/scopes.js';
import { reasons } from '../contracts/reasons.js';
import { waitTransitions } from '../contracts/waits.js';
import { describeAdminApi } from '../web/gateway/describe-admin-api.js';
import { endpointRows } from './admin-api-rows.js';
import { numberTransitions, type NumberTransition } from '../records/conversations/number-state.js';
import { tableWriters } from '../records/table-writers.js';
import { exitCodes } from './shared/exit-codes.js';
import { everyHelp } from './help.js';
import { settingTable } from '../orgs/settings/setting-table.js';
import { sendDiagram, transitionRows } from './send-diagram.js';

type Row = readonly string[];

function table(head: Row, rows: readonly Row[]): string {
  const line = (cells: Row) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const commandHelp = (await everyHelp())
  .map(({ command, help }) => `### ${command}\n\n\`\`\`text\n${help.trim()}\n\`\`\``)
  .join('\n\n');

const code = (text: string) => `\`${text}\``;

function variablesOf(group: Group): string {
  const rows = Object.values<Variable>(variables).filter((v) => v.group === group);
  return table(
    ['variable', 'what it is', 'should be', 'default'],
    rows.map((v) => [code(v.name), v.about, v.shouldBe, v.default === undefined ? '' : code(v.default)]),
  );
}

/** The tables and diagrams that code and docs share, by the name of the place in the docs that shows them. */
export const referenceTables: Readonly<Record<string, string>> = {
  'variables-to-set': variablesOf('to set'),
  'variables-policy': variablesOf('policy'),
  'variables-rarely': variablesOf('rarely'),
  'org-settings': table(
    ['setting', 'environment', 'an org that has not set it', 'what it is'],
    [...settingTable.values()].map(({ name, variable }) => [
      code(name),
      code(variable.name),
      variable.perOrg === 'default' ? "has the environment's" : 'has none',
      variable.about,
    ]),
  ),
  'admin-api': table(
    ['endpoint', 'what it does', 'takes', 'refuses with'],
    endpointRows(await describeAdminApi()),
  ),
  'error-codes': table(
    ['code', 'HTTP', 'meaning'],
    Object.entries(errorCodes).map(([name, e]) => [
      code(name),
      'status' in e ? String(e.status) : '',
      e.means,
    ]),
  ),
  'exit-codes': table(['exit code', 'meaning'], Object.entries(exitCodes)),
  commands: commandHelp,
  reasons: table(
    ['reason', 'in words'],
    Object.entries(reasons).map(([name, words]) => [code(name), words]),
  ),
  metrics: table(
    ['metric', 'kind', 'labels', 'what it counts'],
    Object.entries(metricTable).map(([name, m]) => [code(name), m.kind, m.labels.join(', '), m.help]),
  ),
  crossing: table(
    ['written by', 'type', 'to the phone', 'answers the chat', 'why'],
    (['rep', 'bot', 'visitor'] as const).flatMap((author) =>
      ['chat', 'private_note', 'private_prompt', 'suggestion', 'edit', 'any other, or none'].map((type) => {
        const [off, on] = [relayPolicy({ author, type }, false), relayPolicy({ author, type }, true)];
        const toPhone = off.toPhone ? 'yes' : on.toPhone ? 'only if `BOT_MESSAGES` is on' : '**never**';
        const answers = isAnswer({ author, type, authorId: null, appId: null });
        return [author, code(type), toPhone, answers ? 'yes' : 'no', off.why];
      }),
    ),
  ),
  'table-writers': table(
    ['table', 'written by'],
    Object.entries(tableWriters).map(([name, folder]) => [code(name), code(`src/${folder}/`)]),
  ),
  'send-diagram': sendDiagram(),
  'send-transitions': table(
    ['transition', 'from', 'to', 'when'],
    transitionRows.map(([name = '', ...cells]) => [code(name), ...cells]),
  ),
  'number-states': table(
    ['step', 'from', 'to', 'when'],
    Object.entries<NumberTransition>(numberTransitions).map(([name, { from, to, when }]) => [
      code(name),
      from.join(', '),
      to,
      when,
    ]),
  ),
  'wait-transitions': table(
    ['from', 'to', 'when'],
    Object.entries(waitTransitions).flatMap(([from, next]) =>
      Object.entries(next).map(([to, when]) => [code(from), code(to), when]),
    ),
  ),
  scopes: table(
    ['scopes', 'app', 'feature', 'Drift’s calls and events', 'without'],
    Object.values(scopeUses).map(({ scopes, editions, isNeeded, feature, calls, without }) => [
      scopes.map(code).join(', '),
      `${editions.length === 2 ? 'both' : 'write'}${isNeeded ? '' : ', if wanted'}`,
      feature,
      calls,
      without,
    ]),
  ),
  'org-states': table(
    ['state', 'what it means'],
    Object.entries(orgStates).map(([name, words]) => [code(name), words]),
  ),
  roles: table(
    ['role', 'who that is'],
    Object.entries(roles).map(([name, words]) => [code(name), words]),
  ),
  'role-actions': table(
    ['action', ...roleNames.map(code)],
    Object.values(actions).map(({ means, roles: may }) => [
      means,
      ...roleNames.map((role) => ((may as readonly string[]).includes(role) ? 'yes' : '')),
    ]),
  ),
  answers: table(
    ['what counts as an answer'],
    answerRules.map(({ words }) => [words]),
  ),
  [docsTables.smsErrors]: table(
    ['code', 'what the rep is told', 'reason', ''],
    Object.entries(errorPolicies).map(([number, p]) => [
      number,
      p.words,
      code(p.reason),
      [
        p.optOut ? 'remembered as an opt-out' : '',
        p.dead ? 'remembered for 90 days' : '',
        p.later ? 'if it is the answer to our request: tried again' : '',
        p.loop ? 'automatic answers end' : '',
        p.operator ? 'for the operator' : '',
      ]
        .filter(Boolean)
        .join(', '),
    ]),
  ),
};

/** Puts each table between its markers, `<!-- table: NAME -->` and `<!-- end -->`. Throws for a name that is no table. */
export function fillTables(markdown: string): string {
  return markdown.replace(
    /(<!-- table: ([\w-]+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_all, begin: string, name: string, end: string) => {
      const content = referenceTables[name];
      if (content === undefined) throw new Error(`there is no table "${name}"`);
      return `${begin}\n${content}\n\n${end}`;
    },
  );
}
