import { z } from 'zod';
import { connectTo, deliveryKnobs } from '../shared/delivery-switches.js';
import { OAUTH_TOKEN_MS } from './tokens.js';

/**
 * Where the documented Drift, older Drift and articles about Drift part, and how its webhooks travel. The defaults are
 * the documented API. Every switch may be turned while the simulator runs.
 */
export const driftSwitchesSchema = z.strictObject({
  // Events
  /** `new_conversation` is the documented event; articles claim `conversation_started`. */
  startEvent: z.enum(['new_conversation', 'conversation_started', 'none']).default('new_conversation'),
  /** Documented webhooks carry no id at all. */
  eventIds: z.enum(['none', 'id', 'eventId']).default('none'),
  /** The static token stands in the body and in X-Verification-Token; older pages lack it in the body. */
  token: z.enum(['both', 'body', 'header', 'none']).default('both'),
  /** Adds x-drift-signature, HMAC-SHA256 hex of the raw body. Not documented by Drift. */
  hmac: z.boolean().default(false),
  /** The event types that the app has ticked; null for all. */
  subscribedEvents: z.array(z.string()).nullable().default(null),
  /** The events that a status change by a person emits. */
  statusEvents: z
    .array(
      z.enum([
        'conversation_status_updated',
        'conversation_push',
        'conversation_inactive',
        'conversation_manual_push',
      ]),
    )
    .default(['conversation_status_updated']),
  /**
   * Drift does not document phone_captured. `author` is the shape in its connectors' samples: `phoneNumber`, and the contact as `authorId`.
   * Articles have others: fields side by side, a contact with attributes, or ids alone.
   */
  phoneCapturedShape: z.enum(['author', 'flat', 'contact', 'ids']).default('author'),
  /** Whether changes made through the API emit contact_updated too. */
  contactUpdatedOnApi: z.boolean().default(true),
  newConversationHasContactId: z.boolean().default(true),
  /** Whether posts through the API come back as new_message. */
  echo: z.boolean().default(true),
  /** Sends that echo, and waits for its first delivery, before the post is answered. */
  echoBeforeReply: z.boolean().default(false),
  echoDelayMs: z.number().nonnegative().default(0),

  // Shapes
  messagesResponse: z.enum(['message', 'messages', 'nested']).default('message'),
  htmlBodies: z.boolean().default(true),
  /** Generation of list paging for a caller that names none: `next` + pagination, or `page_token` + links. */
  listPaging: z.enum(['next', 'page_token']).default('page_token'),
  /** Host of the links in lists. Drift's newest page shows a host other than the API's; callers must not follow it. */
  linksOrigin: z.string().default('https://api.drift.com'),
  messagesPagination: z.enum(['always', 'when-more']).default('always'),
  conversationHasParticipants: z.boolean().default(true),
  relatedPlaybookId: z.enum(['null', 'absent']).default('null'),
  /** What GET /attachments/{id}/data answers: the bytes, or JSON, as the SDK reads it. */
  attachmentData: z.enum(['bytes', 'json']).default('bytes'),
  contactAuthorHasBot: z.boolean().default(true),
  messageIdsAsStrings: z.boolean().default(false),
  /** PATCH /conversations/{id} with tags: no such endpoint is documented. */
  tagByPatch: z.boolean().default(false),
  tagByPatchRefusal: z.union([z.literal(404), z.literal(405)]).default(404),

  // OAuth
  /** What the consent page does: asks, or decides at once for the company of `consentOrg`. */
  consent: z.enum(['ask', 'approve', 'deny']).default('ask'),
  /** The first company when null. */
  consentOrg: z.number().int().nullable().default(null),
  /** The sample in Drift's docs has `?` before `state` where `&` belongs. */
  callbackTypo: z.boolean().default(false),
  /** Nothing is documented for a denial: an error, or a callback without a code. */
  deniedCallback: z.enum(['error', 'no-code']).default('error'),
  /** A refresh answers with a new refresh token, and the old one is spent; off: it answers with none, and the old one stays. */
  refreshRotates: z.boolean().default(true),
  /** For how long a spent refresh token is taken once more, for an answer that was lost; 0: never. Drift documents nothing. */
  refreshGraceMs: z.number().nonnegative().default(60_000),
  /** A spent refresh token beyond that ends the grant, as strict servers do. */
  reuseEndsGrant: z.boolean().default(false),
  /** Life of access tokens. */
  tokenLifeMs: z.number().int().positive().default(OAUTH_TOKEN_MS),
  tokenExpiresIn: z.enum(['seconds', 'milliseconds', 'absent']).default('seconds'),
  tokenSpelling: z.enum(['as-asked', 'snake_case', 'camelCase']).default('as-asked'),
  tokenType: z.boolean().default(true),
  /** Whether token answers hold `orgId`. */
  tokenOrgId: z.boolean().default(true),
  tokenErrors: z.enum(['object', 'rfc']).default('object'),
  /** An app that is taken out sends app_disconnected, whichever side did it. */
  disconnectedEvent: z.boolean().default(true),

  // Errors and limits
  /** The status for a dead token. A missing scope is 403 in any case. */
  authError: z.union([z.literal(403), z.literal(401)]).default(401),
  authErrorShape: z.enum(['drift', 'gateway']).default('drift'),
  errorShape: z.enum(['error', 'errors']).default('error'),
  duplicateContactStatus: z.union([z.literal(400), z.literal(409)]).default(400),
  /** Calls of one token in any rolling window; 0 switches the limit off. */
  rateLimit: z.number().int().nonnegative().default(10),
  rateWindowMs: z.number().int().positive().default(1000),
  rateHeaders: z.enum(['none', 'kong', 'kong-old']).default('none'),
  /** Whether a 429 of the limit carries Retry-After (whole seconds, rounded up). */
  rateRetryAfter: z.boolean().default(false),

  // Delivery of webhooks; retries follow 10 s and five tries more, as articles have it; Drift documents none
  ...deliveryKnobs,
  connectTo,
  timeoutMs: z.number().positive().default(10_000),
  maxRetries: z.number().int().nonnegative().default(5),
  /** The wait before the first retry; it doubles each time. */
  retryBaseMs: z.number().nonnegative().default(1000),
});
export type DriftSwitches = z.output<typeof driftSwitchesSchema>;
export type DriftSwitchesInput = z.input<typeof driftSwitchesSchema>;
