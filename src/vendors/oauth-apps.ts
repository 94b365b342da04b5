import type { Edition } from '../contracts/scopes.js';
import { chatApps } from '../platform/config/chat-apps.js';
import type { ChatConfig } from '../platform/config/config.js';
import type { ChatOauth } from './chat-oauth.js';
import { createDriftOauth } from './drift/oauth.js';

/** The OAuth side of each app that companies connect; null: this installation has none of that edition. */
export type OauthApps = Readonly<Record<Edition, ChatOauth | null>>;

/** `redirectUri`: where admins come back to from the consent page. A process that sends nobody there needs none. */
export function createOauthApps(chat: ChatConfig, redirectUri: () => string): OauthApps {
  const apps: Record<Edition, ChatOauth | null> = { write: null, read: null };
  for (const { edition, ...app } of chatApps(chat)) apps[edition] = createDriftOauth({ ...app, redirectUri });
  return apps;
}
