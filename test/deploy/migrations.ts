/** Tables that a migration makes itself: nobody uses them yet. */
const madeIn = (sql: string) =>
  new Set([...sql.matchAll(/CREATE TABLE (?:IF NOT EXISTS )?(\w+)/gi)].map(([, table]) => table ?? ''));

const withoutComments = (sql: string) => sql.replace(/--[^\n]*/g, '').replace(/\/\*[\s\S]*?\*\//g, '');

/** Statements, with what stands between $$ left out: a function's body changes nothing by itself. */
const statementsOf = (sql: string) =>
  withoutComments(sql)
    .replace(/\$\$[\s\S]*?\$\$/g, "''")
    .split(';')
    .map((statement) => statement.replace(/\s+/g, ' ').trim())
    .filter((statement) => statement !== '');

/** The clauses of an ALTER TABLE, commas within brackets left alone. */
function clausesOf(actions: string): string[] {
  const clauses = [''];
  let depth = 0;
  for (const character of actions) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) clauses.push('');
    else clauses.push(`${clauses.pop() ?? ''}${character}`);
  }
  return clauses.map((clause) => clause.trim());
}

/** What an old version that runs beside would trip over, or what would hold it up for long. */
export function unsafeIn(sql: string): string[] {
  const made = madeIn(withoutComments(sql));
  const found: string[] = [];
  for (const statement of statementsOf(sql)) {
    const unsafe = (why: string) => found.push(`${why}: ${statement.slice(0, 80)}`);
    if (/^(DROP|TRUNCATE|DELETE|RENAME)\b/i.test(statement)) unsafe('takes something away');
    const unique = /^CREATE UNIQUE INDEX (?:\w+ )?ON (\w+)/i.exec(statement)?.[1];
    if (unique !== undefined && !made.has(unique)) unsafe('refuses rows that the old version writes');
    const [, table = '', actions = ''] = /^ALTER TABLE (?:ONLY )?(\w+) (.*)$/i.exec(statement) ?? [];
    if (table === '' || made.has(table)) continue;
    for (const clause of clausesOf(actions)) {
      const dropped = /^DROP CONSTRAINT (\w+)/i.exec(clause)?.[1];
      const isReplaced = dropped !== undefined && new RegExp(`ADD CONSTRAINT ${dropped}\\b`, 'i').test(sql);
      if (/^DROP /i.test(clause) && !isReplaced) unsafe('takes something away');
      if (/^RENAME /i.test(clause)) unsafe('renames');
      if (/^ALTER COLUMN \w+ (SET DATA )?TYPE/i.test(clause)) unsafe('rewrites the table');
      if (/^ALTER COLUMN \w+ SET NOT NULL/i.test(clause)) unsafe('refuses rows that the old version writes');
      if (/^ADD (CONSTRAINT|CHECK|UNIQUE|FOREIGN|PRIMARY)/i.test(clause) && !/NOT VALID$/i.test(clause))
        unsafe('goes through the whole table under a lock');
      if (!/^ADD (COLUMN )?\w+ /i.test(clause) || /^ADD CONSTRAINT/i.test(clause)) continue;
      if (/NOT NULL/i.test(clause) && !/DEFAULT/i.test(clause))
        unsafe('refuses rows that the old version writes');
      // A default that is a constant is kept beside the table; any call may be evaluated for each row.
      if (/DEFAULT [a-z_]+\(/i.test(clause)) unsafe('rewrites the table');
      if (/\b(UNIQUE|PRIMARY KEY)\b/i.test(clause)) unsafe('goes through the whole table under a lock');
    }
  }
  return found;
}

/** Tables that were there before and that nothing can be written to while it runs: index builds, and rows changed at once. */
export function blockedBy(sql: string): string[] {
  const made = madeIn(withoutComments(sql));
  const tables = statementsOf(sql).flatMap((statement) => {
    const index = /^CREATE (?:UNIQUE )?INDEX (?:IF NOT EXISTS )?(?:\w+ )?ON (\w+)/i.exec(statement)?.[1];
    const changed = /^UPDATE (\w+)/i.exec(statement)?.[1];
    const trigger = /^CREATE TRIGGER .* ON (\w+)/i.exec(statement)?.[1];
    return [index, changed, trigger].filter((table) => table !== undefined);
  });
  return [...new Set(tables.filter((table) => !made.has(table)))].sort();
}
