import Fastify from 'fastify';
import pg from 'pg';
import { SharedInsert } from './shared-insert.js';

// What a durable acknowledgement costs at the least: a bare Fastify whose only route stores the body as it came and
// answers. Nothing is verified, parsed or named. KIND=plain: a statement for each request; KIND=shared: requests that
// wait share one.

/** As many as the gateway has. */
const POOL_SIZE = 8;
/** The gateway's own numbers; fewer or larger statements were not faster here. */
const SHARED = { concurrency: 4, groupSize: 128 };

const { DATABASE_URL: connectionString, PORT, KIND } = process.env;
const pool = new pg.Pool({ connectionString, max: POOL_SIZE });
const shared = new SharedInsert({
  ...SHARED,
  store: (bodies) =>
    pool.query('INSERT INTO ceiling_shared (body) SELECT unnest($1::text[])', [bodies]).then(() => undefined),
});
const store =
  KIND === 'shared'
    ? (body: string) => shared.write(body)
    : (body: string) => pool.query('INSERT INTO ceiling_plain (body) VALUES ($1)', [body]);

const app = Fastify({ logger: false });
app.removeAllContentTypeParsers();
app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
app.post<{ Body: string }>('/', async ({ body }) => {
  await store(body);
  return { ok: true };
});
await app.listen({ host: '127.0.0.1', port: Number(PORT) });
process.stdout.write('ceiling listens\n');
