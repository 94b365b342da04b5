import { fileURLToPath } from 'node:url';
import pg from 'pg';
import Postgrator from 'postgrator';
import { grantToApp } from './app-role.js';

/** Any number that no other program locks in this database. */
const MIGRATION_LOCK = 7_426_110;

/**
 * Brings the schema up to this build. Safe to call from several processes at once: they take turns.
 * Migrations go forward only and are never edited; a changed one is refused by its checksum.
 * `appPassword`: for the role of gateway and worker; null leaves that role as it is.
 */
export async function migrate(databaseUrl: string, appPassword: string | null = null): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    // Waiting behind a long query would block everything else that needs the table: fail instead, and run again later.
    await client.query(`SET lock_timeout = '10s'`);
    const postgrator = new Postgrator({
      driver: 'pg',
      migrationPattern: fileURLToPath(new URL('migrations/*.sql', import.meta.url)),
      schemaTable: 'schema_migrations',
      execQuery: (query) => client.query(query),
    });
    await postgrator.migrate();
    await grantToApp(client, appPassword);
  } finally {
    await client.end(); // also releases the lock
  }
}
