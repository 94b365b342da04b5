import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import * as storedNames from '../../../src/contracts/stored-names.js';
import { variables } from '../../../src/platform/config/variables.js';
import { errorCodes } from '../../../src/platform/errors/codes.js';

const VENDOR = /drift|twilio/i;

/** Where vendors' folders are imported, and vendors named: the vendors, the configuration, and what puts all together. */
const MAY_NAME = [
  /^src\/vendors\//,
  /^src\/platform\/config\//,
  /^src\/worker\/(worker|org-clients)\.ts$/,
  /^src\/web\/gateway\/(gateway|webhooks)\.ts$/,
  /^src\/local\/start\.ts$/,
  /^src\/main\.ts$/,
];

const textsIn = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsIn)
      : [];

/** What is stored or known outside keeps its name. */
const STORED = new Set([
  ...Object.keys(variables),
  ...Object.keys(errorCodes),
  ...textsIn(storedNames.activityTypes),
]);

/** Names of npm packages, where the support bundle tells their versions. */
const PACKAGES = new Map([['src/operate/support-bundle/machine.ts', 'twilio']]);

/** What code says of vendors that it should not; comments and words for people are free to name them. */
function findings(path: string, code: string): string[] {
  if (MAY_NAME.some((pattern) => pattern.test(path))) return [];
  const found = VENDOR.test(path) ? [`${path}: the name of the file`] : [];
  const file = ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true);
  const tell = (node: ts.Node, what: string) => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
    found.push(`${path}:${line + 1}: ${what}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) {
      if (VENDOR.test(node.text) && !STORED.has(node.text)) tell(node, `the name ${node.text}`);
    } else if (ts.isStringLiteralLike(node)) checkText(node);
    else if (ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) checkSql(node);
    ts.forEachChild(node, visit);
  };
  const checkText = (node: ts.StringLiteralLike) => {
    const { text, parent } = node;
    const isModule =
      ts.isImportDeclaration(parent) ||
      ts.isExportDeclaration(parent) ||
      (ts.isCallExpression(parent) && parent.expression.kind === ts.SyntaxKind.ImportKeyword) ||
      (ts.isLiteralTypeNode(parent) && ts.isImportTypeNode(parent.parent));
    if (isModule) {
      if (/^(twilio)$|vendors\/[^/]+\//.test(text)) tell(node, `an import of ${text}`);
      return;
    }
    const isName =
      ts.isLiteralTypeNode(parent) ||
      (ts.isPropertyName(node) && ts.isPropertyAssignment(parent) && parent.name === node);
    if (isName && VENDOR.test(text) && !STORED.has(text)) tell(node, `the name "${text}"`);
    else if (/^(drift|twilio)$/i.test(text) && PACKAGES.get(path) !== text) tell(node, `the value "${text}"`);
    else checkSql(node);
  };
  const checkSql = (node: ts.LiteralLikeNode) => {
    if (/'(drift|twilio)'/.test(node.text)) tell(node, 'a stored name in SQL');
  };
  visit(file);
  return found;
}

async function filesOf(folder: string): Promise<string[]> {
  const all = await readdir(folder, { recursive: true });
  return all.filter((name) => name.endsWith('.ts')).map((name) => join(folder, name));
}

test('no code names a vendor but the vendors, the configuration and what puts all together', async () => {
  const files = (await Promise.all(['src', 'workflows', 'activities'].map(filesOf))).flat();
  expect(files.length).toBeGreaterThan(200);
  const found = await Promise.all(
    files.map(async (path) =>
      path === 'src/contracts/stored-names.ts' ? [] : findings(path, await readFile(path, 'utf8')),
    ),
  );
  expect(found.flat()).toEqual([]);
});

describe('the search finds', () => {
  test.each([
    [
      'an import',
      "import { a } from '../vendors/drift/client.js';",
      'an import of ../vendors/drift/client.js',
    ],
    [
      'an import of a type',
      "import type { A } from '../vendors/twilio/a.js';",
      'an import of ../vendors/twilio/a.js',
    ],
    ['an import when needed', "await import('../vendors/drift/a.js');", 'an import of ../vendors/drift/a.js'],
    ['an export', "export * from '../vendors/drift/a.js';", 'an import of ../vendors/drift/a.js'],
    [
      'a type of an import',
      "type A = import('../vendors/drift/a.js').A;",
      'an import of ../vendors/drift/a.js',
    ],
    ["a vendor's package", "import twilioSdk from 'twilio';", 'an import of twilio'],
    ['a function', 'function askDrift() {}', 'the name askDrift'],
    ['a private field', 'class A { #twilio = 1 }', 'the name #twilio'],
    ['a member of a union', "type Vendor = 'drift-chat' | 'sms';", 'the name "drift-chat"'],
    ['a key', "const a = { 'twilio-errors': 1 };", 'the name "twilio-errors"'],
    ['a value', "if (vendor === 'drift') stop();", 'the value "drift"'],
    ['SQL', "query(`SELECT FROM inbox WHERE source = 'twilio'`);", 'a stored name in SQL'],
    [
      'SQL in parts',
      "query(`SELECT ${a} FROM inbox WHERE source = 'drift' AND ${b}`);",
      'a stored name in SQL',
    ],
  ])('%s', (_what, code, expected) => {
    expect(findings('src/a.ts', code)).toContain(`src/a.ts:1: ${expected}`);
  });

  test('the name of a file', () => {
    expect(findings('src/worker/drift-hands.ts', '')).toEqual([
      'src/worker/drift-hands.ts: the name of the file',
    ]);
  });
});

test('comments, words for people and stored names are free', () => {
  const code =
    "/** Drift says. */ const why = 'Twilio refused it'; // as Drift does\ncall.relayToDrift(settings.DRIFT_API_URL);";
  expect(findings('src/a.ts', code)).toEqual([]);
});
