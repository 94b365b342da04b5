export { createDriftActivities, type DriftActivities } from './chat.js';
export { createRecordActivities, type RecordActivities } from './records.js';
export { createTwilioActivities, type TwilioActivities } from './sms.js';
export type { ActivityDeps } from './deps.js';
