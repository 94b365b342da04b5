export { redrive } from './redrive.js';
export { refresh } from './refresh.js';
export { conversation } from './conversation.js';
