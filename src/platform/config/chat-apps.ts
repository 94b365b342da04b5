import type { Edition } from '../../contracts/scopes.js';
import type { ChatConfig } from './config.js';

/** An app that companies connect by OAuth, with nothing left to look up elsewhere. */
export interface ChatApp {
  readonly edition: Edition;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Proves a webhook of this app; null in a process that takes none. */
  readonly verificationToken: string | null;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  /** Base URL of the API that the tokens open. */
  readonly apiUrl: string;
}

/** The apps that are configured, that which may write first. */
export function chatApps(chat: ChatConfig): readonly ChatApp[] {
  const { write, read } = chat.apps;
  const { apiUrl } = chat;
  const verificationToken = write.verificationToken ?? chat.verificationToken;
  const tokenUrl = write.tokenUrl ?? `${apiUrl}/oauth2/token`;
  const ofWrite = { verificationToken, authorizeUrl: write.authorizeUrl, tokenUrl, apiUrl };
  const ofRead = {
    verificationToken: read.verificationToken ?? ofWrite.verificationToken,
    authorizeUrl: read.authorizeUrl ?? ofWrite.authorizeUrl,
    tokenUrl: read.tokenUrl ?? ofWrite.tokenUrl,
    apiUrl,
  };
  return [
    ...(write.client === null ? [] : [appOf('write', write.client, ofWrite)]),
    ...(read.client === null ? [] : [appOf('read', read.client, ofRead)]),
  ];
}

const appOf = (
  edition: Edition,
  client: { readonly id: string; readonly secret: string },
  rest: Omit<ChatApp, 'edition' | 'clientId' | 'clientSecret'>,
): ChatApp => ({ edition, clientId: client.id, clientSecret: client.secret, ...rest });
