import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { instantsOf } from '../../../../src/web/console/knowledge/instants.js';
import { decisionsOf } from '../../../../src/web/console/knowledge/decisions.js';
import { learntFromHistory } from '../../../../src/web/console/knowledge/learnt-from-history.js';
import { timelineOfHistory } from '../../../../src/web/console/timeline/timeline-of-history.js';

const folder = new URL('../../../replay/histories/', import.meta.url);
const read = (name: string) => ({
  history: historyFromJSON(JSON.parse(readFileSync(new URL(name, folder), 'utf8'))),
});
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
const titles = (name: string) =>
  timelineOfHistory(read(name)).map(({ title, facts }) => [title, ...facts].join(' | '));
const knew = (name: string) => instantsOf(learntFromHistory([read(name)]), [], []);

describe('what Temporal recorded, in words', () => {
  test.each(names)('%s: every entry has a title and a time, in order', (name) => {
    const entries = timelineOfHistory(read(name));
    expect(entries.length).toBeGreaterThan(2);
    for (const { title, at } of entries) {
      expect(title).not.toMatch(/undefined|null|NaN|object/);
      expect(at).toBeGreaterThan(1.6e12);
    }
  });

  test('an invalid number, a refusal by the vendor, an answer in time', () => {
    expect(titles('two-way.json')).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^The workflow started \| follow-up after 1\.0 s/),
        expect.stringMatching(/^The workflow was told: the chat is open/),
        expect.stringMatching(/^Wait for a person to answer \| for up to .* \| the time was up/),
        expect.stringMatching(/^Look up the visitor's phone number \| a number we can text/),
        expect.stringMatching(/^Has a person answered\? \| nobody answered/),
        expect.stringMatching(/^Text the visitor \| the vendor accepted it/),
      ]),
    );
    expect(titles('waited-its-turn.json')).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Is the chat still open\? \| not asked yet: our number is busy/),
        expect.stringMatching(/^When is its turn on its number\? \| in \d+ s/),
        expect.stringMatching(/^Wait for its turn on its number/),
        expect.stringMatching(/^Is the chat still open\? \| Drift: open/),
      ]),
    );
    expect(titles('its-turn-would-be-too-late.json').join('\n')).toContain('its number? | too late');
    expect(titles('no-phone.json').join('\n')).toContain('no text: no phone number is known');
    expect(titles('answered-in-time.json').join('\n')).toContain('The workflow was told: a rep wrote');
  });
});

describe('what a conversation knew at each instant comes out of the workflow’s own decision code', () => {
  test('texted: it waited for a person, then the time was up, then it was bridging', () => {
    const steps = knew('two-way.json').map(({ step, phase }) => step?.do ?? phase);
    expect(steps[0]).toBe('wait');
    expect(steps).toContain('text');
    expect(steps.at(-1)).not.toBe('wait');
    expect(steps.indexOf('text')).toBeLessThan(steps.indexOf('texted'));
  });

  test('answered: the decision flips at the answer, and says what it was made from', () => {
    const decisions = decisionsOf(knew('answered-in-time.json'));
    expect(decisions.map(({ title }) => title)).toEqual([
      'Decided: wait for a person to answer',
      'Decided: no text, a person answered in time',
    ]);
    expect(decisions[0]?.facts).toContain('answered: no');
    expect(decisions[1]?.facts).toContain('answered: yes');
  });

  test('no phone: it looks the number up, then waits for one that can be texted, then gives up', () => {
    const decisions = decisionsOf(knew('no-phone.json')).map(({ title }) => title);
    expect(decisions).toEqual(
      expect.arrayContaining([
        'Decided: wait for a phone number that can be texted',
        'Decided: no text, no phone number is known',
      ]),
    );
  });

  test.each(names)('%s: instants are in order and none repeats the one before', (name) => {
    const instants = knew(name);
    for (const [index, instant] of instants.entries()) {
      const before = instants[index - 1];
      if (before === undefined) continue;
      expect(instant.at).toBeGreaterThanOrEqual(before.at);
      expect({ ...instant, at: 0, what: '' }).not.toEqual({ ...before, at: 0, what: '' });
    }
  });
});
