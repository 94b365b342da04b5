export { createChatActivities, type ChatActivities } from './chat.js';
export { createRecordActivities, type RecordActivities } from './records.js';
export { createSmsActivities, type SmsActivities } from './sms.js';
export type { ActivityDeps } from './deps.js';
