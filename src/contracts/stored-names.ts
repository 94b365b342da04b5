/**
 * Vendors' names and words that are stored or known outside: in columns, metric labels, error codes, routes, queues and
 * histories. They stay as they are, whoever the vendors are. Outside src/vendors a vendor's name stands in code only here, and
 * in names that are themselves stored: variables, error codes and activity types (test/unit/house/vendor-names.test.ts).
 */

/** Who is asked: the vendor of chats, or the vendor of texts. */
export type Vendor = 'chat' | 'sms';

/** In columns and metric labels, and at the head of error codes. */
export const storedVendors = { chat: 'drift', sms: 'twilio' } as const satisfies Record<Vendor, string>;

/** Where an event came from. */
export const storedSources = { ...storedVendors, operator: 'operator' } as const;
export type StoredSource = (typeof storedSources)[keyof typeof storedSources];

/** Where vendors send their webhooks. */
export const webhookPaths = {
  chat: '/webhooks/drift',
  textReceived: '/webhooks/twilio/inbound',
  textStatus: '/webhooks/twilio/status',
} as const;

/** Where a company's admin begins to connect it, and comes back to from the vendor's consent page: that stands in our app's settings there. */
export const connectPaths = { begin: '/connect/drift', callback: '/oauth/drift/callback' } as const;

/** Ends of the names of task queues, one for each kind of vendor call. */
export const queueSuffixes = { urgentChat: '-drift-urgent', chat: '-drift', sms: '-twilio' } as const;

/** Settings of an org that are called after a vendor's variable, in the admin API and where they are stored. */
export const vendorSettings = {
  numbers: 'twilioFromNumbers',
  messagingService: 'twilioMessagingServiceSid',
} as const;

/** Which way a relayed message went, as the metrics say it. */
export const relayDirections = { toPhone: 'to_phone', toChat: 'to_drift' } as const;

/** A send's code where the vendor does not know the conversation, and the type of an activity's failure where that is so. */
export const NOT_FOUND = 'http_404';
export const chatNotFound = `${storedVendors.chat}_not_found`;

/** Words for a chat's status, in stored events: `unansweredGreeting` is one that nobody has reacted to. */
export const chatStatuses = { unansweredGreeting: 'bulk_sent' } as const;

/** How a text fares: the words of reports, in stored events, event keys and metric labels, as what each means. */
export const reportedStates = {
  accepted: 'accepted',
  scheduled: 'accepted',
  queued: 'accepted',
  sending: 'accepted',
  sent: 'sent',
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'undelivered',
  failed: 'failed',
  canceled: 'failed',
} as const;
export type ReportedWord = keyof typeof reportedStates;
export type TextState = (typeof reportedStates)[ReportedWord];

export const isReportedWord = (word: string): word is ReportedWord => Object.hasOwn(reportedStates, word);

/** Activity types are in every history, so that one whose name names a vendor keeps it. */
export const activityTypes = { relayToChat: 'relayToDrift' } as const;

/** Places in docs/ that show a table. */
export const docsTables = { smsErrors: 'twilio-errors' } as const;
