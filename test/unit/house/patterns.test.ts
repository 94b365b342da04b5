import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';

// A rule whose pattern matches nothing holds nothing: a folder that moves must take its rules along.

interface Place {
  readonly path?: string | readonly string[];
  readonly pathNot?: string | readonly string[];
}

interface FloorRule {
  readonly name: string;
  readonly from: Place;
  readonly to: Place;
}

interface LintRules {
  readonly files?: readonly (string | readonly string[])[];
}

const load = async <T>(file: string) => ((await import(file)) as { default: T }).default;
const { forbidden } = await load<{ forbidden: readonly FloorRule[] }>('../../../.dependency-cruiser.js');
const lint = await load<readonly LintRules[]>('../../../eslint.config.js');

const listed = (...args: string[]) =>
  execFileSync('git', ['ls-files', ...args], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);
const tracked = listed();

/** Paths outside the checkout, and those that are made from what another pattern found, match no tracked file. */
const isOfTheTree = (pattern: string) => !pattern.includes('node_modules') && !pattern.includes('$1');

describe('each pattern of lint matches a file', () => {
  test('of the floors', () => {
    const patterns = forbidden
      .flatMap(({ from, to }) => [from, to])
      .flatMap(({ path = [], pathNot = [] }) => [path, pathNot].flat())
      .filter(isOfTheTree);
    expect(patterns.length).toBeGreaterThan(30);
    const idle = patterns.filter((pattern) => !tracked.some((file) => new RegExp(pattern).test(file)));
    expect(idle).toEqual([]);
  });

  test('of the rules inside a file', () => {
    const globs = new Set(lint.flatMap(({ files = [] }) => files.flat()));
    // typescript-eslint's own presets name endings that we do not use.
    const ours = [...globs].filter((glob) => !/\.(tsx|mts|cts)$/.test(glob));
    expect(ours.length).toBeGreaterThan(10);
    expect(ours.filter((glob) => listed(`:(glob)${glob}`).length === 0)).toEqual([]);
  });
});
