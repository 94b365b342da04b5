import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const run = promisify(execFile);
const depcruise = join(process.cwd(), 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

interface Cruised {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  };
}

/** Small trees that break one rule each: file -> what it says. */
const broken: Readonly<Record<string, { rule: RegExp; files: Readonly<Record<string, string>> }>> = {
  'an import that climbs': {
    rule: /^floor-\d+-looks-down/,
    files: { 'src/records/a.ts': "import '../web/b.js';", 'src/web/b.ts': 'export {};' },
  },
  'an import that goes sideways': {
    rule: /^floor-\d+-looks-down/,
    files: { 'src/worker/a.ts': "import '../operate/b.js';", 'src/operate/b.ts': 'export {};' },
  },
  'a circle between two files': {
    rule: /^no-circle$/,
    files: { 'src/records/a.ts': "import './b.js';", 'src/records/b.ts': "import './a.js';" },
  },
  'a circle between folders that have none between files': {
    rule: /^no-circle-of-folders$/,
    files: {
      'src/records/x/a.ts': "import '../y/b.js';",
      'src/records/y/b.ts': 'export {};',
      'src/records/y/c.ts': "import '../x/d.js';",
      'src/records/x/d.ts': 'export {};',
    },
  },
  'workflow code that imports the database': {
    rule: /^workflows-are-pure$/,
    files: { 'workflows/a.ts': "import '../src/platform/b.js';", 'src/platform/b.ts': 'export {};' },
  },
  'workflow code that imports an activity itself': {
    rule: /^workflows-know-activities-by-type$/,
    files: { 'workflows/a.ts': "import '../activities/b.js';", 'activities/b.ts': 'export {};' },
  },
  'workflow state read from below': {
    rule: /^who-reads-workflow-state$/,
    files: { 'src/texting/a.ts': "import '../../workflows/b.js';", 'workflows/b.ts': 'export {};' },
  },
  'a gateway that calls a vendor': {
    rule: /^the-gateway-touches-nothing-but-postgresql$/,
    files: { 'src/web/gateway/a.ts': "import 'axios';" },
  },
  'a console that asks Temporal itself': {
    rule: /^the-console-reads-through-others$/,
    files: { 'src/web/console/a.ts': "import '@temporalio/client';" },
  },
  'an activity that calls a vendor past the clients': {
    rule: /^activities-are-thin$/,
    files: { 'activities/a.ts': "import 'axios';" },
  },
  'a contract that imports a driver': {
    rule: /^contracts-have-no-io$/,
    files: { 'src/contracts/a.ts': "import 'pg';" },
  },
  'a rule of ours that knows a vendor': {
    rule: /^vendors-behind-ports$/,
    files: { 'src/texting/a.ts': "import '../vendors/drift/b.js';", 'src/vendors/drift/b.ts': 'export {};' },
  },
  'one vendor that knows another': {
    rule: /^vendors-know-nothing-of-each-other$/,
    files: { 'src/vendors/drift/a.ts': "import '../twilio/b.js';", 'src/vendors/twilio/b.ts': 'export {};' },
  },
  'product code that needs the sandbox': {
    rule: /^production-can-leave-out-the-sandbox$/,
    files: { 'src/worker/a.ts': "import '../../sandbox/b.js';", 'sandbox/b.ts': 'export {};' },
  },
  'npm start that loads the sandbox whether it needs it or not': {
    rule: /^the-sandbox-is-loaded-when-needed$/,
    files: { 'src/local/start.ts': "import '../../sandbox/b.js';", 'sandbox/b.ts': 'export {};' },
  },
  'a simulated vendor that knows how Textback decides': {
    rule: /^the-sandbox-simulates-from-outside$/,
    files: { 'sandbox/a.ts': "import '../src/texting/b.js';", 'src/texting/b.ts': 'export {};' },
  },
};

/** All trees in one, since a run of the tool takes a second: files of case 3 are called a3.ts and so on. */
const numbered = (text: string, index: number) => text.replaceAll(/\b([a-d])(?=\.(ts|js)\b)/g, `$1${index}`);

describe('lint holds the floors of the house', () => {
  let root = '';
  let violations: Cruised['summary']['violations'] = [];

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'textback-house-'));
    await symlink(join(process.cwd(), 'node_modules'), join(root, 'node_modules'));
    await writeFile(join(root, 'package.json'), '{ "type": "module" }');
    await writeFile(join(root, 'tsconfig.json'), '{ "compilerOptions": { "module": "NodeNext" } }');
    for (const [index, { files }] of Object.values(broken).entries())
      for (const [name, code] of Object.entries(files)) {
        const file = join(root, numbered(name, index));
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, `${numbered(code, index)}\n`, { flag: 'a' });
      }
    const config = join(process.cwd(), '.dependency-cruiser.js');
    const args = [
      depcruise,
      '--config',
      config,
      '--output-type',
      'json',
      'src',
      'sandbox',
      'workflows',
      'activities',
    ];
    const { stdout } = await run(process.execPath, args, {
      cwd: root,
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    ({ violations } = (JSON.parse(stdout) as Cruised).summary);
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  test.each(Object.entries(broken))('%s fails', (name, { rule, files }) => {
    const index = Object.keys(broken).indexOf(name);
    const [first = ''] = Object.keys(files).map((file) => numbered(file, index));
    const from = rule.source.includes('folders') ? dirname(first) : first;
    const rules = violations.filter((found) => found.from === from).map((found) => found.rule.name);
    expect(rules).toContainEqual(expect.stringMatching(rule));
  });
});
