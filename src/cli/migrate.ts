import { loadConfig } from '../platform/config/config.js';
import { migrate } from '../platform/db/migrate.js';

// `npm run migrate`: brings DATABASE_URL's schema up to this build, for deployments that do it as a step of its own.
const { database } = loadConfig();
if (database.url === null) throw new Error('DATABASE_URL is not set: there is no database to migrate.');
await migrate(database.url);
