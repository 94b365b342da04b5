import type pg from 'pg';

/** The role that gateway and worker connect as: rows, and nothing else. */
export const APP_ROLE = 'textback_app';

/**
 * Makes the role for gateway and worker, or gives it this password, and lets it use what the migrations have made. Does nothing where
 * the role of this connection owns no tables; the role itself is made only by one that may make roles. Without a password, only a role
 * that is there already gets its rights.
 */
export async function grantToApp(client: pg.Client, password: string | null): Promise<void> {
  const { rows } = await client.query<{ owns: boolean; makesRoles: boolean; exists: boolean }>(
    `SELECT coalesce((SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('inbox')), false) AS owns,
            (SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user) AS "makesRoles",
            EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS exists`,
    [APP_ROLE],
  );
  const { owns = false, makesRoles = false, exists = false } = rows[0] ?? {};
  if (!owns) return;
  if (password !== null && makesRoles) await setPassword(client, exists, password);
  if (!exists && (password === null || !makesRoles)) return;
  // Tables of later migrations too: the next run of this grants them, and until then nothing that needs them has started.
  await client.query(`
    GRANT USAGE ON SCHEMA public TO ${APP_ROLE};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${APP_ROLE};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ${APP_ROLE};
    REVOKE INSERT, UPDATE, DELETE ON schema_migrations FROM ${APP_ROLE};`);
}

async function setPassword(client: pg.Client, exists: boolean, password: string): Promise<void> {
  const how = exists ? 'ALTER ROLE' : 'CREATE ROLE';
  const { rows } = await client.query<{ statement: string }>(
    `SELECT format('${how} %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD %L', $1::text, $2::text) AS statement`,
    [APP_ROLE, password],
  );
  if (rows[0] !== undefined) await client.query(rows[0].statement);
}
