import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { isRunning } from '../../src/local/process-identity.js';
import { noneLeftWith, processesWith, temporaryFolder } from '../local/support.js';
import { launchBrowser } from '../support/browser.js';
import { temporalCli } from '../support/temporal.js';
import {
  answerAsRep,
  awaitFollowUp,
  countdown,
  followWorkflowLink,
  leaveNote,
  messageOn,
  openSandbox,
  openUserMetadata,
  startChat,
  textFromPhone,
} from './first-minute.js';
import { freePorts, NpmStart, type Environment } from './npm-start.js';

const STARTS_WITHIN_MS = 60_000;
const STOPS_WITHIN_MS = 30_000;

interface DriftState {
  orgs: { conversations: { id: number }[] }[];
}

interface Overview {
  conversationId: number;
  state: string;
  texts: { purpose: string; state: string }[];
}

async function json<T>(url: string): Promise<T> {
  const answer = await fetch(url);
  expect({ url, status: answer.status }).toEqual({ url, status: 200 });
  return (await answer.json()) as T;
}

// One story on one `npm start`: each test goes on where the one before it ended.
describe("a newcomer's first minute", () => {
  const folder = temporaryFolder();
  const complaints: string[] = [];
  let environment: Environment;
  let browser: Browser;
  let startedAt: number;
  let textback: NpmStart;
  let page: Page;
  let conversationId: number;

  const overview = () =>
    json<Overview>(`${textback.address('Sandbox')}/api/textback/conversations/${conversationId}`);

  const onlyConversation = async () => {
    const { orgs } = await json<DriftState>(`${textback.address('Sandbox')}/drift/state`);
    const ids = orgs.flatMap(({ conversations }) => conversations.map(({ id }) => id));
    expect(ids).toHaveLength(1);
    return ids[0] ?? 0;
  };

  beforeAll(async () => {
    browser = await launchBrowser();
    environment = { ...(await freePorts()), DATA_DIR: `${folder.path}/data`, TEMPORAL_CLI: temporalCli() };
    startedAt = performance.now();
    textback = new NpmStart(folder.path, environment);
  }, 600_000);

  afterAll(async () => {
    await browser.close();
    await textback.stop('SIGKILL');
    await noneLeftWith(folder.path);
    folder.remove();
  });

  test('everything runs within a minute, and the page to open says so', async () => {
    await textback.runs();
    expect(performance.now() - startedAt).toBeLessThan(STARTS_WITHIN_MS);
    page = await openSandbox(browser, textback.address('Sandbox'), {}, complaints);
    expect((await fetch(`${textback.address('Gateway')}/health/ready`)).status).toBe(200);
  }, 90_000);

  test('a chat that nobody answers shows how long it still waits, and that production waits longer', async () => {
    await startChat(page);
    conversationId = await onlyConversation();
    expect(await countdown(page).innerText()).toMatch(
      /^Ana Silva has waited \d+ s\. Textback sends a text in \d+ s unless a person answers\.$/,
    );
    await page
      .locator('#countdown', { hasText: 'The wait here is 15 seconds; in production it is five minutes.' })
      .waitFor();
    expect(await page.locator('#phone .message').count()).toBe(0);
  });

  test('when the time is up the text is on the phone, and the rep is told', async () => {
    await awaitFollowUp(page);
    expect(await page.locator('#phone .message').count()).toBe(1);
    await messageOn(page, 'inbox', 'Nobody answered, so Textback texted the visitor').waitFor();
  });

  test("the phone's answer stands in the rep's inbox, and the rep's answer on the phone", async () => {
    await textFromPhone(page, 'Still here! I wear a 43.');
    await answerAsRep(page, 'They run true to size: take the 43.');
  });

  test('a private note never gets to the phone', async () => {
    await leaveNote(page, 'Has a voucher, do not mention it yet.');
    // Messages go in order: when this one has arrived, the note would have arrived before it.
    await answerAsRep(page, 'Shall I put a pair aside for you?');
    const sent = await (await fetch(`${textback.address('Sandbox')}/twilio/ledger`)).text();
    expect(sent).toContain('put a pair aside');
    expect(sent).not.toContain('voucher');
    expect(await page.locator('#phone .message').allInnerTexts()).toHaveLength(4);
    expect(await page.locator('#website').innerText()).not.toContain('voucher');
  });

  test('the link leads to the workflow in the Temporal Web UI, which says what it waits for', async () => {
    const workflow = await followWorkflowLink(page);
    expect(workflow.url()).toContain(textback.address('Temporal Web UI'));
    for (const label of ['wait for a person to answer', 'text the visitor', 'text the chat message'])
      await workflow.getByText(label).first().waitFor();
    const { summary, currentDetails } = await openUserMetadata(workflow);
    expect(await summary.innerText()).toContain(`Drift conversation ${conversationId}`);
    expect(await currentDetails.innerText()).toMatch(
      /^\s*Bridging\. .*relayed both ways; an idle thread closes at .* UTC\.\s*$/,
    );
    await workflow.close();
  });

  test('Ctrl-C ends it within 30 s with exit code 0 and leaves no process', async () => {
    expect(complaints).toEqual([]);
    await page.context().close();
    const processes = textback.processes();
    expect(processes.length).toBeGreaterThan(2);
    const since = performance.now();
    expect(await textback.stop('SIGINT')).toBe(0);
    expect(performance.now() - since).toBeLessThan(STOPS_WITHIN_MS);
    expect(processes.filter(isRunning)).toEqual([]);
    expect(processesWith(folder.path)).toEqual([]);
  });

  test('started again on its data it knows the conversation, and texts the next visitor', async () => {
    textback = new NpmStart(folder.path, { ...environment, FOLLOW_UP_DELAY: '2s' });
    await textback.runs();
    expect(await overview()).toMatchObject({
      conversationId,
      state: 'bridging',
      texts: [{ purpose: 'follow_up' }, { purpose: 'relay' }, { purpose: 'relay' }],
    });
    page = await openSandbox(browser, textback.address('Sandbox'));
    await startChat(page);
    await awaitFollowUp(page);
    await page.context().close();
    expect(await textback.stop('SIGINT')).toBe(0);
  }, 90_000);
});
