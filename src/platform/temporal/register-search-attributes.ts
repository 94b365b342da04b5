import type { Connection } from '@temporalio/client';
import { searchAttributes } from '../../contracts/search-attributes.js';

/** Temporal's number for the type KEYWORD in its registry. */
const KEYWORD = 2;

/**
 * Registers our search attributes in the namespace unless they exist. Temporal Cloud does not let applications do this: there the
 * operator registers them beforehand, and this changes nothing.
 */
export async function registerSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const { operatorService } = connection;
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  const missing = Object.values(searchAttributes).filter(({ name }) => !(name in customAttributes));
  if (missing.length === 0) return;
  await operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(missing.map(({ name }) => [name, KEYWORD])),
  });
}
