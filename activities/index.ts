export { createDriftActivities, type DriftActivities } from './drift.js';
export { createRecordActivities, type RecordActivities } from './records.js';
export { createTwilioActivities, type TwilioActivities } from './twilio.js';
export type { ActivityDeps } from './deps.js';
