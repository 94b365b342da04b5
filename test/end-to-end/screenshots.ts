/**
 * Takes the pictures in docs/images anew: `npx tsx test/end-to-end/screenshots.ts`, about a minute. They show a real
 * `npm start`, on data that is thrown away.
 */
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.js';
import {
  answerAsRep,
  awaitFollowUp,
  followWorkflowLink,
  openSandbox,
  openUserMetadata,
  startChat,
  textFromPhone,
} from './first-minute.js';
import { freePorts, NpmStart } from './npm-start.js';

const image = (name: string) => fileURLToPath(new URL(`../../docs/images/${name}.png`, import.meta.url));
/** High enough for the whole timeline of this conversation. */
const WORKFLOW_WINDOW = { width: 1440, height: 1200 };

async function report(name: string): Promise<void> {
  process.stdout.write(`docs/images/${name}.png, ${Math.round((await stat(image(name))).size / 1000)} KB\n`);
}

/** Without a writing mark in a box, and after everything has moved to its place. */
async function take(page: Page, name: string): Promise<void> {
  await page.evaluate('document.activeElement?.blur()');
  await page.screenshot({ path: image(name), animations: 'disabled' });
  await report(name);
}

async function talk(page: Page): Promise<void> {
  await startChat(page);
  await awaitFollowUp(page);
  await textFromPhone(page, 'Yes, still here. I wear a 43.');
  await answerAsRep(page, 'They run true to size: take the 43.');
}

async function takeNarrow(browser: Browser, address: string): Promise<void> {
  const page = await openSandbox(browser, address, {
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
  });
  await page.locator('#switcher').getByRole('button', { name: 'Phone' }).click();
  await page.locator('#phone .message').first().waitFor();
  await take(page, 'sandbox-narrow');
}

async function edge(part: Locator, of: 'top' | 'bottom'): Promise<number> {
  const { y, height } = (await part.boundingBox()) ?? { y: 0, height: 0 };
  return of === 'top' ? y : y + height;
}

/** The full width of the window between two heights, as a URL that an `img` can show. */
async function strip(page: Page, from: number, to: number): Promise<string> {
  const { width } = WORKFLOW_WINDOW;
  const clip = { x: 0, y: from, width, height: to - from };
  const picture = await page.screenshot({ animations: 'disabled', clip });
  return `data:image/png;base64,${picture.toString('base64')}`;
}

/** Two tabs of the workflow's page, one below the other: what it says of itself, and what happened when. */
async function takeWorkflow(workflow: Page): Promise<void> {
  await workflow.setViewportSize(WORKFLOW_WINDOW);
  await workflow.getByRole('button', { name: 'Descending' }).click();
  await workflow.getByRole('button', { name: 'Ascending' }).waitFor();
  const heading = workflow.getByRole('heading', { name: 'Timeline' });
  const timeline = await strip(workflow, (await edge(heading, 'top')) - 24, WORKFLOW_WINDOW.height);
  await openUserMetadata(workflow);
  const details = await edge(workflow.locator('#user-metadata-details'), 'bottom');
  const metadata = await strip(workflow, 0, details + 8);

  const both = await workflow.context().newPage();
  await both.setViewportSize(WORKFLOW_WINDOW);
  const style = 'display: block; margin-bottom: 16px; border-bottom: 1px solid #8888';
  await both.setContent(
    `<body style="margin: 0; background: #d8dce6"><img src="${metadata}" style="${style}"><img src="${timeline}" style="display: block">`,
  );
  await both.screenshot({ path: image('temporal-web-ui'), fullPage: true });
  await report('temporal-web-ui');
}

const folder = await mkdtemp(join(tmpdir(), 'textback-screenshots-'));
await chmod(folder, 0o755); // PostgreSQL may run as another user
const browser = await launchBrowser();
const textback = new NpmStart(folder, { ...(await freePorts()), DATA_DIR: join(folder, 'data') });
try {
  await textback.runs();
  const page = await openSandbox(browser, textback.address('Sandbox'));
  await talk(page);
  await take(page, 'sandbox');
  await takeNarrow(browser, textback.address('Sandbox'));
  await takeWorkflow(await followWorkflowLink(page));
} finally {
  await browser.close();
  await textback.stop('SIGINT');
  await rm(folder, { recursive: true, force: true });
}
