/** Shapes of Drift's public API (Drift docs: contact, conversation, message and user models). Times are ms since the epoch. */

export type Attributes = Record<string, unknown>;

export interface DriftUser {
  id: number;
  name: string;
  email?: string;
  bot?: boolean;
  availability?: 'AVAILABLE' | 'OFFLINE' | 'ON_CALL';
  role?: 'member' | 'admin' | 'agent';
}

/** An app that companies connect by OAuth. One webhook URL and one verification token serve all of them. */
export interface DriftApp {
  name: string;
  clientId: string;
  clientSecret: string;
  /** As messages that it posts carry it. */
  appId: string;
  verificationToken: string;
  signingSecret?: string;
  /** Fixed on the app: no company can be asked for less. */
  scopes: readonly string[];
  /** The one in the app's settings; any when absent. */
  redirectUri?: string;
}

/** What an admin's browser comes with to the consent page. */
export interface ConsentRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly state?: string | undefined;
}

/** One company's Drift: its people and, if it has one, its private app with token and webhooks. */
export interface DriftOrg {
  orgId: number;
  name?: string;
  accessToken?: string;
  /** Of the private app; without one it gets webhooks only by the apps that it connected. */
  verificationToken?: string;
  /** Counts contacts, conversations and messages by itself, so that it has the IDs that other companies have. */
  ownIds?: boolean;
  signingSecret?: string;
  appId?: string;
  clientId?: string;
  clientSecret?: string;
  refreshToken?: string;
  /** Scopes of the token; all that the simulator knows when absent. */
  scopes?: string[];
  /** Milliseconds until the token expires; a private app's token, the default, never does. */
  expiresInMs?: number;
  users?: DriftUser[];
}

export interface Contact {
  id: number;
  orgId: number;
  createdAt: number;
  attributes: Attributes;
}

export const conversationStatuses = ['open', 'closed', 'pending', 'bulk_sent'] as const;
export type ConversationStatus = (typeof conversationStatuses)[number];

export interface Conversation {
  id: number;
  orgId: number;
  status: ConversationStatus;
  contactId: number;
  inboxId: number;
  participants: number[];
  createdAt: number;
  updatedAt: number;
  relatedPlaybookId: number | null;
  conversationTags: { name: string; color: string }[];
}

export const messageTypes = ['chat', 'private_note', 'private_prompt', 'suggestion', 'edit'] as const;
export type MessageType = (typeof messageTypes)[number];

export interface Button {
  label: string;
  value: string;
  type: string;
  style?: string | undefined;
  reaction?: unknown;
}

export interface Author {
  id: number;
  type: 'contact' | 'user';
  bot: boolean;
}

/** A message's attachment. Drift does not document the shape. */
export interface Attachment {
  id: number;
  fileName: string;
  mimeType: string;
  size: number;
}

/** An attachment with its bytes. */
export interface StoredFile extends Attachment {
  orgId: number;
  bytes: Buffer;
}

export interface Message {
  id: number;
  orgId: number;
  conversationId: number;
  body?: string;
  type: MessageType;
  author: Author;
  createdAt: number;
  buttons?: Button[];
  context?: Record<string, unknown>;
  attributes: Attributes;
  editedMessageId?: number;
  editType?: string;
  attachments?: Attachment[];
}

export interface TimelineEvent {
  orgId: number;
  contactId: number;
  event: string;
  createdAt: number;
}

export const scopes = [
  'contact_read',
  'contact_write',
  'all_contact_read',
  'conversation_read',
  'conversation_write',
  'user_read',
  'playbook_read',
  'account_read',
  'gdpr_read',
] as const;
export type Scope = (typeof scopes)[number];
