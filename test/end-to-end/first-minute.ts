import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';

// What a newcomer does on the sandbox's page, by the handles that they would click. The test and the screenshots share it.

/** Well above the sandbox's wait of 15 seconds: a busy machine is late. */
const TEXT_WITHIN_MS = 40_000;

/** The sandbox's page as somebody opens it. What the browser complains about goes to `complaints`. */
export async function openSandbox(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
  complaints: string[] = [],
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  await page.goto(address);
  await page.getByText('Textback is ready').waitFor();
  return page;
}

export const countdown = (page: Page) => page.locator('#countdown .countdown-sentence');
export const messageOn = (page: Page, pane: 'website' | 'inbox' | 'phone', text: string) =>
  page.locator(`#${pane} .message`, { hasText: text });

export async function startChat(page: Page): Promise<void> {
  await page.locator('#start-chat').click();
  await countdown(page).filter({ hasText: 'Textback sends a text in' }).waitFor();
}

/** Waits until the follow-up stands on the phone as delivered; throws the reason if the page gives one for no text. */
export async function awaitFollowUp(page: Page): Promise<void> {
  const followUp = messageOn(page, 'phone', 'Reply STOP to opt out.').filter({ hasText: 'delivered' });
  const noText = countdown(page).filter({ hasText: /^No text/ });
  await followUp.or(noText).waitFor({ timeout: TEXT_WITHIN_MS });
  if (await noText.isVisible()) throw new Error(await noText.innerText());
}

async function write(page: Page, box: string, body: string): Promise<void> {
  await page.locator(box).fill(body);
  await page.locator(box).press('Enter');
}

/** Texts from the visitor's phone, and waits until the rep has it in the inbox. */
export async function textFromPhone(page: Page, body: string): Promise<void> {
  await write(page, '#phone-message', body);
  await messageOn(page, 'inbox', body).waitFor();
}

/** Leaves a private note in the inbox. */
export async function leaveNote(page: Page, body: string): Promise<void> {
  await page.getByRole('radio', { name: 'Private note' }).check({ force: true });
  await write(page, '#rep-message', body);
  await messageOn(page, 'inbox', body)
    .filter({ hasText: /private: never texted/i })
    .waitFor();
  await page.getByRole('radio', { name: 'Reply' }).check({ force: true });
}

/** Answers in the inbox, and waits until the answer is on the phone. */
export async function answerAsRep(page: Page, body: string): Promise<void> {
  await write(page, '#rep-message', body);
  await messageOn(page, 'phone', body).filter({ hasText: 'delivered' }).waitFor();
}

/** Follows the link to the conversation's workflow in the Temporal Web UI. */
export async function followWorkflowLink(page: Page): Promise<Page> {
  const opened = page.context().waitForEvent('page');
  await page.locator('#workflow-link').click();
  const workflow = await opened;
  workflow.setDefaultTimeout(20_000);
  await workflow.setViewportSize({ width: 1440, height: 1600 }); // the timeline draws only what is in view
  await workflow.getByText('relayToPhone').first().waitFor();
  return workflow;
}

/** Opens the tab of a workflow's page that shows its summary and details; each stands in a frame of its own. */
export async function openUserMetadata(
  workflow: Page,
): Promise<{ summary: Locator; currentDetails: Locator }> {
  await workflow.getByRole('tab', { name: 'User Metadata' }).click();
  const textOf = (frame: string) => workflow.frameLocator(`#user-metadata-${frame}`).locator('body');
  const shown = { summary: textOf('summary'), currentDetails: textOf('current-details') };
  await shown.currentDetails.filter({ hasText: /\w/ }).waitFor();
  return shown;
}
