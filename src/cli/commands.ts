import type { Argv } from 'yargs';
import { addCommand, type Choose, type Command } from './shared/command.js';

const command =
  <T>(usage: string, about: string, load: () => Promise<Command<T>>, isGroup = false) =>
  (yargs: Argv, choose: Choose): Argv =>
    addCommand(yargs, { usage, about, isGroup }, load, choose);

const group = <T>(usage: string, about: string, load: () => Promise<Command<T>>) =>
  command(usage, about, load, true);

/** Every command, in the order of the help: a new one is a file in commands/ and a line here. */
export const commands = [
  command('start', 'Run all of Textback in one process, as `npm start` does', async () => {
    return (await import('./commands/start.js')).start;
  }),
  command('gateway', 'Run a gateway as a process of its own', async () => {
    return (await import('./commands/gateway.js')).gateway;
  }),
  command('worker', 'Run a worker as a process of its own', async () => {
    return (await import('./commands/worker.js')).worker;
  }),
  command('migrate', "Bring the database's schema up to this build", async () => {
    return (await import('./commands/migrate.js')).migrate;
  }),
  group('operate', 'Pause, resume, reprocess, settle; each is written to the audit log', async () => {
    return (await import('./commands/operate.js')).operate;
  }),
  group('keys', 'Check, rotate and give up the keys that stored secrets are sealed with', async () => {
    return (await import('./commands/keys.js')).keys;
  }),
  group('orgs', 'List, connect, check and disconnect the companies of this installation', async () => {
    return (await import('./commands/orgs.js')).orgs;
  }),
  command('report', 'Count what became of the conversations, by the day of their opening', async () => {
    return (await import('./commands/report.js')).report;
  }),
  command('what-if', 'Try other settings on recorded conversations; changes nothing', async () => {
    return (await import('./commands/what-if.js')).whatIf;
  }),
  command('history <conversation>', 'Export what Temporal recorded of a conversation', async () => {
    return (await import('./commands/history.js')).history;
  }),
  command('replay [histories..]', 'Try whether recorded conversations go on on this build', async () => {
    return (await import('./commands/replay.js')).replay;
  }),
  command('support-bundle', 'Write one file for support, without personal data', async () => {
    return (await import('./commands/support-bundle.js')).supportBundle;
  }),
];
