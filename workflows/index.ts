export { redrive } from './operations/redrive.js';
export { refresh } from './operations/refresh.js';
export { conversation } from './conversation/conversation.js';
